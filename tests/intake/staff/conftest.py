"""People who log in, and an intake that they log in to."""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest

from services.intake.staff.models import Staff
from shared import auth
from shared import limits as limits_of_all
from shared.store import Store
from tests.servers import Answer, Client

PASSWORD = "a good password"
WANG = {"username": "wang", "password": "stray dogs at noon", "roles": ["keeper"]}


def log_in(
    client: Client, username: str = "wang", password: str = str(WANG["password"]), place: str = ""
) -> Answer:
    """From another `place` it comes through a gateway, which says so."""
    given = {"X-Forwarded-For": place} if place else {}
    return client.ask("POST", "/intake/v1/session", {"username": username, "password": password}, given)


def signed_in(client: Client, username: str = "wang", password: str = WANG["password"]) -> Client:  # type: ignore[assignment]
    return client.signed_in(log_in(client, username, password).json()["access_token"])


def form(client: Client, path: str, fields: Any, cookie: str, place: str = "") -> Answer:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
        "Cookie": f"{auth.COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin",
    } | ({"X-Forwarded-For": place} if place else {})  # fmt: skip
    return client.ask("POST", path, urlencode(fields, doseq=True), headers)


def page(client: Client, path: str, cookie: str) -> Answer:
    return client.ask("GET", path, headers={"Cookie": f"{auth.COOKIE}={cookie}", "Accept": "text/html"})


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, limits are counted in Redis."""
    monkeypatch.setattr(limits_of_all, "ANSWERS_WITHIN", 20.0)


@pytest.fixture
def boss(running: Client) -> Client:
    return signed_in(running, "admin", PASSWORD)


@pytest.fixture
def wang(running: Client, boss: Client, store: Store) -> Client:
    """Who has a password of their own already."""
    assert boss.post("/intake/v1/staff", WANG).status == 201
    with store.write() as work:
        work.get_one(Staff, "wang").first_password = False
    return signed_in(running)


def cookie_of(answer: Answer) -> str:
    jar = SimpleCookie(answer.headers.get("set-cookie", ""))
    return jar[auth.COOKIE].value if auth.COOKIE in jar else ""
