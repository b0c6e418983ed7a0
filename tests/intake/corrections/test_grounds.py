"""What is decided about why and since when a dog is here: `services/intake/corrections/grounds.py`."""

from dataclasses import replace
from datetime import timedelta

from services.intake.corrections import grounds
from services.intake.deadlines import jurisdiction
from services.intake.holds.models import Hold
from services.intake.holds.store import BY_LAW
from services.intake.stays.models import Dog, Stay
from tests.intake.conftest import NOW

LAWS = jurisdiction().holds(NOW.date())
CAME = grounds.Grounds("STRAY", NOW, NOW)


def a_stay(basis: str = "SEIZED", kennel: str = "A07") -> Stay:
    return Stay(
        id="stay", stay_no="HH-1", dog_id="dog", custody_basis=basis, status="QUARANTINE", opened_at=NOW,
        kennel=kennel,
    )  # fmt: skip


def a_hold(kind: str, because: str = BY_LAW) -> Hold:
    until = NOW + timedelta(days=30)
    return Hold(id=kind, stay_id="stay", dog_id="dog", kind=kind, because=because, placed_at=NOW,
                placed_by="li", until=until)  # fmt: skip


def test_a_quarantine_that_is_over_does_not_begin_again_with_another_basis() -> None:
    assert grounds.begun(CAME, a_stay(), [], LAWS) == ["SEIZURE"]
    assert grounds.begun(CAME, a_stay(), [a_hold("SEIZURE")], LAWS) == []


def test_what_came_with_the_old_basis_ends_and_what_a_person_placed_stands() -> None:
    was, stay = replace(CAME, basis="EVIDENCE"), a_stay("STRAY")
    by_law, by_hand = a_hold("EVIDENCE"), a_hold("EVIDENCE", "第二起案件")

    assert grounds.over(was, stay, [by_law, by_hand, a_hold("QUARANTINE")], LAWS, BY_LAW) == [by_law]
    assert grounds.groundless(was, stay, (False, False), [by_hand], LAWS) == ["EVIDENCE"]


def test_an_observation_stands_and_is_named_unless_a_bite_is_its_ground() -> None:
    was, stay, watched = replace(CAME, basis="OBSERVATION"), a_stay("STRAY"), [a_hold("RABIES_OBSERVATION")]

    assert grounds.over(was, stay, watched, LAWS, BY_LAW) == []
    assert grounds.groundless(was, stay, (False, False), watched, LAWS) == ["RABIES_OBSERVATION"]
    assert grounds.groundless(was, stay, (True, True), watched, LAWS) == []


def test_a_seizure_that_was_made_longer_is_not_counted_again_but_named() -> None:
    was = grounds.Grounds("SEIZED", NOW, NOW - timedelta(days=1))

    assert grounds.not_counted_again(was, a_stay(), [a_hold("SEIZURE")], LAWS, []) == ["SEIZURE"]
    assert grounds.not_counted_again(was, a_stay(), [a_hold("SEIZURE")], LAWS, ["SEIZURE"]) == []


def test_a_dog_that_must_live_apart_now_or_need_not_any_more_is_moved_by_people() -> None:
    dog, law = Dog(id="dog", sex="male", breed="MIX", colour="BK", size="M"), jurisdiction()

    assert grounds.wrong_kennel(CAME, dog, a_stay("OBSERVATION"), law) == ["KENNEL"]
    assert grounds.wrong_kennel(CAME, dog, a_stay("OBSERVATION", "E01"), law) == []
    assert grounds.wrong_kennel(replace(CAME, basis="EVIDENCE"), dog, a_stay("STRAY", "G01"), law) == [
        "KENNEL"
    ]
    assert grounds.wrong_kennel(CAME, dog, a_stay("SURRENDERED"), law) == []
