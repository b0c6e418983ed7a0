"""An intake to try: the whole app behind a port, on SQLite and on PostgreSQL, with a Redis."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.intake import app as intake
from shared import auth, clock
from shared.envelope import Envelope
from shared.events import Event
from shared.ids import uuid7
from shared.settings import Settings
from shared.store import Store
from tests.composed import ears_of, store_of
from tests.servers import Client
from tests.standing import Standing

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)


def a_dog(**changed: Any) -> dict[str, Any]:
    """The body of POST /intake/v1/dogs."""
    return {
        "custody_basis": "STRAY",
        "found_at": {"text": "大学西路", "division": "150105"},
        "found_time": "2026-07-13T23:41:00+08:00",
        "sex": "male",
        "breed": "RURAL",
        "colour": "YWW",
        "age_months": 24,
        "size": "M",
    } | changed


def heard(event: Event, sequence: int) -> Envelope:
    """The event as adoption's relay would send it."""
    return Envelope(
        id=uuid7(), source=f"/qingcheng/{event.publisher}", type=event.type, subject=event.subject,
        time=clock.text(NOW), dataschema=event.schema_name(), sequence=sequence, traceparent="",
        data=event.model_dump_json(),
    )  # fmt: skip


def tell(store: Store, *events: Event, first: int = 1) -> None:
    """Intake hears adoption say these."""
    with store.write() as work:
        ears_of("intake").apply(
            work, [heard(event, sequence) for sequence, event in enumerate(events, first)]
        )


@pytest.fixture(scope="session")
def shape() -> str:
    return "intake"


@pytest.fixture
def keys(data: Path) -> Path:
    auth.make_keys(data / "keys")
    return data / "keys"


@pytest.fixture
def standing(
    data: Path, keys: Path, redis_url: str, any_store_url: str, stand: Callable[..., Standing],
    monkeypatch: pytest.MonkeyPatch,
) -> Standing:  # fmt: skip
    """A running intake; the test runs on each kind of store."""
    monkeypatch.setenv("QINGCHENG_INTAKE_DATABASE_URL", any_store_url)
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "a good password")
    settings = Settings(data=data, keys=keys, redis_url=redis_url, database_url=any_store_url)
    return stand(intake.app, settings)


@pytest.fixture
def running(standing: Standing) -> Client:
    """Somebody at its door."""
    return standing.client


@pytest.fixture
def store(any_store_url: str, running: Client) -> Iterator[Store]:
    """The store of the running intake."""
    store = store_of("intake", any_store_url)
    yield store
    store.close()


@pytest.fixture
def token(keys: Path) -> Callable[[str], str]:
    return lambda role: auth.sign((keys / "token.key").read_bytes(), f"one {role}", [role])


@pytest.fixture
def officer(running: Client, token: Callable[[str], str]) -> Client:
    return running.signed_in(token("officer"))


@pytest.fixture
def admin(running: Client, token: Callable[[str], str]) -> Client:
    return running.signed_in(token("admin"))
