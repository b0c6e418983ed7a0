"""A running intake with a keeper and a vet at its kennels."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from services.intake.kennels.models import Kennel
from services.intake.stays.models import Stay
from shared import auth
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.servers import Answer, Client

DOGS, MOVES, KENNELS = "/intake/v1/dogs", "/intake/v1/kennels/moves", "/intake/v1/kennels"


@pytest.fixture
def keeper(running: Client, token: Callable[[str], str]) -> Client:
    return running.signed_in(token("keeper"))


@pytest.fixture
def vet(running: Client, token: Callable[[str], str]) -> Client:
    return running.signed_in(token("vet"))


@pytest.fixture
def other_vet(running: Client, keys: Path) -> Client:
    return running.signed_in(auth.sign((keys / "token.key").read_bytes(), "another vet", ["vet"]))


def take_in(door: Client, **changed: Any) -> dict[str, Any]:
    answer = door.post(DOGS, a_dog(**changed))
    assert answer.status == 201, answer.text
    return dict(answer.json())


def move(door: Client, to: str, *dogs: dict[str, Any]) -> Answer:
    return door.post(MOVES, {"dogs": [dog["dog_id"] for dog in dogs], "to": to, "because": "检疫期满"})


def kennel(door: Client, code: str) -> dict[str, Any]:
    return dict(door.get(f"{KENNELS}/{code}").json())


def counted_right(store: Store) -> bool:
    """What the kennels count is who lives in them, and none is overfull."""
    with store.read() as work:
        kennels = work.exec(select(Kennel)).all()
        living = Counter(work.exec(select(Stay.kennel)).all())
    return all(living[k.code] == k.occupied <= k.capacity for k in kennels)
