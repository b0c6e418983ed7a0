"""A dog that is kept for a family, and on which a hold is put."""

from typing import Any

import pytest

from shared import clock
from shared.events import AdoptionApproved, DogBecameAdoptable, Event, ReclaimRefused, ReclaimRequested
from shared.store import Store
from tests.intake.conftest import tell
from tests.intake.holds.conftest import BECAUSE, ago, hold_id, shown, taken_in, told
from tests.servers import Client

HOLD = {"hold": "BEHAVIOUR", **BECAUSE}


def adoptable(dog: dict[str, Any]) -> Event:
    return DogBecameAdoptable(occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"])


def approved(dog: dict[str, Any]) -> Event:
    of = {"dog_id": dog["dog_id"], "stay_id": dog["stay_id"], "person": "p"}
    return AdoptionApproved(occurred_at=clock.now(), application_id="1", **of)


@pytest.fixture
def dog(wang: Client, store: Store) -> dict[str, Any]:
    """A dog that adoption keeps for somebody."""
    dog = taken_in(wang, found_time=ago(days=40))
    tell(store, adoptable(dog), approved(dog))
    assert shown(wang, dog)["status"] == "RESERVED"
    return dog


def let_go(asks: Client, agrees: Client, dog: dict[str, Any], kind: str = "BEHAVIOUR") -> None:
    ask = f"/intake/v1/holds/{hold_id(asks, dog, kind)}/release-requests"
    request = asks.post(ask, BECAUSE).json()["id"]
    assert agrees.post(f"/intake/v1/release-requests/{request}/confirmation", BECAUSE).status == 201


def test_a_reserved_dog_is_held_and_then_reserved_again(
    wang: Client, vet: Client, store: Store, dog: dict[str, Any]
) -> None:
    here = f"/intake/v1/stays/{dog['stay_id']}/holds"
    assert vet.post(here, HOLD).status == 201
    assert wang.post(here, {"hold": "OWNER_DISPUTE", **BECAUSE}).status == 201
    assert shown(wang, dog)["status"] == "HOLDING"
    heard = [what for what in told(store, dog) if what in ("hold.placed", "custody.changed")]
    assert heard[-3:] == ["hold.placed", "custody.changed", "hold.placed"]

    let_go(vet, wang, dog)
    assert shown(wang, dog)["status"] == "HOLDING"  # the dispute still stands
    let_go(vet, wang, dog, "OWNER_DISPUTE")

    assert shown(wang, dog)["status"] == "RESERVED"


def test_who_was_promised_to_nobody_meanwhile_is_not_reserved(
    wang: Client, vet: Client, store: Store, dog: dict[str, Any]
) -> None:
    vet.post(f"/intake/v1/stays/{dog['stay_id']}/holds", HOLD)
    tell(store, adoptable(dog), first=9)  # adoption had refused the family, and had not heard of the hold

    let_go(vet, wang, dog)

    assert shown(wang, dog)["status"] == "HOLDING"


def test_a_promise_that_is_heard_of_while_the_dog_is_held_waits(
    wang: Client, vet: Client, store: Store
) -> None:
    dog = taken_in(wang, found_time=ago(days=40))
    vet.post(f"/intake/v1/stays/{dog['stay_id']}/quarantine/pass", {})
    vet.post(f"/intake/v1/stays/{dog['stay_id']}/holds", HOLD)

    tell(store, approved(dog))
    assert shown(wang, dog)["status"] == "HOLDING"
    let_go(vet, wang, dog)

    assert shown(wang, dog)["status"] == "RESERVED"


def test_a_reserved_dog_that_was_ill_or_claimed_in_vain_is_reserved_again(
    vet: Client, store: Store, dog: dict[str, Any]
) -> None:
    here = f"/intake/v1/stays/{dog['stay_id']}"
    assert vet.post(f"{here}/treatment", {"note": "咳嗽"}).json()["status"] == "TREATMENT"
    assert vet.post(f"{here}/recovery", {}).json()["status"] == "RESERVED"

    claim = {"occurred_at": clock.now(), "dog_id": dog["dog_id"], "stay_id": dog["stay_id"]}
    tell(store, ReclaimRequested(**claim, reclaim_id="1", person="q"), first=10)
    assert shown(vet, dog)["status"] == "RECLAIM_PENDING"
    tell(store, ReclaimRefused(**claim, reclaim_id="1", reason="芯片不符"), first=11)
    assert shown(vet, dog)["status"] == "RESERVED"
