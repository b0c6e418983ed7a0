"""When a family can have a dog, without a store."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.adoption.applications import rules as applications
from services.adoption.dogs import rules as dogs
from services.adoption.reclaims import rules as reclaims
from shared.problems import Unreasonable
from tests.adoption.rows import LAW, NOW, a_dog, a_reclaim, an_application


def test_a_dog_becomes_adoptable_once_in_a_stay() -> None:
    dog = a_dog()

    first, second = dogs.become_adoptable(dog, NOW, LAW), dogs.become_adoptable(dog, NOW, LAW)

    assert first and first.stay_id == "s1"
    assert second is None


def test_a_dog_that_was_kept_back_is_offered_again_and_has_waited_since_the_first_time() -> None:
    before = NOW - timedelta(days=9)
    dog, kept = a_dog(listed_at=before), a_dog(listed_at=before, reserved_for="a1")

    assert dogs.become_adoptable(dog, NOW, LAW, again=True)
    assert dogs.become_adoptable(kept, NOW, LAW, again=True) is None
    assert dog.ours.listed_at == before


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"claim_until": NOW + timedelta(seconds=1)}, "招领期到 2026-07-14 12:00"),
        ({"vaccinated_until": None}, "Not vaccinated"),
        ({"vaccinated_until": date(2026, 7, 13)}, "Not vaccinated"),
        ({"custody_basis": "SEIZED"}, "held by law"),
        ({"custody_basis": "EVIDENCE"}, "held by law"),
        ({"custody_basis": "OBSERVATION"}, "held by law"),
        ({"custody_basis": "CONFISCATED"}, "held by law"),
        ({"status": "OBSERVATION"}, "held by law"),
        ({"open_reclaims": 1}, "theirs"),
        ({"died_at": NOW}, "死亡"),
        ({"gone": "ADOPTED"}, "回家"),
        ({"status": "TRANSFERRED"}, "离所"),
        ({"reserved_for": "a1"}, "reserved"),
    ],
)
def test_what_keeps_a_dog_from_being_adopted_is_said(facts: dict[str, Any], word: str) -> None:
    dog = a_dog(**facts)

    with pytest.raises(dogs.DogNotAdoptable) as refused:
        dogs.check_adoptable(dog, NOW, LAW)

    assert word in refused.value.detail
    assert dogs.become_adoptable(dog, NOW, LAW) is None


def test_the_claim_window_closes_on_the_moment_and_the_vaccination_counts_to_the_end_of_its_day() -> None:
    assert dogs.obstacle(a_dog(claim_until=NOW, vaccinated_until=date(2026, 7, 14)), NOW, LAW) is None


def test_a_dog_that_nobody_can_claim_waits_for_no_window() -> None:
    assert dogs.obstacle(a_dog(custody_basis="SURRENDERED", claim_until=None), NOW, LAW) is None


def test_the_end_of_an_earlier_stay_says_nothing_about_this_one() -> None:
    assert dogs.in_care(a_dog(stay_id="s2", custody_stay="s1", status="ADOPTED"))


def test_nothing_happens_in_the_future() -> None:
    with pytest.raises(Unreasonable):
        dogs.moment_of(NOW + timedelta(minutes=6), NOW)


def test_a_held_dog_goes_home_with_nobody_whom_its_hold_keeps_it_from() -> None:
    """domain §2.7: holds ∩ exit_blockers(exit, basis) = ∅ for any exit except death."""
    dog, hour = a_dog(), timedelta(hours=1)
    dogs.note_hold(dog, "h", ["ADOPTED"], NOW + hour)

    assert "2026-07-14 13:00" in (dogs.obstacle(dog, NOW, LAW) or "")
    assert dogs.obstacle(dog, NOW + hour, LAW) is None
    assert dog.kept_from_owner_until is None
    dogs.note_hold(dog, "d", ["ADOPTED", "RECLAIMED"], None)
    claim = a_reclaim()
    with pytest.raises(reclaims.NeverReclaimable):
        reclaims.hand_over(dog, claim, "wang", NOW, "h")
    approved = an_application(status="APPROVED")
    dog.ours.reserved_for = approved.application_id
    with pytest.raises(dogs.DogNotAdoptable):
        applications.adopt(dog, approved, "x", NOW + hour, "h")
