"""What intake does when adoption speaks: in any order, and however often."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from services.intake import custody
from services.intake.handlers import ears
from services.intake.models import Dog, Kennel, Stay
from services.intake.routes import admit
from services.intake.rules import NewDog
from shared import clock
from shared.events import (
    AdoptionApproved,
    DogAdopted,
    DogBecameAdoptable,
    DogReclaimed,
    DogReturned,
    Event,
    ReclaimRefused,
    ReclaimRequested,
)
from shared.store import Store
from tests.intake.conftest import NOW, a_dog, heard, tell
from tests.servers import sqlite_shape


@pytest.fixture
def alone(store_url: str) -> Store:
    return furnished(store_url)


def furnished(url: str) -> Store:
    store = Store(url)
    with store.write() as work:
        work.add_all(Kennel(code=f"A{n:02d}", zone="A", capacity=2) for n in range(1, 4))
    return store


def taken_in(store: Store) -> tuple[str, str]:
    with store.write() as work:
        arrived = admit(NewDog.model_validate(a_dog()), "wang", NOW, work)
    return arrived.dog_id, arrived.stay_id


def stays(store: Store, dog_id: str) -> list[Stay]:
    with store.read() as work:
        return list(work.exec(select(Stay).where(Stay.dog_id == dog_id).order_by(col(Stay.opened_at))).all())


def test_an_adopted_dog_leaves_its_kennel_free(alone: Store) -> None:
    dog, stay = taken_in(alone)

    tell(alone, DogAdopted(occurred_at=NOW, dog_id=dog, stay_id=stay, adoption_id="1", person="p"))

    assert [(one.outcome, one.kennel) for one in stays(alone, dog)] == [("ADOPTED", None)]
    with alone.read() as work:
        assert sum(work.exec(select(Kennel.occupied)).all()) == 0


def test_a_returned_dog_has_a_new_stay_and_a_new_number(alone: Store) -> None:
    dog, stay = taken_in(alone)
    back = {"occurred_at": clock.now(), "dog_id": dog, "stay_id": "second", "return_id": "r"}

    tell(
        alone,
        DogAdopted(occurred_at=NOW, dog_id=dog, stay_id=stay, adoption_id="1", person="p"),
        DogReturned(**back, reason="搬家", left_by="ADOPTED"),
    )

    first, second = stays(alone, dog)
    assert (first.outcome, second.outcome) == ("ADOPTED", None)
    assert second.status == "RETURNED"
    assert second.stay_no != first.stay_no
    assert second.kennel == "A01"


def test_a_refused_reclaim_leaves_the_dog_waiting(alone: Store) -> None:
    dog, stay = taken_in(alone)
    told = {"occurred_at": NOW, "dog_id": dog, "stay_id": stay, "reclaim_id": "1"}

    tell(alone, ReclaimRequested(**told, person="p"), ReclaimRefused(**told, reason="芯片不符"))

    assert stays(alone, dog)[0].status == "HOLDING"


def test_a_dog_of_nobody_here_is_no_business_of_ours(alone: Store) -> None:
    tell(alone, DogAdopted(occurred_at=NOW, dog_id="?", stay_id="?", adoption_id="1", person="p"))

    with alone.read() as work:
        assert work.exec(select(Stay)).all() == []


def test_a_dog_that_died_stays_dead_when_an_older_adoption_is_heard(alone: Store) -> None:
    dog, stay = taken_in(alone)
    with alone.write() as work:
        animal = work.get_one(Dog, dog)
        animal.gone_at, animal.gone_by = NOW + timedelta(days=9), "DECEASED"
        custody.settle(work, animal, work.get_one(Stay, stay))

    tell(
        alone,
        DogAdopted(occurred_at=NOW, dog_id=dog, stay_id=stay, adoption_id="1", person="p"),
        DogReturned(occurred_at=NOW + timedelta(days=1), dog_id=dog, stay_id="second", return_id="r",
                    reason="搬家", left_by="ADOPTED"),
    )  # fmt: skip

    assert [one.outcome for one in stays(alone, dog)] == ["ADOPTED", "DECEASED"]


def story(dog: str, stay: str) -> list[Event]:
    """Claimed in vain, adopted, returned, and reclaimed by the first owner after all."""

    def at(days: int) -> dict[str, Any]:
        return {"occurred_at": NOW + timedelta(days=days), "dog_id": dog}

    return [
        ReclaimRequested(**at(1), stay_id=stay, reclaim_id="1", person="p"),
        ReclaimRefused(**at(2), stay_id=stay, reclaim_id="1", reason="芯片不符"),
        DogBecameAdoptable(**at(11), stay_id=stay),
        AdoptionApproved(**at(12), stay_id=stay, application_id="2", person="q"),
        DogAdopted(**at(13), stay_id=stay, adoption_id="3", person="q"),
        DogReturned(**at(20), stay_id="second", return_id="4", reason="搬家", left_by="ADOPTED"),
        ReclaimRequested(**at(21), stay_id="second", reclaim_id="5", person="p"),
        DogReclaimed(**at(22), stay_id="second", reclaim_id="5", person="p"),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.lists(st.integers(0, 7), min_size=8, max_size=20).map(lambda some: [*some, *range(8)]),
    again=st.randoms(),
)
def test_any_order_and_any_number_of_times_ends_alike(tmp_path: Path, order: list[int], again: Any) -> None:
    again.shuffle(order)
    ends = []
    for heard_order in (range(8), order):
        file = tmp_path / f"{again.random()}.db"
        file.write_bytes(sqlite_shape("intake"))
        store = furnished(f"sqlite:///{file}")
        dog, stay = taken_in(store)
        events = [heard(event, n) for n, event in enumerate(story(dog, stay), 1)]
        for n in heard_order:
            with store.write() as work:
                ears.apply(work, [events[n]])
        ends.append(
            [(one.opened_at, one.closed_at, one.status, one.outcome, one.kennel, one.custody_basis, one.heard)
             for one in stays(store, dog)]
        )  # fmt: skip
        store.close()
        file.unlink()

    assert ends[0] == ends[1]
