"""A registry to try: its store alone, or the whole app behind a port with a Redis."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.registry import app as registry
from shared import auth, clock
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken, Event, TagIssued
from shared.ids import uuid7
from shared.settings import Settings
from shared.store import Store
from tests.composed import a_store_of
from tests.servers import Client
from tests.standing import Standing

DOG = "0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01"
STAY = "0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002"
CODE = "8K3M7Q2ZT5WB"
AT = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
Hear = Callable[..., None]
NOUNS_EARS = [card.ears for noun in registry.NOUNS if (card := noun.card()).ears]
ears = Ears("registry", of=NOUNS_EARS)


def taken_in(**changed: object) -> DogIntaken:
    return DogIntaken.model_validate(DogIntaken.example | {"occurred_at": AT, "dog_id": DOG} | changed)


def tagged(**changed: object) -> TagIssued:
    return TagIssued.model_validate({"occurred_at": AT, "dog_id": DOG, "code": CODE} | changed)


def in_future(**days: int) -> datetime:
    return clock.now() + timedelta(**days)


def envelopes(*events: Event, first: int = 1) -> list[Envelope]:
    """The events as intake's relay would send them, numbered from `first`."""
    return [
        Envelope(
            id=uuid7(), source=f"/qingcheng/{event.publisher}", type=event.type, subject=event.subject,
            time=clock.text(AT), dataschema=event.schema_name(), sequence=sequence, traceparent="",
            data=event.model_dump_json(),
        )
        for sequence, event in enumerate(events, first)
    ]  # fmt: skip


def hearing(store: Store) -> Hear:
    """`hear(event, …)` lets the registry hear them, numbered on from what it heard before."""
    sequence = itertools.count(1)

    def hear(*events: Event) -> None:
        with store.write() as work:
            ears.apply(work, [e for event in events for e in envelopes(event, first=next(sequence))])

    return hear


@pytest.fixture
def store() -> Iterator[Store]:
    with a_store_of("registry") as empty:
        yield empty


@pytest.fixture
def hear(store: Store) -> Hear:
    return hearing(store)


@pytest.fixture
def keys(data: Path) -> Path:
    auth.make_keys(data / "keys")
    return data / "keys"


@pytest.fixture
def client(
    data: Path, keys: Path, redis_url: str, stand: Callable[..., Standing], monkeypatch: pytest.MonkeyPatch
) -> Client:
    """A citizen at the door of a running registry."""
    monkeypatch.delenv("QINGCHENG_REGISTRY_DATABASE_URL", raising=False)
    settings = Settings(data=data, keys=keys, redis_url=redis_url, database_url=None)
    return stand(registry.app, settings).client


@pytest.fixture
def their_store(data: Path, client: Client) -> Iterator[Store]:
    """The store of the running registry."""
    store = Store(f"sqlite:///{data}/registry.db")
    yield store
    store.close()


@pytest.fixture
def told(their_store: Store) -> Hear:
    """What the running registry has heard."""
    return hearing(their_store)


@pytest.fixture
def token(keys: Path) -> Callable[[str], str]:
    return lambda role: auth.sign((keys / "token.key").read_bytes(), f"one {role}", [role])


@pytest.fixture
def vet(client: Client, token: Callable[[str], str]) -> Client:
    return client.signed_in(token("vet"))
