"""An owner comes for a dog, without a store."""

from datetime import timedelta

import pytest

from services.adoption.reclaims import rules as reclaims
from tests.adoption.rows import LAW, NOW, a_dog, a_reclaim


def test_an_owner_reclaims_in_the_window_and_after_it() -> None:
    for until in (NOW + timedelta(days=1), NOW - timedelta(days=1)):
        dog, reclaim = a_dog(claim_until=until), a_reclaim()

        reclaims.request(dog, reclaim, NOW)
        back = reclaims.hand_over(dog, reclaim, "staff", NOW, "h1")

        assert (back.stay_id, dog.ours.gone, dog.ours.open_reclaims) == ("s1", "RECLAIMED", 0)


@pytest.mark.parametrize("basis", ["SEIZED", "EVIDENCE", "OBSERVATION"])
def test_a_dog_held_by_law_is_never_handed_back_though_anybody_may_ask_for_it(basis: str) -> None:
    dog = a_dog(custody_basis=basis)

    assert reclaims.request(dog, a_reclaim(), NOW)
    with pytest.raises(reclaims.NeverReclaimable):
        reclaims.check_reclaimable(dog, LAW)


def test_a_refused_reclaim_lets_the_dog_wait_on() -> None:
    dog, reclaim = a_dog(), a_reclaim()
    reclaims.request(dog, reclaim, NOW)

    refused = reclaims.refuse(dog, reclaim, "不符", "staff", NOW)

    assert refused.reason == "不符"
    assert dog.ours.open_reclaims == 0
    with pytest.raises(reclaims.AlreadyDecided):
        reclaims.hand_over(dog, reclaim, "staff", NOW, "h1")
