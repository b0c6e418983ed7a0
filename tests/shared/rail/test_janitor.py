"""Trimming by age and never past the slowest group; consumers are forgotten only when they hold nothing."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from redis.asyncio import Redis

from shared import clock
from shared.rail import janitor, relay, streams
from shared.rail.janitor import Janitor
from shared.store import Store
from tests.servers import RedisServer
from tests.shared.conftest import publish
from tests.shared.rail.test_relay import STREAM, looked, publish_many, relaying, remembered, sent, until

pytestmark = pytest.mark.anyio
GROUP = "intake"
DAY = 86_400.0
KEEP = 7.0  # days


class Relays:
    """As much of a relay as the janitor asks."""

    streams = (STREAM,)

    def __init__(self, client: Any, leading: bool = True) -> None:
        self.redis, self.leading = client, leading

    async def trim(self, stream: str, head: list[Any]) -> int:
        below = streams.text_of(streams.following(streams.entry_id(head[-1][0])))
        return int(await self.redis.xtrim(stream, minid=below, approximate=False))


@contextlib.asynccontextmanager
async def tidying(
    redis_url: str, heard: tuple[str, ...] = (), leading: bool = True
) -> AsyncIterator[Janitor]:
    async with Redis.from_url(redis_url) as client:
        yield Janitor(GROUP, heard, Relays(client, leading), client, KEEP)  # type: ignore[arg-type]


async def tidy(redis_url: str, *heard: str) -> Janitor:
    async with tidying(redis_url, heard) as janitor:
        await janitor.tidy()
        return janitor


@pytest.fixture
def server(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def add(server: redis.Redis, days_old: float, taken_days_ago: float | None = None, number: int = 0) -> bytes:
    """An event recorded so many days ago, in the stream as long or since another day."""
    recorded = clock.text(clock.now() - timedelta(days=days_old))
    taken = time.time() - DAY * (days_old if taken_days_ago is None else taken_days_ago)
    return bytes(server.xadd(STREAM, {"time": recorded, "sequence": number}, f"{int(taken * 1000)}-*"))


def ids(server: redis.Redis) -> list[bytes]:
    return [entry for entry, _ in server.xrange(STREAM)]


async def test_what_is_old_goes_and_what_is_young_stays(server: redis.Redis, redis_url: str) -> None:
    add(server, 9)
    add(server, 7.1)
    young = [add(server, 6.9), add(server, 0)]
    janitor = await tidy(redis_url)

    assert ids(server) == young
    assert janitor.trimmed == 2
    assert janitor.held_up == {}


async def test_old_history_that_was_published_again_goes_again(server: redis.Redis, redis_url: str) -> None:
    """It is young in the stream and old by what it says of itself."""
    add(server, 400, taken_days_ago=0.1)
    add(server, 300, taken_days_ago=0.05)
    young = add(server, 1, taken_days_ago=0.04)
    await tidy(redis_url)

    assert ids(server) == [young]


async def test_a_group_that_was_lost_with_its_stream_has_an_hour_to_come_back(
    server: redis.Redis, redis_url: str
) -> None:
    """Its service may be down, and may have been behind, when all is published again."""
    entries = [add(server, 400, taken_days_ago=0.9 / 24), add(server, 300, taken_days_ago=0.1 / 24)]
    await tidy(redis_url)

    assert ids(server) == entries


@pytest.mark.parametrize("fields", [{"hello": "world"}, {"time": "9999-01-01T00:00:00Z"}, {"time": b"\xff"}])
async def test_what_is_no_event_goes_by_when_it_came(
    server: redis.Redis, redis_url: str, fields: dict[str, str]
) -> None:
    server.xadd(STREAM, fields, f"{int((time.time() - 8 * DAY) * 1000)}-0")
    young = server.xadd(STREAM, fields, f"{int((time.time() - 6 * DAY) * 1000)}-0")
    await tidy(redis_url)

    assert ids(server) == [young]


async def test_what_a_group_has_not_read_stays(server: redis.Redis, redis_url: str) -> None:
    entries = [add(server, 30 - n) for n in range(5)]
    server.xgroup_create(STREAM, "quick", entries[4])
    server.xgroup_create(STREAM, "slow", entries[1])
    janitor = await tidy(redis_url)

    assert ids(server) == entries[2:]
    assert list(janitor.held_up) == [(STREAM, "slow")]
    assert janitor.held_up[STREAM, "slow"] == pytest.approx((28 - KEEP) * DAY, abs=60)


async def test_what_a_group_has_not_finished_stays(server: redis.Redis, redis_url: str) -> None:
    entries = [add(server, 30 - n) for n in range(5)]
    server.xgroup_create(STREAM, "g", "0")
    server.xreadgroup("g", "c", {STREAM: ">"})
    server.xack(STREAM, "g", entries[0], entries[1], entries[3])
    await tidy(redis_url)
    assert ids(server) == entries[2:]

    server.xack(STREAM, "g", entries[2], entries[4])
    await tidy(redis_url)
    assert ids(server) == []


async def test_a_group_that_holds_it_up_for_a_day_is_named(
    server: redis.Redis, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    add(server, KEEP + 0.9)
    server.xgroup_create(STREAM, "asleep", "0")
    await tidy(redis_url)
    assert "have not finished" not in caplog.text

    server.delete(STREAM)
    add(server, KEEP + 1.1)
    server.xgroup_create(STREAM, "asleep", "0")
    await tidy(redis_url)
    assert "asleep have not finished" in caplog.text


async def test_a_group_that_nobody_reads_is_named_before_it_holds_trimming_up(
    server: redis.Redis, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    add(server, 1.5)
    server.xgroup_create(STREAM, "asleep", "0")
    server.xgroup_create(STREAM, "done", "$")
    server.xgroup_create(STREAM, "slow", "0")
    server.xgroup_createconsumer(STREAM, "slow", "alive")
    server.xgroup_create(STREAM, "crashed", "0")
    server.xreadgroup("crashed", "gone", {STREAM: ">"})

    janitor = await tidy(redis_url)

    assert janitor.asleep == {(STREAM, "asleep"): pytest.approx(1.5 * DAY, abs=60)}
    assert janitor.held_up == {}
    assert "qingcheng subscribers group asleep --remove" in caplog.text


async def test_a_group_whose_consumers_are_idle_for_too_long_is_named(
    server: redis.Redis, redis_url: str
) -> None:
    add(server, 1)
    for group in ("unread", "unfinished"):
        server.xgroup_create(STREAM, group, "0")
    server.xgroup_createconsumer(STREAM, "unread", "gone")
    server.xreadgroup("unfinished", "gone", {STREAM: ">"})
    time.sleep(0.3)
    async with tidying(redis_url) as janitor:
        janitor.idle = 0.2
        await janitor.tidy()
        assert set(janitor.asleep) == {(STREAM, "unread"), (STREAM, "unfinished")}
        server.xreadgroup("unread", "gone", {STREAM: ">"})
        await janitor.tidy()
        assert set(janitor.asleep) == {(STREAM, "unfinished")}


async def test_a_group_is_not_asleep_for_a_day(server: redis.Redis, redis_url: str) -> None:
    add(server, 0.9)
    server.xgroup_create(STREAM, "asleep", "0")

    assert (await tidy(redis_url)).asleep == {}


async def test_history_that_has_just_been_published_again_is_no_alarm(
    server: redis.Redis, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    add(server, 400, taken_days_ago=0.5)
    server.xgroup_create(STREAM, "reading it", "0")
    one = await tidy(redis_url)

    assert one.held_up[STREAM, "reading it"] == pytest.approx(DAY / 2 - janitor.GRACE, abs=60)
    assert caplog.text == ""


async def test_a_long_stream_is_trimmed_in_pages(
    server: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor, "PAGE", 10)
    monkeypatch.setattr(janitor, "PAGES", 3)
    for n in range(45):
        add(server, 50 - n / 100)
    lengths = []
    for _ in range(3):
        await tidy(redis_url)
        lengths.append(server.xlen(STREAM))

    assert lengths == [15, 0, 0]


async def test_only_who_relays_tidies_up(
    server: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor, "EVERY", 0.05)
    add(server, 9)
    async with tidying(redis_url, leading=False) as one:
        running = asyncio.create_task(one.run())
        await asyncio.sleep(0.3)
        assert server.xlen(STREAM) == 1
        one.relay.leading = True  # type: ignore[misc]
        await until(lambda: server.xlen(STREAM) == 0)
        running.cancel()


async def test_it_goes_on_after_redis_was_away(
    own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(janitor, "EVERY", 0.05)
    own_redis.kill()
    async with tidying(own_redis.url) as one:
        running = asyncio.create_task(one.run())
        await until(lambda: "could not tidy up" in caplog.text)
        await asyncio.to_thread(own_redis.start)
        with redis.Redis.from_url(own_redis.url) as server:
            add(server, 9)
            await until(lambda: server.xlen(STREAM) == 0)
        running.cancel()


# ---- consumers ----------------------------------------------------------------------------------------


def consumers(server: redis.Redis) -> set[str]:
    return {consumer["name"].decode() for consumer in server.xinfo_consumers(STREAM, GROUP)}


async def test_who_is_gone_and_holds_nothing_is_forgotten(
    server: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor, "GONE", 300)
    add(server, 0)
    server.xgroup_create(STREAM, GROUP, "0")
    server.xreadgroup(GROUP, "gone, holding", {STREAM: ">"})
    server.xgroup_createconsumer(STREAM, GROUP, "gone")
    await asyncio.sleep(0.4)
    server.xgroup_createconsumer(STREAM, GROUP, "here")
    one = await tidy(redis_url, STREAM)

    assert consumers(server) == {"gone, holding", "here"}
    assert one.removed == 1
    assert server.xpending(STREAM, GROUP)["pending"] == 1


async def test_the_consumers_of_others_are_none_of_our_business(
    server: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor, "GONE", 0)
    server.xgroup_create(STREAM, "another", "0", mkstream=True)
    server.xgroup_createconsumer(STREAM, "another", "theirs")
    await asyncio.sleep(0.01)
    await tidy(redis_url, STREAM, "qingcheng:registry")

    assert len(server.xinfo_consumers(STREAM, "another")) == 1


# ---- the relay ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [0, 2])
@pytest.mark.parametrize("again", ["running", "restarted"])
async def test_the_relay_takes_no_trimmed_stream_for_a_loss(
    sqlite_store: Store, server: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch,
    again: str, left: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(janitor, "GRACE", 0)
    monkeypatch.setattr(relay, "LOOK_EVERY", 0.2)
    async with contextlib.AsyncExitStack() as first:
        writer, its_relay = await first.enter_async_context(relaying(sqlite_store, redis_url))
        with monkeypatch.context() as long_ago:
            long_ago.setattr(clock, "now", lambda: datetime.now(UTC) - timedelta(days=KEEP + 1))
            await writer.do(partial(publish_many, 600))
        if left:
            await writer.do(partial(publish_many, left))
        await until(lambda: remembered(sqlite_store).get(STREAM) == 600 + left)
        await Janitor(GROUP, [], its_relay, its_relay.redis, KEEP).tidy()
        assert len(sent(redis_url)) == left
        if again == "running":
            await looked(its_relay)
            await writer.do(partial(publish, "the next"))
            await until(lambda: 601 + left in sent(redis_url))
            await looked(its_relay)
    if again == "restarted":
        async with relaying(sqlite_store, redis_url) as (writer, another):
            await looked(another)
            await writer.do(partial(publish, "the next"))
            await until(lambda: 601 + left in sent(redis_url))

    assert sent(redis_url) == [*range(601, 601 + left), 601 + left]


# ---- whatever the groups do ---------------------------------------------------------------------------


@dataclass
class Reads:
    """A group that has been handed the first entries, and has finished some of them."""

    handed: int
    finished: set[int]


@st.composite
def groups(draw: st.DrawFn, entries: int) -> Reads:
    handed = draw(st.integers(0, entries))
    return Reads(handed, draw(st.sets(st.integers(0, handed - 1))) if handed else set())


@given(st.data())
@how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_a_group_still_needs_is_ever_trimmed(
    redis_server: RedisServer, data: st.DataObject
) -> None:
    ages = data.draw(st.lists(st.floats(0, 20), min_size=1, max_size=25), label="days old")
    members = data.draw(st.lists(groups(len(ages)), max_size=3), label="groups")
    page = data.draw(st.integers(1, 10), label="page")
    with redis.Redis.from_url(redis_server.url) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(janitor, "PAGE", page)
        patch.setattr(janitor, "GRACE", 0)
        server.delete(STREAM)
        entries = [add(server, days, taken_days_ago=0) for days in ages]
        for name, group in enumerate(members):
            server.xgroup_create(STREAM, str(name), "0")
            if group.handed:
                server.xreadgroup(str(name), "c", {STREAM: ">"}, count=group.handed)
            if group.finished:
                server.xack(STREAM, str(name), *(entries[n] for n in group.finished))
        asyncio.run(tidy(redis_server.url))
        left = set(ids(server))

    needed = {entry for group in members for n, entry in enumerate(entries) if n not in group.finished}
    young = {entry for entry, days in zip(entries, ages, strict=True) if days < KEEP}
    from_the_head = next((n for n, e in enumerate(entries) if e in needed | young), len(entries))
    assert needed | young <= left
    assert left == set(entries[from_the_head:])


def test_the_services_janitor_keeps_as_long_as_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.settings import Settings

    assert Settings().keep_days == KEEP
    assert Settings().group_idle_days == 1
    monkeypatch.setenv("QINGCHENG_KEEP_DAYS", "30")
    assert Settings().keep_days == 30
