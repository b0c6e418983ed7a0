"""An owner comes for a dog, without a store."""

from datetime import timedelta

import pytest

from services.adoption.reclaims import rules as reclaims
from tests.adoption.rows import LAW, NOW, a_dog, a_reclaim


def test_an_owner_reclaims_in_the_window_and_after_it() -> None:
    for until in (NOW + timedelta(days=1), NOW - timedelta(days=1)):
        dog, reclaim = a_dog(claim_until=until), a_reclaim()

        reclaims.accept(dog, reclaim, "staff", NOW, LAW)
        assert dog.ours.open_reclaims == 1
        back = reclaims.hand_over(dog, reclaim, "staff", NOW, "h1")

        assert (back.stay_id, dog.ours.gone, dog.ours.open_reclaims) == ("s1", "RECLAIMED", 0)


@pytest.mark.parametrize("basis", ["SEIZED", "EVIDENCE", "OBSERVATION"])
def test_a_dog_held_by_law_is_never_reclaimable(basis: str) -> None:
    """Anybody may say that it is theirs, for a refusal would tell what the law does: the desk says no."""
    dog, claim = a_dog(custody_basis=basis), a_reclaim(status="UNPROVEN")
    reclaims.prove(dog, claim)

    with pytest.raises(reclaims.NeverReclaimable):
        reclaims.accept(dog, claim, "staff", NOW, LAW)


def test_a_refused_reclaim_lets_the_dog_wait_on() -> None:
    dog, reclaim = a_dog(), a_reclaim()
    reclaims.accept(dog, reclaim, "staff", NOW, LAW)

    (refused,) = reclaims.refuse(dog, reclaim, "不符", "staff", NOW)

    assert refused.reason == "不符"
    assert dog.ours.open_reclaims == 0
    with pytest.raises(reclaims.AlreadyDecided):
        reclaims.hand_over(dog, reclaim, "staff", NOW, "h1")


def test_a_claim_that_nobody_has_accepted_changes_nothing_and_its_end_is_said_to_nobody() -> None:
    for end in (
        lambda dog, claim: reclaims.refuse(dog, claim, "不符", "staff", NOW),
        lambda dog, claim: reclaims.withdraw(dog, claim, "themselves", NOW),
    ):
        dog, claim = a_dog(), a_reclaim(status="UNPROVEN")
        reclaims.prove(dog, claim)
        assert (claim.status, dog.ours.open_reclaims) == ("REQUESTED", 0)

        assert end(dog, claim) == []
        assert dog.ours.open_reclaims == 0
