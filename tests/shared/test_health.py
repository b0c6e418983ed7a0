"""Readiness tells the truth: a test for every reason, each on real parts that are really broken."""

import asyncio
import contextlib
import functools
import re
import signal
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from shared import auth, clock, health, migrate, reasons, sessions, watch
from shared.app import compose
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.health import Health
from shared.nouns import Noun
from shared.rail import janitor
from shared.rail.lead import RELAY_LOCK
from shared.rail.replay import REPLAY
from shared.service import Service
from shared.settings import Settings
from shared.store import StoreUnavailable, Work, intervene
from tests.anything import ANYTHING, throw
from tests.servers import Client, RedisServer
from tests.shared.conftest import intaken
from tests.shared.rail.test_relay import until as until_true
from tests.system import until

pytestmark = pytest.mark.anyio
STREAM = "qingcheng:intake"  # which it both publishes and hears
GROUP = "intake"
OPERATING = Path(__file__).parents[2] / "docs/operating.md"
ears = Ears(GROUP)


@ears.on(DogIntaken)
def take_note(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
    """Nothing more: what is asked here is how the parts are."""


def publish(work: Work) -> None:
    work.publish(intaken())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    auth.make_keys(tmp_path / "keys")
    return tmp_path


def settings(data: Path, redis_url: str, database_url: str | None = None) -> Settings:
    return Settings(data=data, redis_url=redis_url, database_url=database_url)


@contextlib.asynccontextmanager
async def running(data: Path, redis_url: str, database_url: str | None = None) -> AsyncIterator[Service]:
    """A service at work, as soon as it is ready."""
    service = Service(ears, settings(data, redis_url, database_url))
    async with service.running():
        await until_it_says(service)
        yield service


@contextlib.asynccontextmanager
async def at_rest(data: Path, redis_url: str) -> AsyncIterator[Service]:
    """One that neither listens nor relays, so that nothing changes while it is looked at."""
    service = Service(ears, settings(data, redis_url))
    await asyncio.to_thread(migrate.upgrade, service.name, service.store.url)
    yield service
    await service.redis.aclose()
    service.store.close()


health_of = functools.cache(Health)  # one for each service, as in its app


async def codes(service: Service) -> set[str]:
    return {reason.code for reason in await health_of(service).why_not_ready()}


async def until_it_says(service: Service, *expected: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while (said := await codes(service)) != set(expected):
        assert time.monotonic() < end, f"it says {said}"
        await asyncio.sleep(0.05)


async def test_a_service_at_work_is_ready(data: Path, redis_url: str) -> None:
    async with running(data, redis_url) as service:
        await service.writer.do(publish)
        await until_it_says(service)


async def test_the_token_key_is_missing(tmp_path: Path, redis_url: str) -> None:
    service = Service(ears, settings(tmp_path, redis_url))
    async with service.running():
        await until_it_says(service, "token_key_missing")
        auth.make_keys(tmp_path / "keys")
        await until_it_says(service)


async def test_the_token_key_is_broken(tmp_path: Path, redis_url: str) -> None:
    file = tmp_path / "keys/token.pub"
    file.parent.mkdir()
    file.write_text("half a k")
    service = Service(ears, settings(tmp_path, redis_url))
    async with service.running():
        for _ in range(2):  # also of a process that has had a good one
            await until_it_says(service, "key_unusable")
            auth.make_keys(tmp_path / "keys")
            await until_it_says(service)
            file.write_text("half a k")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, None), (25, None), (-25, None), (40, "快.*40 s ahead of"), (-2400, "慢.*2400 s behind")],
)
async def test_the_clock_differs_from_the_one_that_all_share(
    data: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch, seconds: float, said: str | None
) -> None:
    right = clock.now
    async with running(data, redis_url) as service:
        monkeypatch.setattr(clock, "now", lambda: right() + timedelta(seconds=seconds))
        found = [one for one in await health_of(service).why_not_ready() if one.code == "clocks_differ"]

    assert bool(found) == bool(said)
    assert not said or re.search(said, found[0].what)


def test_who_is_ready_is_understood() -> None:
    """Two clocks that are both let pass are no further apart than tokens and ended sessions allow."""
    assert 2 * health.CLOCK_OFF == auth.CLOCKS_DIFFER == sessions.APART.total_seconds() == 60


async def test_a_redis_that_does_not_tell_the_time_is_no_reason(data: Path, own_redis: RedisServer) -> None:
    """As with the rules of an older start.sh."""
    with redis.Redis.from_url(own_redis.url) as client:
        async with running(data, own_redis.url) as service:
            client.acl_setuser("default", commands=["-time"])
            assert await codes(service) == set()


async def test_redis_is_gone_and_back(data: Path, own_redis: RedisServer) -> None:
    async with running(data, own_redis.url) as service:
        own_redis.kill()
        await until_it_says(service, "redis_away")
        await asyncio.to_thread(own_redis.start)
        await until_it_says(service)


async def test_a_redis_that_hangs_is_told_soon(data: Path, own_redis: RedisServer) -> None:
    assert own_redis.process
    async with running(data, own_redis.url) as service:
        own_redis.process.send_signal(signal.SIGSTOP)
        said = await codes(service)  # while it still hangs
        own_redis.process.send_signal(signal.SIGCONT)
        await until_it_says(service)

    assert said == {"redis_away"}
    assert health.PATIENCE <= 2


async def test_redis_is_a_replica(data: Path, own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        async with running(data, own_redis.url) as service:
            client.replicaof("127.0.0.1", "1")
            await until_it_says(service, "redis_read_only")
            client.replicaof("NO", "ONE")
            await until_it_says(service)


async def test_the_look_for_a_replica_changes_nothing(data: Path, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(STREAM, {"a": "b"}, "1-1")
        async with at_rest(data, redis_url) as service:
            await codes(service)

        assert client.xlen(STREAM) == 1


async def test_a_subscriber_that_cannot_be_started_again(data: Path, own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        async with running(data, own_redis.url) as service:
            client.acl_setuser("default", commands=["-xgroup"])
            client.delete(STREAM)
            await until_it_says(service, "not_listening", "group_missing")
            client.acl_setuser("default", commands=["+xgroup"])
            await until_it_says(service)


async def test_a_group_is_missing_until_it_is_made(data: Path, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        async with at_rest(data, redis_url) as service:
            assert await codes(service) == {"not_listening", "group_missing"}
            client.xgroup_create(STREAM, "another", "0", mkstream=True)
            assert await codes(service) == {"not_listening", "group_missing"}
            client.xgroup_create(STREAM, GROUP, "0")
            assert await codes(service) == {"not_listening"}
            client.xgroup_destroy(STREAM, GROUP)
            assert await codes(service) == {"not_listening", "group_missing"}


def add_old(client: Any, seconds_ago: float) -> bytes:
    """An entry that Redis took so long ago."""
    return bytes(client.xadd(STREAM, {"a": "b"}, f"{int((time.time() - seconds_ago) * 1000)}-0"))


@pytest.mark.parametrize("from_id", ["0", "1-1"], ids=["lag known", "lag unknown"])
async def test_a_group_with_old_unread_events_is_behind(data: Path, redis_url: str, from_id: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(STREAM, {"a": "b"}, "1-0")
        client.xtrim(STREAM, maxlen=0, approximate=False)
        client.xgroup_create(STREAM, GROUP, from_id)
        async with at_rest(data, redis_url) as service:
            add_old(client, health.BEHIND - 20)
            assert await codes(service) == {"not_listening"}
            client.xtrim(STREAM, maxlen=0, approximate=False)
            client.xgroup_destroy(STREAM, GROUP)
            client.delete(STREAM)
            client.xgroup_create(STREAM, GROUP, from_id, mkstream=True)
            add_old(client, health.BEHIND + 20)
            assert await codes(service) == {"not_listening", "behind"}


@pytest.mark.parametrize(("seconds", "late"), [(200, False), (240, True)])
async def test_an_event_that_fails_is_late_only_after_its_last_attempt(
    data: Path, redis_url: str, seconds: float, late: bool
) -> None:
    """With pauses of 10, 20, 40 and 80 s and a minute to spare."""
    with redis.Redis.from_url(redis_url) as client:
        client.xgroup_create(STREAM, GROUP, "0", mkstream=True)
        add_old(client, seconds)
        client.xreadgroup(GROUP, "somebody", {STREAM: ">"})
        async with at_rest(data, redis_url) as service:
            assert await codes(service) == ({"not_listening", "behind"} if late else {"not_listening"})


async def test_events_wait_unsent(
    data: Path, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "OLDEST_UNSENT", 1.0)
    async with running(data, own_redis.url) as service:
        own_redis.kill()
        await service.writer.do(publish)
        await until_it_says(service, "redis_away", "unsent")
        await asyncio.to_thread(own_redis.start)
        await until_it_says(service)


@contextlib.contextmanager
def holding_the_lock(url: str) -> Iterator[None]:
    """Nobody else can relay on this PostgreSQL store."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(RELAY_LOCK)))
        yield


async def test_a_replica_that_only_stands_by_says_nothing_of_unsent_events(
    data: Path, redis_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "OLDEST_UNSENT", 0.0)
    async with running(data, redis_url, postgres_url) as one, running(data, redis_url, postgres_url) as other:
        await until_true(lambda: one.relay.leading != other.relay.leading)
        await other.writer.do(publish)
        await until_it_says(one)
        await until_it_says(other)


async def test_both_replicas_say_so_when_nobody_relays(
    data: Path, redis_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "OLDEST_UNSENT", 1.0)
    with contextlib.ExitStack() as held:
        held.enter_context(holding_the_lock(postgres_url))
        async with (
            running(data, redis_url, postgres_url) as one,
            running(data, redis_url, postgres_url) as other,
        ):
            await one.writer.do(publish)
            await until_it_says(one, "unsent")
            await until_it_says(other, "unsent")
            held.close()
            await until_it_says(one)
            await until_it_says(other)


async def test_a_replay_is_under_way(data: Path, redis_url: str) -> None:
    awaited = {"after": 0, "publishers": {"intake": {"count": 1, "last": 1}}}
    async with running(data, redis_url) as service:
        await service.writer.do(lambda work: intervene(work, "admin", "to try it", REPLAY, awaited))
        await until_it_says(service, "rebuilding")
        await service.writer.do(publish)
        await until_it_says(service)


async def test_the_store_is_gone(data: Path, redis_url: str) -> None:
    async with running(data, redis_url) as service:
        with contextlib.closing(sqlite3.connect(data / "intake.db")) as vandal:
            vandal.execute("alter table journal rename to stolen")
            await until_it_says(service, "store_away")
            vandal.execute("alter table stolen rename to journal")
        await until_it_says(service)


async def test_a_store_that_hangs_is_told_soon(data: Path, redis_url: str, postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    async with running(data, redis_url, postgres_url) as service:
        with engine.connect() as vandal:
            vandal.execute(sa.text("lock table journal in access exclusive mode"))
            for _ in range(2):  # while it still hangs
                assert await codes(service) == {"store_away"}
        await until_it_says(service)


async def test_a_store_that_takes_nothing_and_then_does_again(data: Path, redis_url: str) -> None:
    """Nobody else needs to write for it to notice."""
    async with running(data, redis_url) as service:
        with contextlib.closing(sqlite3.connect(data / "intake.db")) as vandal:
            vandal.execute("begin immediate")
            with pytest.raises(StoreUnavailable):
                await service.writer.do(publish)
            await until_it_says(service, "store_refuses")
            vandal.rollback()
        await until_it_says(service)

        assert service.writer.refusals > 0


async def test_the_look_at_a_store_that_refused_really_writes(data: Path, redis_url: str) -> None:
    async with at_rest(data, redis_url) as service:
        with contextlib.closing(sqlite3.connect(data / "intake.db")) as witness:
            for _ in range(2):
                before = witness.execute("pragma data_version").fetchone()
                with service.store.write() as work:
                    Health.touch(work)
                assert witness.execute("pragma data_version").fetchone() != before
            assert witness.execute("select count(*) from inbox").fetchone() == (0,)


async def test_a_writer_that_stands_still_is_told_also_while_a_command_does_not_end(
    data: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "STANDING", 0.5)
    go_on = threading.Event()
    async with running(data, redis_url) as service:
        stuck = asyncio.ensure_future(service.writer.do(lambda work: go_on.wait(60)))
        waits = asyncio.ensure_future(service.writer.do(publish))
        await until_it_says(service, "not_committing")
        [reason] = await health_of(service).why_not_ready()
        go_on.set()
        await asyncio.gather(stuck, waits)
        await until_it_says(service)

    assert re.search(r"for \d+ s none has been answered", reason.what)


async def test_every_task_is_begun_again_and_all_is_well_again(data: Path, redis_url: str) -> None:
    """Each of them ends at once, by what would end the whole process."""
    service = Service(ears, settings(data, redis_url), [Noun(tasks={"dreams": sleep_well})])
    for task in service.watched:
        task.work = failing_first(task.work)
    async with service.running():
        await service.writer.do(publish)
        await until_true(lambda: service.listener.counted["applied"] == 1)
        await until_true(lambda: all(task.running for task in service.watched))
        await until_it_says(service)

    assert {task.name: task.restarts for task in service.watched} == {
        "writer": 1, "relay": 1, "listener": 1, "janitor": 1, "sessions": 1, "answers": 1, "dreams": 1
    }  # fmt: skip


async def sleep_well(service: Service) -> None:
    await asyncio.Event().wait()


def failing_first(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    ends = [SystemExit]

    async def fail_first() -> None:
        if ends:
            raise ends.pop()
        await work()

    return fail_first


async def test_a_task_that_ends_again_and_again_is_named(
    data: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it raises, the others go on. What the error says of anybody is not told."""
    monkeypatch.setattr(watch, "SHORTEST_PAUSE", 0.001)
    monkeypatch.setattr(watch, "LONGEST_PAUSE", 0.001)
    left = list(ANYTHING)

    async def fall(service: Service) -> None:
        if not left:
            raise ValueError("13812345678")
        throw(left.pop())

    service = Service(ears, settings(data, redis_url), [Noun(tasks={"falls": fall})])
    async with service.running():
        await until_true(lambda: not left)
        await until_it_says(service, "task_down")
        await service.writer.do(publish)
        await until_true(lambda: service.listener.counted["applied"] == 1)
        [reason] = await health_of(service).why_not_ready()

    assert reason.what.endswith("The task falls has ended, or ends again and again (ValueError).")


async def test_the_disk_is_nearly_full(data: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(data, redis_url) as service:
        monkeypatch.setattr(health, "LEAST_FREE", 1e18)
        assert await codes(service) == {"disk_nearly_full"}


def test_the_door_says_what_is_wrong_and_what_to_do(
    data: Path, own_redis: RedisServer, serve: Callable[[Any], Client]
) -> None:
    client = serve(compose(GROUP, settings(data, own_redis.url), [Noun(ears=ears)], title="intake"))
    until(lambda: client.get("/intake/health/ready").status == 200)
    assert client.get("/intake/health/ready").json() == {"ready": True, "reasons": [], "warnings": []}
    own_redis.kill()
    answer = client.get("/intake/health/ready")
    [reason] = answer.json()["reasons"]

    assert answer.status == 503
    assert not answer.json()["ready"]
    assert reason["code"] == "redis_away"
    assert "Redis does not answer" in reason["what"]
    assert "QINGCHENG_REDIS_URL" in reason["do"]
    assert client.get("/intake/health/live").json() == {"status": "ok"}


def test_a_group_that_nobody_reads_is_a_warning_and_no_reason(
    data: Path, own_redis: RedisServer, serve: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor, "EVERY", 0.1)
    with redis.Redis.from_url(own_redis.url) as wire:
        add_old(wire, 2 * 86_400)
        wire.xgroup_create(STREAM, "asleep", "0")
    client = serve(compose(GROUP, settings(data, own_redis.url), [Noun(ears=Ears())], title="intake"))
    until(lambda: client.get("/intake/health/ready").json()["warnings"])

    answer = client.get("/intake/health/ready")
    [warning] = answer.json()["warnings"]
    assert (answer.status, warning["code"]) == (200, "group_asleep")
    assert "asleep" in warning["what"]
    assert "qingcheng subscribers group asleep --remove" in warning["do"]


@pytest.mark.parametrize("reason", reasons.ALL, ids=lambda reason: reason.code)
def test_every_reason_is_said_in_two_languages(reason: reasons.Reason) -> None:
    for words in (reason.what, reason.do):
        assert re.search(r"[\u4e00-\u9fff]{2}", words)
        assert re.search(r"[a-z]{2,} [a-z]{2,}", words)


def test_every_reason_is_explained_to_operators() -> None:
    told = re.findall(r"^\| `([a-z_]+)` \|", OPERATING.read_text(encoding="utf-8"), re.MULTILINE)

    assert {reason.code for reason in reasons.ALL} <= set(told)
