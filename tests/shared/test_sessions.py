"""A session that was ended opens nothing any more, in whichever service."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared import clock, migrate
from shared.auth import CLOCKS_DIFFER, NotLoggedIn, Who
from shared.envelope import Envelope
from shared.events import SessionsEnded
from shared.ids import uuid7
from shared.sessions import Ended
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
