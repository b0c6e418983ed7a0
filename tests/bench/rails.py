"""The rails alone: the relay beside plain pipelined XADD, the ears beside a plain reader."""

import asyncio
import contextlib
import time
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa
from redis.asyncio import Redis

from shared.ears import Ears
from shared.envelope import Envelope, from_fields
from shared.events import DogIntaken
from shared.ids import uuid7
from shared.rail.listener import BATCH, Listener
from shared.rail.relay import BATCH as RELAY_BATCH
from shared.rail.relay import Relay
from shared.rail.writer import Writer
from shared.store import Store, Work
from shared.tables import inbox, rails
from tests.bench.figures import Figure

STREAM = "qingcheng:intake"
HAPPENED = DogIntaken.model_validate(DogIntaken.example)
projection = sa.Table(
    "projection", sa.MetaData(), sa.Column("id", sa.Text, primary_key=True), sa.Column("n", sa.Integer)
)


def _new_store(folder: Path, name: str) -> Store:
    store = Store(f"sqlite:///{folder}/{name}.db")
    rails.create_all(store.engine)
    projection.create(store.engine)
    return store


def _envelopes(how_many: int) -> list[Envelope]:
    data = HAPPENED.model_dump_json()
    return [
        Envelope(uuid7(), "/qingcheng/intake", DogIntaken.type, f"dog-{n}", "2026-07-13T15:41:00.000000Z",
                 "DogIntaken.v1.json", n, "", data)
        for n in range(1, how_many + 1)
    ]  # fmt: skip


async def _until_length(client: Any, length: int) -> None:
    while await client.xlen(STREAM) < length:
        await asyncio.sleep(0.005)


async def relay(folder: Path, redis_url: str, events: int) -> Figure:
    """Journal to stream, against XADD of the same fields in pipelines of the same size."""
    store = _new_store(folder, "relay")
    for _ in range(events // 1000):
        with store.write() as work:
            work.publish(*[HAPPENED] * 1000)
    async with Redis.from_url(redis_url) as client:
        fields = [envelope.to_fields() for envelope in _envelopes(events)]
        await client.flushall()
        begun = time.perf_counter()
        for first in range(0, events, RELAY_BATCH):
            pipeline = client.pipeline(transaction=False)
            for entry in fields[first : first + RELAY_BATCH]:
                pipeline.xadd(STREAM, entry)  # type: ignore[arg-type]
            await pipeline.execute()
        limit = events / (time.perf_counter() - begun)

        await client.flushall()
        writer = Writer(store)
        carrying = Relay("intake", store, writer, client)
        tasks = [asyncio.create_task(writer.run())]
        begun = time.perf_counter()
        tasks.append(asyncio.create_task(carrying.run()))
        await _until_length(client, events)
        rate = events / (time.perf_counter() - begun)
        for task in reversed(tasks):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    store.close()
    return Figure("relay: journal → stream | pipelined redis-py XADD", rate, limit, 0.7)


def _project(happened: DogIntaken, heard: Envelope, work: Work) -> None:
    work.sql(sa.insert(projection).values(id=heard.subject, n=heard.sequence))


def _read_plainly(store: Store, redis_url: str, events: int) -> float:
    """The same reads, the same transaction, the same handler; no FastStream, no ears."""
    client = redis.Redis.from_url(redis_url)
    client.xgroup_create(STREAM, "plain", "0")
    done, begun = 0, time.perf_counter()
    while done < events:
        answer: Any = client.xreadgroup("plain", "me", {STREAM: ">"}, count=BATCH)
        [[_, entries]] = answer.items() if isinstance(answer, dict) else answer
        entries = entries[0] if isinstance(entries[0], list) else entries
        with store.write() as work:
            heard = [from_fields(fields) for _, fields in entries]
            rows = [
                {"event_id": e.id, "source": e.source, "sequence": e.sequence, "received_at": e.time}
                for e in heard
            ]
            work.sql(sa.insert(inbox), rows)
            for envelope in heard:
                _project(envelope.event(), envelope, work)  # type: ignore[arg-type]
        client.xack(STREAM, "plain", *(entry for entry, _ in entries))
        done += len(entries)
    client.close()
    return events / (time.perf_counter() - begun)


async def consumer(folder: Path, redis_url: str, events: int) -> Figure:
    """Stream to inbox and projection."""
    plain, store = _new_store(folder, "plain"), _new_store(folder, "ears")
    ears = Ears("bench")
    ears.on(DogIntaken)(_project)
    async with Redis.from_url(redis_url) as client:
        await client.flushall()
        pipeline = client.pipeline(transaction=False)
        for envelope in _envelopes(events):
            pipeline.xadd(STREAM, envelope.to_fields())  # type: ignore[arg-type]
        await pipeline.execute()
        limit = await asyncio.to_thread(_read_plainly, plain, redis_url, events)
        writer = Writer(store)
        listener = Listener(ears, writer, client, redis_url, 10_000)
        begun = time.perf_counter()
        tasks = [asyncio.create_task(writer.run()), asyncio.create_task(listener.run())]
        count = sa.select(sa.func.count()).select_from(projection)
        while True:
            with contextlib.closing(store.engine.connect()) as connection:
                if connection.scalar(count) == events:
                    break
            await asyncio.sleep(0.02)
        rate = events / (time.perf_counter() - begun)
        for task in reversed(tasks):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    for each in (plain, store):
        each.close()
    return Figure("consumer: batch → inbox + projection | plain reader", rate, limit, 0.7)
