"""Stays from before there were holds."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.arrivals.routes import admit
from services.intake.arrivals.rules import NewDog
from services.intake.holds.earlier import remember_holds
from services.intake.holds.models import Hold
from services.intake.stays.models import Stay
from shared import clock
from shared.events import DogAdopted, DogReturned
from shared.ids import uuid7
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog, tell


@pytest.fixture
def store(store_url: str) -> Store:
    return Store(store_url)


def before_holds(store: Store, status: str = "QUARANTINE", days: int = 1, **told: Any) -> str:
    """A dog that came in when nobody wrote holds down."""
    found = {"found_time": (clock.now() - timedelta(days=days)).isoformat()}
    with store.write() as work:
        stay = admit(NewDog.model_validate(a_dog(**(found | told))), "wang", clock.now(), work).stay_id
        work.get_one(Stay, stay).status = status
        work.flush()
        work.execute(sa.delete(Hold))
    return stay


def kinds(store: Store, stay: str) -> list[str]:
    with store.read() as work:
        return list(work.exec(select(Hold.kind).where(Hold.stay_id == stay).order_by(col(Hold.kind))).all())


def remember(store: Store) -> int:
    """Gives how many holds others have heard of since."""
    with store.write() as work:
        remember_holds(work)
    with store.read() as work:
        said = sa.select(sa.func.count()).where(journal.c.type == "cn.qingcheng.hold.placed.v1")
        return work.connection().scalar(said) or 0


def test_a_stay_from_before_gets_the_holds_of_its_custody_basis_once(store: Store) -> None:
    stay = before_holds(store, custody_basis="SEIZED")
    before = remember(store)

    assert kinds(store, stay) == ["QUARANTINE", "SEIZURE"]
    assert remember(store) == before


def test_who_was_let_out_of_quarantine_is_not_put_back(store: Store) -> None:
    stay = before_holds(store, status="HOLDING")

    remember(store)

    assert kinds(store, stay) == ["CLAIM_WINDOW"]


def test_who_is_gone_or_came_back_gets_none(store: Store) -> None:
    stay = before_holds(store)
    with store.read() as work:
        dog = work.get_one(Stay, stay).dog_id
    at = {"occurred_at": clock.now(), "dog_id": dog}
    back = DogReturned(**at, stay_id=uuid7(), return_id="r", reason="搬家", left_by="ADOPTED")
    tell(store, DogAdopted(**at, stay_id=stay, adoption_id="1", person="p"), back)
    with store.write() as work:
        work.get_one(Stay, back.stay_id).status = "QUARANTINE"  # as somebody has decided who looked at it

    remember(store)

    assert kinds(store, stay) == []
    assert kinds(store, back.stay_id) == []
