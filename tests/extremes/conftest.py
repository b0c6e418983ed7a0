"""The four services, each behind a port, and a dog that all of them know."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from shared import auth, clock
from shared.auth import ROLES
from shared.settings import Settings
from tests.extremes.asking import Asking
from tests.extremes.doors import Door, doors_of
from tests.intake.conftest import a_dog
from tests.servers import Client, Postgres, hire
from tests.system import SERVICES, until

GOOD = "a good password"
NOT_NOW = ("/logout", "/session", "/journal/again", "/replay")  # they end our own session, or say all again


MANY = (
    "ASKED_AN_HOUR",
    "ASKED_A_DAY_BY_PHONE",
    "ASKED_A_DAY_FOR_DOG",
    "CODES_A_QUARTER",
    "LOOKED_UP_AN_HOUR",
)


@dataclass(frozen=True)
class Town:
    """What can be asked, and of whom. `known` is what is there to be asked for, by the names of the doors."""

    clients: dict[str, Client]
    apps: dict[str, FastAPI]
    token: str
    known: dict[str, Any]

    def asking(self, service: str, logged_in: bool = True) -> Asking:
        who = {"Authorization": f"Bearer {self.token}", "Cookie": f"{auth.COOKIE}={self.token}"}
        return Asking(self.clients[service].port, who if logged_in else {})

    def doors(self, service: str) -> list[Door]:
        found = doors_of(self.apps[service], self.known)
        return [door for door in found if not door.path.endswith(NOT_NOW)]

    def address(self, door: Door, **changed: str) -> str:
        path = door.path
        for name in door.places:
            value = changed.get(name, str(self.known.get(name, "x1")))
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return path


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """On PostgreSQL each service has a database of its own."""
    made: list[str] = []
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        for name in SERVICES:
            made.append(postgres.database(name))
            monkeypatch.setenv(f"QINGCHENG_{name.upper()}_DATABASE_URL", made[-1])
    yield request.param
    for url in made:
        postgres.drop(url)


@pytest.fixture
def town(
    kind: str, tmp_path: Path, redis_url: str, serve: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> Town:
    keys = tmp_path / "keys"
    auth.make_keys(keys)
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", GOOD)
    monkeypatch.setenv("QINGCHENG_WEBHOOK_ALLOW_PRIVATE", "yes")  # nothing is asked of any name server
    for limit in MANY:
        monkeypatch.setenv(
            f"QINGCHENG_{limit}", "1000000"
        )  # each question is asked, whoever has asked before
    apps = {
        name: importlib.import_module(f"services.{name}.app").app(
            _settings(name, data=tmp_path / name, keys=keys, redis_url=redis_url)
        )
        for name in SERVICES
    }
    clients = {name: serve(app) for name, app in apps.items()}
    token = auth.sign((keys / "token.key").read_bytes(), "one of every role", list(ROLES))
    return Town(clients, apps, token, _a_dog_that_all_know(clients, token))


def _settings(service: str, **given: Any) -> Settings:
    room = f"services.{service}.settings"
    module = importlib.import_module(room) if importlib.util.find_spec(room) else None
    kind: type[Settings] = getattr(module, f"{service.capitalize()}Settings", Settings)
    return kind(**given)


def _a_dog_that_all_know(clients: dict[str, Client], token: str) -> dict[str, Any]:
    intake = clients["intake"].signed_in(token)
    dog = intake.post("/intake/v1/dogs", a_dog(custody_basis="SURRENDERED")).json()
    somebody = {"username": "somebody", "password": GOOD, "roles": ["keeper"]}
    hire(intake, somebody)
    code, dog_id = dog["tag"]["code"], dog["dog_id"]
    until(lambda: clients["registry"].signed_in(token).get(f"/t/{code}").status == 200)
    until(lambda: clients["adoption"].signed_in(token).get(f"/adoption/v1/dogs/{dog_id}").status == 200)
    today = str(clock.now().astimezone(clock.CITY).date())
    return {name: dog[name] for name in ("dog_id", "stay_id", "stay_no", "kennel")} | {
        "code": code, "dogs": [dog_id], "stays": [dog["stay_id"]], "username": "somebody", "letter": "B",
        "zone": "B", "kennels": ["B01"], "to": "B02", "district": "150105", "entry": "1-1", "size": "page",
        "kind": "svg", "day": today, "year": "2026", "act": "opening",
    }  # fmt: skip
