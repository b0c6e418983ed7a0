"""Listening: each event once, poison out of the way, and nothing lost with a consumer or a Redis."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from shared import events
from shared.ears import ATTEMPTS, Ears, Listener
from shared.envelope import Envelope
from shared.events import DogIntaken, Event, KennelAssigned, TagIssued, TagWithdrawn, stream_of
from shared.ids import uuid_from
from shared.store import Store, Work, inbox, newer
from shared.writer import StoreUnavailable
from tests.servers import RedisServer
from tests.shared.conftest import Dog, at_work, intaken, new_store, watched
from tests.shared.test_relay import until

pytestmark = pytest.mark.anyio
STREAM = "qingcheng:intake"
RESTRICTED = "qingcheng:intake:restricted"
GROUP = "listeners"
DEAD = "qingcheng:dead:listeners"
CLAIM_AFTER = 100  # milliseconds

ears = Ears(GROUP)


def known(dog_id: str, work: Work) -> Dog:
    return work.get(Dog, dog_id) or Dog(id=dog_id)


@ears.on(DogIntaken)
def register_dog(taken_in: DogIntaken, work: Work) -> None:
    if taken_in.dog_id.startswith("poison"):
        raise ValueError("this dog bites the handler")
    dog = known(taken_in.dog_id, work)
    dog.times += 1
    if newer(dog, "who", work.heard):
        dog.name = taken_in.stay_no
    work.add(dog)


@ears.on(KennelAssigned)
def move_dog(moved: KennelAssigned, work: Work) -> None:
    dog = known(moved.dog_id, work)
    if newer(dog, "kennel", work.heard):
        dog.kennel = moved.kennel
    work.add(dog)


@ears.on(TagIssued)
def hang_tag(issued: TagIssued, work: Work) -> None:
    dog = known(issued.dog_id, work)
    if newer(dog, "tag", work.heard):
        dog.code = issued.code
    work.add(dog)


@ears.on(TagWithdrawn)
def take_tag_off(withdrawn: TagWithdrawn, work: Work) -> None:
    dog = known(withdrawn.dog_id, work)
    if newer(dog, "tag", work.heard):
        dog.code = None
    work.add(dog)


def told(event: Event, sequence: int) -> Envelope:
    """As the relay would send it; the same number has the same id."""
    return Envelope(
        id=uuid_from(stream_of(type(event)), str(sequence)), source=f"/qingcheng/{event.publisher}",
        type=event.type, subject=event.subject, time="2026-07-13T15:41:00.000000Z",
        dataschema=event.schema_name(), sequence=sequence, traceparent="", data=event.model_dump_json(),
    )  # fmt: skip


def say(redis_url: str, *envelopes: Envelope, stream: str = STREAM) -> None:
    with redis.Redis.from_url(redis_url) as client, client.pipeline() as pipeline:
        for envelope in envelopes:
            pipeline.xadd(stream, envelope.to_fields())
        pipeline.execute()


def say_dogs(redis_url: str, *dog_ids: str, first: int = 1) -> None:
    say(redis_url, *(told(intaken(dog_id), n) for n, dog_id in enumerate(dog_ids, start=first)))


def times(where: Store) -> dict[str, int]:
    """How often each dog was registered."""
    with where.engine.connect() as connection:
        return {row.id: row.times for row in connection.execute(sa.text("select id, times from dog"))}


def pending(redis_url: str, stream: str = STREAM) -> int:
    with redis.Redis.from_url(redis_url) as client:
        return int(client.xpending(stream, GROUP)["pending"])


def dead(redis_url: str) -> list[dict[str, str]]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        return [fields for _, fields in client.xrange(DEAD)]


@contextlib.asynccontextmanager
async def listening(
    where: Store, redis_url: str, ears: Ears = ears, writes: Callable[[Any], Any] = lambda writer: writer
) -> AsyncIterator[Listener]:
    async with at_work(where) as writer, Redis.from_url(redis_url) as client:
        listener = Listener(ears, writes(writer), client, redis_url, CLAIM_AFTER)
        running = asyncio.create_task(listener.run())
        try:
            yield listener
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_batches_are_applied_once_and_acknowledged(any_store: Store, redis_url: str) -> None:
    dogs = [f"dog-{i}" for i in range(450)]
    say_dogs(redis_url, *dogs)
    async with listening(any_store, redis_url):
        await until(lambda: len(times(any_store)) == 450)
        say_dogs(redis_url, *dogs)
        say_dogs(redis_url, "last", first=451)
        await until(lambda: "last" in times(any_store) and pending(redis_url) == 0)

    assert set(times(any_store).values()) == {1}
    with any_store.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(inbox)) == 451


async def test_events_from_before_the_group_are_heard(sqlite_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, "early")
    async with listening(sqlite_store, redis_url):
        await until(lambda: times(sqlite_store) == {"early": 1})


async def test_poison_stops_no_neighbour_and_goes_to_the_dead(any_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, "a", "poison", "b")
    begun = time.monotonic()
    async with listening(any_store, redis_url):
        await until(lambda: set(times(any_store)) == {"a", "b"})
        assert dead(redis_url) == []
        await until(lambda: len(dead(redis_url)) == 1, 20)
        say_dogs(redis_url, "c", first=4)
        await until(lambda: "c" in times(any_store) and pending(redis_url) == 0)
    [letter] = dead(redis_url)

    assert times(any_store) == {"a": 1, "b": 1, "c": 1}
    assert letter.items() >= told(intaken("poison"), 2).to_fields().items()
    assert letter["dead_attempts"] == str(ATTEMPTS)
    assert letter["dead_error"] == "ValueError: this dog bites the handler"
    assert letter["dead_stream"] == STREAM
    assert time.monotonic() - begun > (ATTEMPTS - 1) * CLAIM_AFTER / 1000


@pytest.mark.parametrize(
    "fields",
    [
        {"hello": "world"},
        {b"id": b"\xff\xfe", b"specversion": b"1.0"},
        told(intaken("x"), 7).to_fields() | {"data": '{"dog_id": "x"}'},
        told(intaken("x"), 7).to_fields() | {"data": "no JSON"},
        told(intaken("x"), 7).to_fields() | {"sequence": "seven"},
    ],
    ids=["foreign", "not utf-8", "breaks the contract", "not json", "no number"],
)
async def test_what_cannot_be_read_is_dead_at_once(sqlite_store: Store, redis_url: str, fields: Any) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(STREAM, fields)
        say_dogs(redis_url, "a")
        async with listening(sqlite_store, redis_url):
            await until(lambda: times(sqlite_store) == {"a": 1} and pending(redis_url) == 0)
        [(_, letter)] = client.xrange(DEAD)

    assert letter[b"dead_attempts"] == b"1"
    assert letter[b"dead_error"].startswith(b"Unreadable")


async def test_types_that_we_do_not_know_are_for_somebody_else(sqlite_store: Store, redis_url: str) -> None:
    future = told(intaken("a"), 1).to_fields() | {"type": "cn.qingcheng.dog.promoted.v9"}
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(STREAM, future)
    say_dogs(redis_url, "b", first=2)
    async with listening(sqlite_store, redis_url):
        await until(lambda: times(sqlite_store) == {"b": 1} and pending(redis_url) == 0)

    assert dead(redis_url) == []


async def test_what_a_dead_consumer_left_is_claimed(sqlite_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, *(f"dog-{i}" for i in range(30)))
    with redis.Redis.from_url(redis_url) as client:
        client.xgroup_create(STREAM, GROUP, "0")
        client.xreadgroup(GROUP, "died in its sleep", {STREAM: ">"}, count=20)
    async with listening(sqlite_store, redis_url):
        await until(lambda: len(times(sqlite_store)) == 30 and pending(redis_url) == 0)

    assert set(times(sqlite_store).values()) == {1}


@pytest.mark.parametrize("how", ["flushall", "del", "destroy"])
async def test_a_lost_group_is_made_again_at_the_beginning(
    sqlite_store: Store, redis_url: str, how: str
) -> None:
    say_dogs(redis_url, "a")
    async with listening(sqlite_store, redis_url) as listener:
        await until(lambda: times(sqlite_store) == {"a": 1})
        with redis.Redis.from_url(redis_url) as client:
            if how == "destroy":
                client.xgroup_destroy(STREAM, GROUP)
            else:
                client.flushall() if how == "flushall" else client.delete(STREAM)
        say_dogs(redis_url, "a", "b")
        await until(lambda: times(sqlite_store) == {"a": 1, "b": 1})
        await until(lambda: listener.running)


async def test_a_redis_that_starts_again_is_listened_to_again(
    sqlite_store: Store, own_redis: RedisServer
) -> None:
    say_dogs(own_redis.url, "a")
    async with listening(sqlite_store, own_redis.url) as listener:
        await until(lambda: times(sqlite_store) == {"a": 1})
        own_redis.kill()
        await asyncio.sleep(0.3)
        await asyncio.to_thread(own_redis.start)
        say_dogs(own_redis.url, "a", "b")
        await until(lambda: times(sqlite_store) == {"a": 1, "b": 1}, 20)
        await until(lambda: listener.running)


async def test_a_redis_that_comes_late_is_waited_for(sqlite_store: Store, own_redis: RedisServer) -> None:
    own_redis.kill()
    async with listening(sqlite_store, own_redis.url) as listener:
        await asyncio.sleep(0.3)
        assert not listener.running
        await asyncio.to_thread(own_redis.start)
        say_dogs(own_redis.url, "a")
        await until(lambda: times(sqlite_store) == {"a": 1}, 20)


class AwayFor:
    """A writer whose store is away for the first few commands."""

    def __init__(self, commands: int, writer: Any) -> None:
        self.left, self.writer = commands, writer

    def do(self, command: Callable[[Work], Any]) -> Awaitable[Any]:
        self.left -= 1
        if self.left >= 0:
            raise StoreUnavailable("database or disk is full")
        answer: Awaitable[Any] = self.writer.do(command)
        return answer


async def test_an_event_waits_for_its_store_and_never_dies_of_it(sqlite_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, "a")
    async with listening(sqlite_store, redis_url, writes=partial(AwayFor, ATTEMPTS + 2)):
        await until(lambda: times(sqlite_store) == {"a": 1}, 20)
        await until(lambda: pending(redis_url) == 0)

    assert dead(redis_url) == []


async def test_a_witness_hears_all_but_what_few_may_hear(sqlite_store: Store, redis_url: str) -> None:
    heard: list[str] = []
    curious = Ears(GROUP)
    curious.on_every(lambda envelope, _: heard.append(envelope.type))
    curious.on(events.ObservationOpened)(lambda opened, _: heard.append(f"handled {opened.dog_id}"))
    other = told(watched("b"), 2).to_fields() | {"type": "cn.qingcheng.bite.reported.v1", "id": "another"}
    say_dogs(redis_url, "a")
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(RESTRICTED, other)
    say(redis_url, told(watched("biter"), 1), stream=RESTRICTED)
    async with listening(sqlite_store, redis_url, curious):
        await until(lambda: len(heard) >= 3 and pending(redis_url, RESTRICTED) == 0)

    assert sorted(heard) == [DogIntaken.type, events.ObservationOpened.type, "handled biter"]


def test_a_witness_alone_listens_to_every_stream_that_is_not_restricted() -> None:
    curious = Ears("curious")
    curious.on_every(lambda envelope, work: None)

    assert set(curious.streams) == {
        stream_of(event) for event in events.BY_TYPE.values() if event.audience != "restricted"
    }


# ---- in whatever order, however often -----------------------------------------------------------------


def _of(event: type[Event], **facts: Any) -> Event:
    return event.model_validate(event.example | facts)


LOG = [
    told(event, n)
    for n, event in enumerate(
        [
            _of(DogIntaken, dog_id="a", stay_no="HH-1"),
            _of(TagIssued, dog_id="a", code="T1"),
            _of(KennelAssigned, dog_id="a", kennel="A01"),
            _of(DogIntaken, dog_id="b", stay_no="HH-2"),
            _of(TagWithdrawn, dog_id="a", code="T1"),
            _of(TagIssued, dog_id="a", code="T2"),
            _of(KennelAssigned, dog_id="b", kennel="A02"),
            _of(KennelAssigned, dog_id="a", kennel="A03"),
            _of(TagIssued, dog_id="b", code="T3"),
            _of(TagWithdrawn, dog_id="b", code="T3"),
        ],
        start=1,
    )
]


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    where = new_store(f"sqlite:///{tmp_path_factory.mktemp('ears')}/store.db")
    yield where
    where.close()


def rows_after(where: Store, batches: list[list[Envelope]]) -> list[Any]:
    with where.write() as work:
        work.connection().execute(sa.delete(inbox))
        work.connection().execute(sa.text("delete from dog"))
    for batch in batches:
        with where.write() as work:
            ears.apply(work, batch)
    with where.engine.connect() as connection:
        rows = connection.execute(sa.text("select id, name, code, kennel, times, heard from dog order by id"))
        return [(*row[:5], sorted(json.loads(row[5]).items())) for row in rows]


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_shuffled_and_doubled_log_gives_the_same_rows(one_store: Store, data: st.DataObject) -> None:
    log = data.draw(st.permutations(LOG * 2))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(log) - 1), max_size=5)))
    batches = [log[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(log)], strict=True)]

    assert rows_after(one_store, batches) == rows_after(one_store, [LOG])


def test_a_batch_that_fails_leaves_nothing_in_the_inbox(one_store: Store) -> None:
    rows_after(one_store, [LOG])
    with pytest.raises(ValueError, match="bites"), one_store.write() as work:
        ears.apply(work, [told(intaken("new"), 98), told(intaken("poison"), 99)])
    with one_store.engine.connect() as connection:
        entered = connection.scalar(sa.select(sa.func.count()).select_from(inbox))

    assert entered == len(LOG)
    assert "new" not in times(one_store)
