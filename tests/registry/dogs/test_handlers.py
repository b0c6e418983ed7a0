"""What is heard of a dog: `services/registry/dogs/handlers.py`."""

from datetime import timedelta
from typing import Any

from services.registry.dogs.models import Dog
from services.registry.table import Table
from shared.events import (
    ChipRead,
    CustodyChanged,
    DogDied,
    IntakeCorrected,
    KennelAssigned,
    NoticePublished,
    StayClosed,
    StayOpened,
)
from shared.store import Store
from tests.registry.conftest import AT, DOG, STAY, Hear, taken_in

NEW_STAY = "0197f7a2-5b1c-7c12-8c0e-5be2f9d1a009"


def custody(status: str, stay_id: str = STAY) -> CustodyChanged:
    return CustodyChanged(occurred_at=AT, dog_id=DOG, stay_id=stay_id, status=status)


def adopted() -> StayClosed:
    return StayClosed(occurred_at=AT, dog_id=DOG, stay_id=STAY, outcome="ADOPTED")


def returned() -> StayOpened:
    return StayOpened(
        occurred_at=AT, dog_id=DOG, stay_id=NEW_STAY, stay_no="HH-2026-000188", status="RETURNED"
    )


def chipped(chip: str = "156000123456789") -> ChipRead:
    return ChipRead(occurred_at=AT, dog_id=DOG, chip=chip, scheme="ISO11784")


def died() -> DogDied:
    return DogDied(occurred_at=AT + timedelta(days=3), dog_id=DOG, cause="died in care")


def corrected(**new: Any) -> IntakeCorrected:
    return IntakeCorrected(
        occurred_at=AT, dog_id=DOG, stay_id=STAY, correction_id="c", fields=sorted(new), reason="EXAMINED",
        asked_by="p", confirmed_by="q", old_hash="0" * 64, **new,
    )  # fmt: skip


def dog(store: Store) -> Dog:
    with store.read() as work:
        return work.get_one(Dog, DOG)


def test_a_dog_taken_in_is_registered(store: Store, hear: Hear) -> None:
    hear(taken_in(name="豆包", external_ref="S2017-1"))

    known = dog(store)
    assert (known.name, known.breed, known.colour, known.sex) == ("豆包", "RURAL", "YWW", "male")
    assert (known.stay_no, known.status, known.external_ref) == ("HH-2026-000123", "QUARANTINE", "S2017-1")
    assert known.found_at == AT


def test_a_correction_changes_what_it_names_and_nothing_else(store: Store, hear: Hear) -> None:
    hear(taken_in(name="豆包"), corrected(breed="MIX", name=None), corrected(breed="HUSKY"))

    known = dog(store)
    assert (known.breed, known.name, known.colour, known.stay_no) == ("HUSKY", None, "YWW", "HH-2026-000123")


def test_when_it_was_found_and_until_when_it_is_claimed_are_corrected(store: Store, hear: Hear) -> None:
    earlier = AT - timedelta(days=1)
    hear(taken_in(), corrected(found_time=earlier, claim_until=None))

    assert (dog(store).found_at, dog(store).claim_until) == (earlier, None)


def test_a_stay_is_followed_to_its_end(store: Store, hear: Hear) -> None:
    hear(taken_in(), custody("HOLDING"), custody("ADOPTABLE"))
    assert dog(store).status == "ADOPTABLE"

    hear(adopted())
    assert dog(store).status == "ADOPTED"


def test_a_dog_that_comes_back_has_a_new_stay_and_no_claim_window(store: Store, hear: Hear) -> None:
    hear(taken_in(), adopted(), returned())

    known = dog(store)
    assert (known.status, known.stay_no, known.claim_until) == ("RETURNED", "HH-2026-000188", None)


def test_the_last_chip_read_is_the_dogs_chip(store: Store, hear: Hear) -> None:
    hear(chipped("156000123456789"), chipped("156000999999999"), taken_in())

    assert dog(store).chip == "156000999999999"


def test_a_death_is_recorded(store: Store, hear: Hear) -> None:
    hear(died())

    assert dog(store).died_at == AT + timedelta(days=3)


def test_kennels_and_people_are_not_kept(store: Store, hear: Hear) -> None:
    hear(taken_in(), KennelAssigned(occurred_at=AT, dog_id=DOG, stay_id=STAY, kennel="A07"))

    columns = {column.name for table in Table.metadata.tables.values() for column in table.columns}
    assert not columns & {"kennel", "person", "owner"}


def noticed() -> NoticePublished:
    told = {"dog_id": DOG, "stay_id": STAY, "stay_no": "HH-2026-000123"}
    return NoticePublished(occurred_at=AT, claim_until=AT + timedelta(days=14), **told)


def test_a_notice_says_anew_until_when_the_dog_can_be_claimed(store: Store, hear: Hear) -> None:
    hear(taken_in(), noticed())
    assert dog(store).claim_until == AT + timedelta(days=14)

    hear(adopted(), returned())
    assert dog(store).claim_until is None
