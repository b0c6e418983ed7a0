"""A running adoption service with a Redis of its own, and a voice that speaks as intake and registry."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
import sqlalchemy as sa

from services.adoption.app import app
from services.adoption.settings import AdoptionSettings
from shared import auth, clock
from shared.envelope import Envelope
from shared.events import DogIntaken, DogVaccinated, Event, stream_of
from shared.ids import uuid7, uuid_from
from shared.service import Service
from shared.tables import inbox, journal
from tests.servers import Answer, Client
from tests.standing import Standing

LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
Fields = dict[str, str] | list[tuple[str, str]]
SEEN: dict[str, Any] = {"proof_seen": ["IDENTITY", "DOG_LICENCE"]}


def intaken(dog: str = "dog", **other: Any) -> DogIntaken:
    """A dog whose claim window closed long ago."""
    facts: dict[str, Any] = {
        "dog_id": dog, "stay_id": f"{dog}-stay-1", "stay_no": f"HH-{dog}", "custody_basis": "STRAY",
        "division": "150105", "name": None, "sex": "male", "breed": "RURAL", "colour": "YWW",
        "age_months": 24, "size": "M", "status": "HOLDING", "claim_until": LONG_AGO + timedelta(days=10),
        "occurred_at": LONG_AGO,
    }  # fmt: skip
    return DogIntaken.model_validate(facts | other)


def vaccinated(dog: str = "dog", **other: Any) -> DogVaccinated:
    facts: dict[str, Any] = {
        "dog_id": dog, "vaccination_id": f"{dog}-v", "product": "P", "manufacturer": "M", "batch_no": "B",
        "valid_until": (clock.now() + timedelta(days=300)).date(), "occurred_at": LONG_AGO,
    }  # fmt: skip
    return DogVaccinated.model_validate(facts | other)


@dataclass
class Voice:
    """Speaks for other services: numbers their events as their journals would."""

    last: dict[str, int] = field(default_factory=dict)

    def say(self, event: Event) -> Envelope:
        stream = stream_of(type(event))
        self.last[stream] = self.last.get(stream, 0) + 1
        return Envelope(
            id=uuid_from("test", stream, str(self.last[stream])), source=f"/qingcheng/{event.publisher}",
            type=event.type, subject=event.subject, time=clock.text(clock.now()), dataschema="",
            sequence=self.last[stream], traceparent="", data=event.model_dump_json(),
        )  # fmt: skip


@dataclass
class House:
    """The running service, as its neighbours, citizens and staff meet it."""

    client: Client
    service: Service
    private_key: bytes
    voice: Voice = field(default_factory=Voice)

    def hears(self, *events: Event) -> None:
        """Puts events on the streams and waits until the service has taken them in."""
        said = [(stream_of(type(event)), self.voice.say(event)) for event in events]
        with redis.Redis.from_url(self.service.settings.redis_url) as wire:
            for stream, envelope in said:
                wire.xadd(stream, envelope.to_fields())
        ids = {envelope.id for _, envelope in said}
        eventually(lambda: ids <= set(self.rows(sa.select(inbox.c.event_id))))

    def rows(self, query: Any) -> list[Any]:
        with self.service.store.read() as work:
            return list(work.scalars(query))

    def journal(self) -> list[Any]:
        with self.service.store.read() as work:
            return list(work.connection().execute(sa.select(journal).order_by(journal.c.sequence)))

    def told(self) -> list[str]:
        """What the service has published, by the middle of the wire name."""
        return [row.type.removeprefix("cn.qingcheng.").removesuffix(".v1") for row in self.journal()]

    def token(self, role: str) -> str:
        return auth.sign(self.private_key, f"{role}-1", [role])

    def post(self, path: str, body: Any = None, role: str = "", **headers: str) -> Answer:
        client = self.client.signed_in(self.token(role)) if role else self.client
        return client.post(f"/adoption/v1{path}", body, **headers)

    def ask(self, path: str, body: Any, **headers: str) -> Answer:
        """For somebody who stands at the desk: what is asked for there counts at once."""
        return self.post(path, body, "adoption", **headers)

    def accept(self, answer: Answer) -> str:
        """The desk takes a claim for plausible; its id."""
        reclaim = str(answer.json()["reclaim_id"])
        accepted = self.post(f"/reclaims/{reclaim}/acceptance", None, "adoption")
        assert accepted.status == 201, accepted.text
        return reclaim

    def get(self, path: str, role: str = "") -> Answer:
        client = self.client.signed_in(self.token(role)) if role else self.client
        return client.get(f"/adoption/v1{path}")

    def page(self, path: str, role: str = "") -> Answer:
        return self.client.ask("GET", path, headers=self._cookie(role))

    def send_form(self, path: str, fields: Fields, role: str = "") -> Answer:
        """As a browser sends it."""
        form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self.client.ask("POST", path, urlencode(fields), form | self._cookie(role))

    def _cookie(self, role: str) -> dict[str, str]:
        return {"Cookie": f"{auth.COOKIE}={self.token(role)}"} if role else {}


def eventually(true: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def shape() -> str:
    return "adoption"


@pytest.fixture
def settings(data: Path, redis_url: str) -> AdoptionSettings:
    return AdoptionSettings(data=data, redis_url=redis_url, import_patience=3)


@pytest.fixture
def house(settings: AdoptionSettings, stand: Callable[..., Standing]) -> House:
    return _house(settings, stand)


@pytest.fixture
def house_on_postgresql(
    settings: AdoptionSettings, postgres_url: str, stand: Callable[..., Standing]
) -> House:
    return _house(settings.model_copy(update={"database_url": postgres_url}), stand)


def _house(settings: AdoptionSettings, stand: Callable[..., Standing]) -> House:
    auth.make_keys(settings.key_folder)
    standing = stand(app, settings)
    return House(standing.client, standing.service, (settings.key_folder / "token.key").read_bytes())


@pytest.fixture
def dog(house: House) -> str:
    """A dog that a family can have."""
    house.hears(intaken("dog"), vaccinated("dog"))
    return "dog"


__all__ = ["House", "Voice", "eventually", "intaken", "uuid7", "vaccinated"]
