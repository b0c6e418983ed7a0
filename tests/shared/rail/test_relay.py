"""From the journal to the stream: in order, at least once, and again from the hole after any loss."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from redis.asyncio import Redis

from shared.envelope import from_fields
from shared.rail import holes
from shared.rail import relay as rails
from shared.rail.holes import Holds
from shared.rail.relay import Relay, publish_again
from shared.rail.streams import entry_id
from shared.rail.writer import Writer
from shared.store import Store, Work, entry
from shared.tables import journal, relayed
from tests.servers import RedisServer
from tests.shared.conftest import at_work, intaken, publish, watched

pytestmark = pytest.mark.anyio
STREAM = "qingcheng:intake"
RESTRICTED = "qingcheng:intake:restricted"


@contextlib.asynccontextmanager
async def relaying(where: Store, redis_url: str) -> AsyncIterator[tuple[Writer, Relay]]:
    """A writer and the relay that it wakes."""
    async with at_work(where) as writer, Redis.from_url(redis_url) as client:
        relay = Relay("intake", where, writer, client)
        writer.committed = relay.wake
        running = asyncio.create_task(relay.run())
        try:
            yield writer, relay
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            relay.lead.close()


def sent(redis_url: str, stream: str = STREAM) -> list[int]:
    """The sequences in a stream, in its order."""
    with redis.Redis.from_url(redis_url) as client:
        return [int(fields.get(b"sequence", -1)) for _, fields in client.xrange(stream)]


async def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not await asyncio.to_thread(true):
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


async def looked(relay: Relay) -> None:
    """Returns when it has looked for losses twice more: the first look may have begun before."""
    remember, left, done = relay._remember, 2, asyncio.Event()

    def count() -> None:
        nonlocal left
        remember()
        left -= 1
        if not left:
            done.set()

    relay._remember = count  # type: ignore[method-assign]
    await done.wait()
    relay._remember = remember  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rails, "LOOK_EVERY", 0.2)


def remembered(where: Store) -> dict[str, int]:
    with where.engine.connect() as connection:
        return {row.stream: row.sequence for row in connection.execute(sa.select(relayed))}


def publish_many(how_many: int, work: Work) -> None:
    work.publish(*(intaken(f"dog-{i}") for i in range(how_many)))


async def test_all_that_is_committed_arrives_in_order(any_store: Store, redis_url: str) -> None:
    async with relaying(any_store, redis_url) as (writer, _):
        await asyncio.gather(*(writer.do(partial(publish_many, 30)) for _ in range(50)))
        await writer.do(lambda work: work.publish(watched("biter")))
        await until(lambda: len(sent(redis_url)) >= 1500 and len(sent(redis_url, RESTRICTED)) == 1)

    assert sent(redis_url) == list(range(1, 1501))
    assert sent(redis_url, RESTRICTED) == [1]


async def test_what_arrives_is_what_was_published(sqlite_store: Store, redis_url: str) -> None:
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish, "a"))
        await until(lambda: sent(redis_url) == [1])
    with redis.Redis.from_url(redis_url) as client:
        [(_, fields)] = client.xrange(STREAM)

    assert from_fields(fields).event() == intaken("a")
    assert list(fields) == [
        b"specversion", b"id", b"source", b"type", b"subject", b"time", b"datacontenttype", b"dataschema",
        b"sequence", b"traceparent", b"data",
    ]  # fmt: skip


async def test_the_commit_wakes_it(
    sqlite_store: Store, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else could: it would not look by itself for an hour."""
    monkeypatch.setattr(rails, "LOOK_EVERY", 3600.0)
    async with relaying(sqlite_store, redis_url) as (writer, _):
        for n, dog in enumerate(["warm", "a", "b"], start=1):
            await writer.do(partial(publish, dog))
            await until(lambda n=n: len(sent(redis_url)) == n)  # type: ignore[misc]


async def test_it_remembers_how_far_it_is(any_store: Store, redis_url: str) -> None:
    async with relaying(any_store, redis_url) as (writer, _):
        for i in range(20):
            await writer.do(partial(publish, str(i)))
        await until(lambda: remembered(any_store).get(STREAM) == 20)
    async with relaying(any_store, redis_url) as (writer, _):
        await writer.do(partial(publish, "next"))
        await until(lambda: 21 in sent(redis_url))

    assert sent(redis_url) == list(range(1, 22))


async def test_what_was_sent_but_not_marked_is_sent_again_with_the_same_ids(
    any_store: Store, redis_url: str
) -> None:
    with any_store.write() as work:
        publish_many(5, work)
        work.connection().execute(sa.insert(relayed).values(stream=STREAM, sequence=3))
    with redis.Redis.from_url(redis_url) as client, any_store.engine.connect() as connection:
        for row in connection.execute(sa.select(journal).order_by(journal.c.sequence)):
            client.xadd(STREAM, entry(row, "").to_fields())

    async with relaying(any_store, redis_url):
        await until(lambda: len(sent(redis_url)) >= 7)
    with redis.Redis.from_url(redis_url) as client:
        ids = [fields[b"id"] for _, fields in client.xrange(STREAM)]

    assert sent(redis_url) == [1, 2, 3, 4, 5, 4, 5]
    assert ids[5:] == ids[3:5]


@pytest.mark.parametrize("how", ["flushall", "del"])
async def test_a_stream_that_was_lost_is_sent_again(sqlite_store: Store, redis_url: str, how: str) -> None:
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 700))
        await until(lambda: len(sent(redis_url)) == 700)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall() if how == "flushall" else client.delete(STREAM)
        await until(lambda: len(sent(redis_url)) == 700)

    assert sent(redis_url) == list(range(1, 701))


async def test_a_loss_just_before_the_next_event_is_noticed_too(sqlite_store: Store, redis_url: str) -> None:
    """The new event makes the stream look whole; what stood before it must come back."""
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 5))
        await until(lambda: len(sent(redis_url)) == 5)
        await asyncio.sleep(0.1)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
            client.xgroup_create(STREAM, "a group that was quicker", "0", mkstream=True)
        await writer.do(partial(publish, "the next"))
        await until(lambda: set(sent(redis_url)) == {1, 2, 3, 4, 5, 6})


async def test_a_server_that_starts_again_empty_is_filled_again(
    sqlite_store: Store, own_redis: RedisServer
) -> None:
    async with relaying(sqlite_store, own_redis.url) as (writer, _):
        await writer.do(partial(publish_many, 5))
        await until(lambda: len(sent(own_redis.url)) == 5)
        own_redis.kill()
        await writer.do(partial(publish, "while it was away"))
        await asyncio.to_thread(own_redis.start)
        await until(lambda: len(sent(own_redis.url)) >= 6)

    assert sorted(set(sent(own_redis.url))) == [1, 2, 3, 4, 5, 6]


async def test_a_server_that_lost_its_last_second_gets_it_again(sqlite_store: Store, redis_url: str) -> None:
    """What a fail-over or an append-only file without its end looks like, seen by a relay that starts."""
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 9))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 9)
    with redis.Redis.from_url(redis_url) as client:
        kept = client.xrange(STREAM)[:6]
        client.flushall()
        for entry_id, fields in kept:
            client.xadd(STREAM, fields, entry_id)
    async with relaying(sqlite_store, redis_url):
        await until(lambda: len(sent(redis_url)) == 9)

    assert sent(redis_url) == list(range(1, 10))


@pytest.mark.parametrize("again", ["running", "restarted"])
async def test_a_redriven_or_foreign_entry_at_the_end_is_no_loss(
    sqlite_store: Store, redis_url: str, again: str
) -> None:
    async with contextlib.AsyncExitStack() as first:
        writer, relay = await first.enter_async_context(relaying(sqlite_store, redis_url))
        await writer.do(partial(publish_many, 5))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 5)
        with redis.Redis.from_url(redis_url) as client:
            client.xadd(STREAM, client.xrange(STREAM)[1][1])
            client.xadd(STREAM, {"hello": "world"})
        if again == "running":
            await writer.do(partial(publish, "the next"))
            await until(lambda: 6 in sent(redis_url))
            await looked(relay)
    if again == "restarted":
        async with relaying(sqlite_store, redis_url) as (writer, _):
            await writer.do(partial(publish, "the next"))
            await until(lambda: 6 in sent(redis_url))

    assert sent(redis_url) == [1, 2, 3, 4, 5, 2, -1, 6]


async def test_what_was_trimmed_comes_back_only_when_all_is_lost(sqlite_store: Store, redis_url: str) -> None:
    """With a hole it does not; with the whole stream its groups and dead letters may be lost."""
    async with relaying(sqlite_store, redis_url) as (writer, relay):
        await writer.do(partial(publish_many, 5))
        await until(lambda: len(sent(redis_url)) == 5)
        await trim(relay, 3)
        await until(lambda: sent(redis_url) == [4, 5])
        with redis.Redis.from_url(redis_url) as client:
            delete(client, 0)
        await until(lambda: sent(redis_url) == [5, 4])
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
        await until(lambda: sent(redis_url) == [1, 2, 3, 4, 5])


HOLES: dict[str, Callable[[Any], object]] = {
    "the first": lambda client: delete(client, 0),
    "in the middle": lambda client: delete(client, 2, 3, 6),
    "all but the last": lambda client: delete(client, *range(8)),
    "the last": lambda client: delete(client, 8),
    "by hand": lambda client: client.xtrim(STREAM, maxlen=4, approximate=False),
    "all, by hand": lambda client: client.xtrim(STREAM, maxlen=0, approximate=False),
    "some, where others came": lambda client: (delete(client, 2), client.xadd(STREAM, {"hello": "world"})),
}


def delete(client: Any, *places: int) -> None:
    entries = client.xrange(STREAM)
    client.xdel(STREAM, *(entries[place][0] for place in places))


@pytest.mark.parametrize("again", ["running", "restarted"])
@pytest.mark.parametrize("how", HOLES)
async def test_a_hole_is_filled_wherever_it_lies(
    sqlite_store: Store, redis_url: str, how: str, again: str
) -> None:
    """Exactly what is missing is published again, with the ids of the first time."""
    async with contextlib.AsyncExitStack() as first:
        writer, _ = await first.enter_async_context(relaying(sqlite_store, redis_url))
        await writer.do(partial(publish_many, 9))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 9)
        if again == "running":
            lose(redis_url, how)
            await until(lambda: set(range(1, 10)) <= set(sent(redis_url)))
    if again == "restarted":
        lose(redis_url, how)
        async with relaying(sqlite_store, redis_url):
            await until(lambda: set(range(1, 10)) <= set(sent(redis_url)))

    assert sorted(n for n in sent(redis_url) if n > 0) == list(range(1, 10))
    assert ids_of(sqlite_store) == {int(f[b"sequence"]): f[b"id"].decode() for f in entries(redis_url)}


def lose(redis_url: str, how: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        HOLES[how](client)


def entries(redis_url: str) -> list[dict[bytes, bytes]]:
    with redis.Redis.from_url(redis_url) as client:
        return [fields for _, fields in client.xrange(STREAM) if b"id" in fields]


def ids_of(where: Store) -> dict[int, str]:
    with where.engine.connect() as connection:
        return {row.sequence: row.id for row in connection.execute(sa.select(journal))}


async def test_nothing_new_is_added_before_a_hole_is_filled(sqlite_store: Store, redis_url: str) -> None:
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 9))
        await until(lambda: len(sent(redis_url)) == 9)
        await asyncio.sleep(0.1)
        lose(redis_url, "in the middle")
        await writer.do(partial(publish, "the next"))
        await until(lambda: 10 in sent(redis_url))

    assert sent(redis_url) == [1, 2, 5, 6, 8, 9, 3, 4, 7, 10]


async def test_a_hole_is_said_until_it_is_filled(
    sqlite_store: Store, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rails, "BATCH", 2)
    async with relaying(sqlite_store, redis_url) as (writer, relay):
        await writer.do(partial(publish_many, 9))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 9)
        lose(redis_url, "all but the last")
        await until(lambda: bool(relay.holes) or relay.filled == 8)
        await until(lambda: len(sent(redis_url)) == 9)
        await until(lambda: not relay.holes)

    assert relay.filled == 8


async def test_a_store_from_before_holes_were_noted_takes_the_head_for_trimmed(
    sqlite_store: Store, redis_url: str
) -> None:
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 9))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 9)
    with sqlite_store.write() as work:
        work.connection().execute(sa.update(relayed).values(trimmed=None, length=-1))
    lose(redis_url, "by hand")
    with redis.Redis.from_url(redis_url) as client:
        delete(client, 1)
    async with relaying(sqlite_store, redis_url):
        await until(lambda: len(sent(redis_url)) == 4)

    assert sent(redis_url) == [6, 8, 9, 7]


async def trim(relay: Relay, count: int) -> None:
    """As the janitor does it."""
    await relay.trim(STREAM, await relay.redis.xrange(STREAM, count=count))  # type: ignore[arg-type]


@pytest.mark.parametrize("again", ["running", "restarted"])
async def test_what_was_trimmed_is_no_loss(sqlite_store: Store, redis_url: str, again: str) -> None:
    async with contextlib.AsyncExitStack() as first:
        writer, relay = await first.enter_async_context(relaying(sqlite_store, redis_url))
        await writer.do(partial(publish_many, 5))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 5)
        await trim(relay, 5)
        if again == "running":
            await looked(relay)
            await writer.do(partial(publish, "the next"))
            await until(lambda: 6 in sent(redis_url))
    if again == "restarted":
        async with relaying(sqlite_store, redis_url) as (writer, _):
            await writer.do(partial(publish, "the next"))
            await until(lambda: 6 in sent(redis_url))

    assert sent(redis_url) == [6]


async def test_what_was_sent_but_not_answered_is_not_sent_twice(sqlite_store: Store, redis_url: str) -> None:
    async with relaying(sqlite_store, redis_url) as (writer, relay):
        await writer.do(partial(publish_many, 5))
        await until(lambda: sent(redis_url) == [1, 2, 3, 4, 5])
        await asyncio.sleep(0.1)
        with redis.Redis.from_url(redis_url) as client:
            third = client.xrange(STREAM)[2][0]
        relay.position[STREAM], relay.left[STREAM] = 3, Holds(3, entry_id(third), 3)
        await writer.do(partial(publish, "the next"))
        await until(lambda: 6 in sent(redis_url))

    assert sent(redis_url) == [1, 2, 3, 4, 5, 6]


async def test_nothing_is_added_when_another_wrote_meanwhile(
    sqlite_store: Store, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the stream's end and the batch: a deposed leader's last words, or a loss."""
    look, times = holes.holds, 0

    async def interfere(stream: str, client: Any) -> Any:
        nonlocal times
        end = await look(stream, client)
        times += 1
        if times in (3, 5) and stream == STREAM:
            with redis.Redis.from_url(redis_url) as other:
                other.delete(STREAM) if times == 3 else other.xadd(STREAM, {"hello": "world"})
        return end

    async with relaying(sqlite_store, redis_url) as (writer, _):
        for i in range(10):
            await writer.do(partial(publish, str(i)))
            if i == 3:
                monkeypatch.setattr(holes, "holds", interfere)
        await until(lambda: 10 in sent(redis_url))

    assert [n for n in sent(redis_url) if n > 0] == list(range(1, 11))


async def test_on_request_it_publishes_again_with_the_same_ids(any_store: Store, redis_url: str) -> None:
    async with relaying(any_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 5))
        await until(lambda: sent(redis_url) == [1, 2, 3, 4, 5])
        await writer.do(lambda work: publish_again(work, 2, "admin", "a subscriber lost them"))
        await until(lambda: len(sent(redis_url)) == 8)
        await writer.do(partial(publish, "the next"))
        await until(lambda: remembered(any_store).get(STREAM) == 6)
    async with relaying(any_store, redis_url) as (_, relay):
        await looked(relay)
    with redis.Redis.from_url(redis_url) as client:
        ids = [fields[b"id"] for _, fields in client.xrange(STREAM)]

    assert sent(redis_url) == [1, 2, 3, 4, 5, 3, 4, 5, 6]
    assert ids[2:5] == ids[5:8]


async def test_a_request_to_publish_again_waits_for_a_relay(sqlite_store: Store, redis_url: str) -> None:
    async with relaying(sqlite_store, redis_url) as (writer, _):
        await writer.do(partial(publish_many, 5))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 5)
    with sqlite_store.write() as work:
        publish_again(work, 3, "admin", "while nobody relayed")
    async with relaying(sqlite_store, redis_url):
        await until(lambda: len(sent(redis_url)) == 7)

    assert sent(redis_url) == [1, 2, 3, 4, 5, 4, 5]


async def test_few_restricted_events_do_not_wait_for_many_others(
    sqlite_store: Store, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rails, "BATCH", 10)
    with sqlite_store.write() as work:
        publish_many(5000, work)
        work.publish(watched("biter"))
    async with relaying(sqlite_store, redis_url):
        await until(lambda: sent(redis_url, RESTRICTED) == [1])
        before = len(sent(redis_url))

    assert before < 5000


async def test_of_two_relays_one_leads_and_the_other_takes_over(postgres_url: str, redis_url: str) -> None:
    from tests.shared.conftest import new_store

    here, there = new_store(postgres_url), Store(postgres_url)
    async with relaying(there, redis_url) as (_, second):
        async with relaying(here, redis_url) as (writer, first):
            await writer.do(partial(publish_many, 5))
            await until(lambda: sent(redis_url) == [1, 2, 3, 4, 5])
            assert first.leading != second.leading
            leads, other = (first, second) if first.leading else (second, first)
            await looked(leads)
            assert leads.leading and not other.leading
        async with at_work(there) as writer:
            await writer.do(partial(publish, "after"))
        await until(lambda: second.leading and 6 in sent(redis_url))

    assert sorted(set(sent(redis_url))) == [1, 2, 3, 4, 5, 6]
    here.close()
    there.close()


async def test_a_leader_whose_connection_is_cut_leads_again_or_lets_another(
    postgres_url: str, redis_url: str
) -> None:
    from tests.shared.conftest import new_store

    where = new_store(postgres_url)
    async with relaying(where, redis_url) as (writer, relay):
        await writer.do(partial(publish, "a"))
        await until(lambda: sent(redis_url) == [1])
        with where.engine.connect() as connection:
            connection.execute(
                sa.text(
                    "select pg_terminate_backend(pid) from pg_locks"
                    " join pg_database on pg_database.oid = pg_locks.database"
                    " where locktype = 'advisory' and pid <> pg_backend_pid()"
                    " and datname = current_database()"  # others try on this server too
                )
            )
        await until(lambda: relay.leading)
        await writer.do(partial(publish, "b"))
        await until(lambda: 2 in sent(redis_url))
    where.close()
