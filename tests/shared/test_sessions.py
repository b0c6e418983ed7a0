"""A session that was ended opens nothing any more, in whichever service."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared import clock, migrate
from shared.auth import CLOCKS_DIFFER, NotLoggedIn, Who
from shared.envelope import Envelope
from shared.events import SessionsEnded
from shared.ids import uuid7
from shared.rail.connect import connect
from shared.sessions import STREAM, Ended, end_sessions
from shared.store import Store
from tests.composed import ears_of

AT = datetime.now(UTC)
ENDED = SessionsEnded(account="an account", occurred_at=AT)
LEFT = SessionsEnded(account="an account", session="this one", occurred_at=AT)


def who(since: datetime, account: str = "an account") -> Who:
    return Who("wang", frozenset({"keeper"}), account, since)


def heard_by(service: str, store_url: str, event: SessionsEnded) -> Ended:
    """What a service knows of sessions once it has heard this."""
    migrate.upgrade(service, store_url)
    heard = Envelope(
        id=uuid7(), source="/qingcheng/intake", type=event.type, subject=event.subject,
        time=clock.text(AT), dataschema=event.schema_name(), sequence=1, traceparent="",
        data=event.model_dump_json(),
    )  # fmt: skip
    store = Store(store_url)
    with store.write() as work:
        ears_of(service).apply(work, [heard])
    ended = Ended(store)
    ended.read()
    store.close()
    return ended


@pytest.mark.parametrize("service", ["registry", "adoption", "notify"])
def test_every_service_lets_nobody_in_with_an_ended_session(service: str, store_url: str) -> None:
    ended = heard_by(service, store_url, ENDED)

    with pytest.raises(NotLoggedIn, match="ended"):
        ended.check(who(AT - timedelta(minutes=1)))
    ended.check(who(ended.begins("an account")))
    ended.check(who(AT - timedelta(minutes=1), "somebody else's"))


@pytest.mark.parametrize("service", ["registry", "adoption", "notify"])
def test_who_logs_out_in_one_place_stays_in_elsewhere(service: str, store_url: str) -> None:
    ended = heard_by(service, store_url, LEFT)

    with pytest.raises(NotLoggedIn, match="ended"):
        ended.check(replace(who(AT - timedelta(minutes=1)), session="this one"))
    ended.check(replace(who(AT - timedelta(minutes=1)), session="another"))
    ended.check(who(AT - timedelta(minutes=1)))


@pytest.mark.parametrize("service", ["registry", "adoption", "notify"])
@pytest.mark.parametrize("apart", [-CLOCKS_DIFFER + 1, 0, CLOCKS_DIFFER - 1])
def test_a_session_is_over_whichever_clock_signed_it(service: str, store_url: str, apart: int) -> None:
    ended = heard_by(service, store_url, ENDED)

    with pytest.raises(NotLoggedIn, match="ended"):
        ended.check(who(AT + timedelta(seconds=apart)))


@pytest.mark.parametrize("apart", [-CLOCKS_DIFFER + 1, 0, CLOCKS_DIFFER - 1])
def test_who_logs_in_after_that_is_in_at_once_whichever_clock_signs(
    store_url: str, apart: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = heard_by("registry", store_url, ENDED)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(seconds=apart))

    begun = ended.begins("an account")
    ended.check(who(datetime.fromtimestamp(begun.timestamp(), UTC)))
    assert ended.begins("somebody else's") == clock.now()


@pytest.mark.anyio
async def test_an_ended_session_is_heard_of_before_its_event_comes(
    store_url: str, redis_url: str, tmp_path: Path
) -> None:
    """However much an import has to say first: it stands in a stream of its own, twice if need be."""
    migrate.upgrade("intake", store_url)
    intake, registry = Store(store_url), Store(f"sqlite:///{tmp_path}/registry.db")
    migrate.upgrade("registry", registry.url)
    with intake.write() as work:
        end_sessions(work, "an account", AT)
        end_sessions(work, "this one", AT)
    says, hears = Ended(intake, connect(redis_url), says=True), Ended(registry, connect(redis_url))

    running = [asyncio.create_task(one.run()) for one in (says, hears)]
    try:
        async with asyncio.timeout(10):
            while len(hears.before) < 2:
                await asyncio.sleep(0.05)
    finally:
        for task in running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    assert hears.before == says.before
    with pytest.raises(NotLoggedIn, match="ended"):
        hears.check(who(AT - timedelta(minutes=1)))
    with pytest.raises(NotLoggedIn, match="ended"):
        hears.check(replace(who(AT, "another"), session="this one"))
    assert await says.redis.xlen(STREAM) == 2, "each is said once"  # type: ignore[union-attr]
    for store in (intake, registry):
        store.close()


@pytest.mark.anyio
async def test_what_stands_there_and_is_none_of_ours_is_passed_over(store_url: str, redis_url: str) -> None:
    migrate.upgrade("registry", store_url)
    redis, store = connect(redis_url), Store(store_url)
    for said in ({"x": "y"}, {"whose": "z", "before": "never"}, {"whose": "a", "before": clock.text(AT)}):
        await redis.xadd(STREAM, said)  # type: ignore[arg-type]
    ended = Ended(store, redis)

    await ended._meet()

    assert list(ended.before) == ["a"]
    store.close()
