"""How long a session lasts, how it goes on, and that it is over when somebody has logged out."""

import contextlib
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.responses import Response

from services.intake.settings import IntakeSettings
from services.intake.staff import sessions
from services.intake.staff import store as accounts
from services.intake.staff.models import Staff
from shared import auth, clock
from shared.auth import Who
from shared.client import Client as House
from shared.refusal import Refusal
from shared.store import Store
from tests.intake.staff.conftest import PASSWORD, cookie_of, form, log_in, page
from tests.servers import Client
from tests.system import until

SESSION, RENEWAL, DOOR = "/intake/v1/session", "/intake/v1/session/renewal", "/intake/v1/kennels"
ADMIN = {"username": "admin", "password": PASSWORD}


@pytest.fixture
def any_store_url(store_url: str) -> str:
    """SQLite will do: nothing here is a matter of the store."""
    return store_url


def told(keys: Path, token: str) -> Who:
    return auth.verify((keys / "token.pub").read_bytes(), token)


def aged(keys: Path, store: Store, minutes: float, hours: float) -> str:
    """A program's token, signed some minutes ago in a session that began some hours ago."""
    now = clock.now()
    with store.read() as work:
        account = work.get_one(Staff, "admin").account
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: now - timedelta(minutes=minutes))
        key, since = (keys / "token.key").read_bytes(), now - timedelta(hours=hours)
        return auth.sign(key, "admin", ["admin"], timedelta(minutes=30), account, since, "a session")


def test_a_program_that_asks_nothing_for_half_an_hour_is_out(
    running: Client, keys: Path, store: Store
) -> None:
    session = log_in(running, **ADMIN).json()
    at_work, idle = (running.signed_in(aged(keys, store, minutes, 2)) for minutes in (25, 31))

    renewed = at_work.post(RENEWAL).json()

    assert session["expires_in"] == renewed["expires_in"] == 1800
    assert (idle.get(DOOR).status, idle.post(RENEWAL).status) == (401, 401)
    assert running.signed_in(renewed["access_token"]).get(DOOR).status == 200
    assert told(keys, renewed["access_token"]).session == "a session"
    assert clock.now() - told(keys, renewed["access_token"]).since > timedelta(hours=1.9)


def test_the_command_line_stays_in_while_it_works(running: Client, keys: Path, store: Store) -> None:
    half_gone, fresh = (aged(keys, store, minutes, 2) for minutes in (20, 5))
    for token, renews in ((half_gone, True), (fresh, False), ("no token at all", False)):
        house = House(running.url, token)
        with contextlib.suppress(Refusal):
            house.get(DOOR)
        assert (house.token != token) is renews


def test_a_program_gives_the_password_again_after_eight_hours(
    running: Client, keys: Path, store: Store
) -> None:
    nearly, over = (running.signed_in(aged(keys, store, 5, hours)) for hours in (7.9, 8.1))

    assert 0 < nearly.post(RENEWAL).json()["expires_in"] <= 360
    assert over.post(RENEWAL).status == 401


def test_a_copy_of_the_cookie_opens_nothing_after_logging_out(
    running: Client, keys: Path, store: Store
) -> None:
    here, elsewhere = (cookie_of(form(running, "/intake/login", ADMIN, "")) for _ in range(2))
    copied = cookie_of(page(running, "/intake/session.svg", here)) or here

    left = form(running, "/intake/logout", {}, here)

    assert (left.status, cookie_of(left)) == (303, "")
    for cookie in (here, copied):
        assert page(running, "/intake/", cookie).headers["location"].startswith("/intake/login")
        assert cookie_of(page(running, "/intake/session.svg", cookie)) == ""
    assert page(running, "/intake/", elsewhere).status == 200, "the other telephone is still in"
    assert form(running, "/intake/logout", {}, here).status == 303
    with store.read() as work:
        assert [one.act for one in accounts.acts(work, "admin")] == ["LOGGED_OUT", "LOGGED_IN", "LOGGED_IN"]


def test_a_program_logs_out_too(running: Client, keys: Path) -> None:
    client = running.signed_in(log_in(running, **ADMIN).json()["access_token"])

    assert client.ask("DELETE", SESSION).status == 204

    until(lambda: client.get(DOOR).status == 401, seconds=5)
    assert client.post(RENEWAL).status == 401


def test_a_log_in_is_always_a_new_session(running: Client, keys: Path) -> None:
    first = cookie_of(form(running, "/intake/login", ADMIN, ""))

    second = cookie_of(form(running, "/intake/login", ADMIN, first))

    assert told(keys, first).session != told(keys, second).session
    assert "" not in (told(keys, first).session, told(keys, second).session)


@pytest.mark.parametrize("secure", [True, False])
def test_a_cookie_goes_to_nobody_else(secure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "over_https", lambda: secure)
    response, service = Response(), SimpleNamespace(settings=IntakeSettings())

    sessions.give_cookie(response, "token", service)  # type: ignore[arg-type]

    cookie: Any = SimpleCookie(response.headers["set-cookie"])[auth.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "strict", secure)
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "1800")
