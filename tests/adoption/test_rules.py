"""What adoption decides, without a store."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.adoption.applications import rules as applications
from services.adoption.applications.models import Application
from services.adoption.dogs import rules as dogs
from services.adoption.dogs.models import Dog
from services.adoption.law import law_on, opening_on
from services.adoption.people import rules as people
from services.adoption.reclaims import rules as reclaims
from services.adoption.reclaims.models import Reclaim
from services.adoption.returns import rules as returns
from services.adoption.visits import rules as visits
from shared.packs import NoLawThen
from shared.problems import Unreasonable

NOW = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)  # a Tuesday, noon in the city
LAW = law_on(date(2026, 7, 14))


def a_dog(**other: Any) -> Dog:
    facts: dict[str, Any] = {
        "dog_id": "dog", "first_stay": "s1", "custody_basis": "STRAY", "status": "HOLDING",
        "custody_stay": "s1", "stay_id": "s1", "claim_until": NOW - timedelta(days=1),
        "vaccinated_until": date(2027, 7, 13), "heard": {},
    }  # fmt: skip
    return Dog(**(facts | other))


def an_application(**other: Any) -> Application:
    facts: dict[str, Any] = {
        "application_id": "a1",
        "dog_id": "dog",
        "person": "p",
        "status": "PENDING",
        "applied_at": NOW,
    }
    return Application(**(facts | other))


def a_reclaim(**other: Any) -> Reclaim:
    facts: dict[str, Any] = {
        "reclaim_id": "r1", "dog_id": "dog", "stay_id": "s1", "person": "p", "status": "REQUESTED",
        "requested_at": NOW,
    }  # fmt: skip
    return Reclaim(**(facts | other))


# ---- dogs ------------------------------------------------------------------------------------------


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
    assert dog.listed_at == before


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


# ---- applications ----------------------------------------------------------------------------------


def test_an_approved_dog_goes_home_with_its_family() -> None:
    dog, application = a_dog(listed_at=NOW), an_application()

    approved = applications.approve(dog, application, "staff", NOW, LAW)
    adoption, adopted = applications.adopt(dog, application, "ad1", NOW, "h1")

    assert approved.stay_id == adopted.stay_id == "s1"
    assert adoption.person == adopted.person == "p"
    assert (dog.gone, dog.reserved_for, dog.listed_at) == ("ADOPTED", None, None)
    assert application.status == "ADOPTED"


def test_a_dog_is_kept_for_one_person_only() -> None:
    dog = a_dog()
    applications.approve(dog, an_application(), "staff", NOW, LAW)

    with pytest.raises(dogs.DogNotAdoptable):
        applications.approve(dog, an_application(application_id="a2"), "staff", NOW, LAW)


def test_a_refused_application_frees_the_dog() -> None:
    dog, application = a_dog(), an_application()
    applications.approve(dog, application, "staff", NOW, LAW)

    applications.refuse(dog, application, "改变主意", "staff", NOW)

    assert dog.reserved_for is None
    with pytest.raises(applications.AlreadyDecided):
        applications.refuse(dog, application, "again", "staff", NOW)


def test_no_dog_is_handed_over_unapproved_or_while_somebody_claims_it_or_when_it_is_gone() -> None:
    dog, application = a_dog(), an_application()
    with pytest.raises(applications.NotApproved):
        applications.adopt(dog, application, "ad1", NOW, "h1")
    applications.approve(dog, application, "staff", NOW, LAW)

    dog.open_reclaims = 1
    with pytest.raises(applications.DogClaimed):
        applications.adopt(dog, application, "ad1", NOW, "h1")
    dog.open_reclaims, dog.died_at = 0, NOW
    with pytest.raises(dogs.DogNotInCare):
        applications.adopt(dog, application, "ad1", NOW, "h1")


# ---- reclaims --------------------------------------------------------------------------------------


def test_an_owner_reclaims_in_the_window_and_after_it() -> None:
    for until in (NOW + timedelta(days=1), NOW - timedelta(days=1)):
        dog, reclaim = a_dog(claim_until=until), a_reclaim()

        reclaims.request(dog, reclaim, NOW, LAW)
        back = reclaims.hand_over(dog, reclaim, "staff", NOW, "h1")

        assert (back.stay_id, dog.gone, dog.open_reclaims) == ("s1", "RECLAIMED", 0)


@pytest.mark.parametrize("basis", ["SEIZED", "EVIDENCE", "OBSERVATION"])
def test_a_dog_held_by_law_is_never_reclaimable(basis: str) -> None:
    with pytest.raises(reclaims.NeverReclaimable):
        reclaims.request(a_dog(custody_basis=basis), a_reclaim(), NOW, LAW)


def test_a_refused_reclaim_lets_the_dog_wait_on() -> None:
    dog, reclaim = a_dog(), a_reclaim()
    reclaims.request(dog, reclaim, NOW, LAW)

    refused = reclaims.refuse(dog, reclaim, "不符", "staff", NOW)

    assert refused.reason == "不符"
    assert dog.open_reclaims == 0
    with pytest.raises(reclaims.AlreadyDecided):
        reclaims.hand_over(dog, reclaim, "staff", NOW, "h1")


# ---- returns ---------------------------------------------------------------------------------------


def test_a_dog_that_went_home_comes_back_into_a_new_stay() -> None:
    dog = a_dog(gone="ADOPTED")

    row, back = returns.take_back(dog, "r", "s2", "搬家", NOW)

    assert (back.stay_id, back.left_by, row.left_stay) == ("s2", "ADOPTED", "s1")
    assert (dog.stay_id, dog.gone) == ("s2", None)


def test_a_dog_that_never_left_cannot_come_back() -> None:
    with pytest.raises(returns.NeverWentHome):
        returns.take_back(a_dog(), "r", "s2", "x", NOW)


# ---- visits ----------------------------------------------------------------------------------------


def test_open_days_are_tuesday_thursday_and_sunday() -> None:
    days = visits.next_open_days(NOW, opening_on, most=4)

    assert [day.isoformat() for day in days] == ["2026-07-14", "2026-07-16", "2026-07-19", "2026-07-21"]


def test_today_is_over_when_the_doors_close() -> None:
    evening = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)  # 17:00 in the city

    assert visits.next_open_days(evening, opening_on)[0] == date(2026, 7, 16)


@pytest.mark.parametrize("day", [date(2026, 7, 15), date(2026, 7, 12), date(2027, 7, 13)])
def test_other_days_are_refused_with_the_next_open_ones(day: date) -> None:
    with pytest.raises(visits.NotAnOpenDay) as refused:
        visits.check_visit(day, 1, 0, NOW, opening_on)

    assert "7月16日（周四）" in refused.value.detail
    assert refused.value.more["next_open_days"][0] == "2026-07-14"


def test_a_full_day_is_full() -> None:
    day, capacity = date(2026, 7, 16), opening_on(date(2026, 7, 16)).capacity

    visits.check_visit(day, 2, capacity - 2, NOW, opening_on)
    with pytest.raises(visits.FullyBooked):
        visits.check_visit(day, 2, capacity - 1, NOW, opening_on)


# ---- people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["13812345678", "+8613812345678", "+86 13812345678", " 13812345678 "])
def test_a_mobile_number_is_its_eleven_digits(phone: str) -> None:
    assert people.mobile(phone) == "13812345678"


@pytest.mark.parametrize("phone", ["12812345678", "1381234567", "138123456789", "１３８１２３４５６７８"])
def test_what_is_no_mobile_number_is_refused(phone: str) -> None:
    with pytest.raises(ValueError):
        people.mobile(phone)


@pytest.mark.parametrize(
    "number", ["159900199001010018", "15990020050615002x", "159900198802290035", "11010519491231002X"]
)
def test_resident_ids_with_the_right_check_digit_are_taken(number: str) -> None:
    assert people.resident_id(number) == number.upper()


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, off: int) -> None:
    number = "159900199001010018"
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]

    with pytest.raises(ValueError):
        people.resident_id(wrong)


def test_a_birthday_that_does_not_exist_is_noticed() -> None:
    digits = "15990019900230001"
    right = "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(digits)) % 11]

    with pytest.raises(ValueError, match="birthday"):
        people.resident_id(digits + right)


def test_adopters_are_eighteen_on_their_birthday() -> None:
    number = "15990020050615002X"

    people.check_age(number, date(2023, 6, 15), 18)
    with pytest.raises(people.TooYoung):
        people.check_age(number, date(2023, 6, 14), 18)
    people.check_age(None, date(2023, 6, 14), 18)


def test_a_held_dog_goes_home_with_nobody_whom_its_hold_keeps_it_from() -> None:
    """domain §2.7: holds ∩ exit_blockers(exit, basis) = ∅ for any exit except death."""
    dog, hour = a_dog(), timedelta(hours=1)
    dogs.note_hold(dog, "h", ["ADOPTED"], NOW + hour, 1)

    assert "2026-07-14 13:00" in (dogs.obstacle(dog, NOW, LAW) or "")
    assert dogs.obstacle(dog, NOW + hour, LAW) is None
    assert dog.kept_from_owner_until is None
    dogs.note_hold(dog, "d", ["ADOPTED", "RECLAIMED"], None, 2)
    claim = Reclaim(
        reclaim_id="r", dog_id="dog", stay_id="s1", person="p", status="REQUESTED", requested_at=NOW
    )
    with pytest.raises(reclaims.NeverReclaimable):
        reclaims.hand_over(dog, claim, "wang", NOW, "h")
    approved = an_application(status="APPROVED")
    dog.reserved_for = approved.application_id
    with pytest.raises(dogs.DogNotAdoptable):
        applications.adopt(dog, approved, "x", NOW + hour, "h")


def test_of_two_words_on_one_hold_the_later_counts_in_either_order() -> None:
    for order in ((1, 2), (2, 1)):
        dog = a_dog()
        for sequence in order:
            dogs.note_hold(dog, "h", ["ADOPTED"] if sequence == 1 else [], None, sequence)

        assert dog.held_until is None


@pytest.mark.parametrize("rules_on", [law_on, opening_on])
def test_a_day_without_rules_is_told_what_the_first_is(rules_on: Any) -> None:
    rules_on(date(2020, 1, 1))
    with pytest.raises(NoLawThen, match="the earliest is 2020-01-01"):
        rules_on(date(2019, 12, 31))
