"""People of the house, each with an account, and the doors of holds."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shared import auth, clock
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import Client

As = Callable[..., Client]
BECAUSE = {"because": "现场核验一致"}


@pytest.fixture
def any_store_url(store_url: str) -> str:
    """One store is enough, but for `test_both_stores`."""
    return store_url


@pytest.fixture
def signed_in(running: Client, keys: Path) -> As:
    def sign(name: str, role: str) -> Client:
        return running.signed_in(auth.sign((keys / "token.key").read_bytes(), name, [role]))

    return sign


@pytest.fixture
def wang(signed_in: As) -> Client:
    return signed_in("wang", "officer")


@pytest.fixture
def li(signed_in: As) -> Client:
    return signed_in("li", "officer")


@pytest.fixture
def vet(signed_in: As) -> Client:
    return signed_in("bao", "vet")


def ago(**time: float) -> str:
    return (clock.now() - timedelta(**time)).isoformat()


def taken_in(officer: Client, **changed: Any) -> dict[str, Any]:
    """A dog from the street of just now, unless it is said otherwise."""
    answer = officer.post("/intake/v1/dogs", a_dog(**({"found_time": ago(hours=1)} | changed)))
    assert answer.status == 201, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


def shown(client: Client, dog: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = client.get(f"/intake/v1/stays/{dog['stay_id']}/holds").json()
    return seen


def standing(client: Client, dog: dict[str, Any]) -> list[str]:
    return sorted(hold["kind"] for hold in shown(client, dog)["holds"] if hold["standing"])


def hold_id(client: Client, dog: dict[str, Any], kind: str) -> str:
    return next(hold["id"] for hold in shown(client, dog)["holds"] if hold["kind"] == kind)


def told(store: Store, dog: dict[str, Any]) -> list[str]:
    with store.read() as work:
        types = sa.select(journal.c.type).where(journal.c.subject == dog["dog_id"])
        found = work.connection().scalars(types.order_by(journal.c.stream, journal.c.sequence))
        return [kind.removeprefix("cn.qingcheng.").removesuffix(".v1") for kind in found]
