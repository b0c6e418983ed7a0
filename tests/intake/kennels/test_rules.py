"""What is decided about kennels, promise by promise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.deadlines import Disinfectant, Zone
from services.intake.kennels import rules
from services.intake.kennels.models import Kennel, ZoneSeal
from services.intake.kennels.rules import Resident
from shared import two_people

NOW = datetime(2026, 7, 14, 0, 20, tzinfo=UTC)
BLEACH = Disinfectant("BLEACH", "84消毒液", "Bleach", "1:32", 30)
PUPPY = 3


def a_resident(dog_id: str = "1", **changed: Any) -> Resident:
    told: dict[str, Any] = {
        "dog_id": dog_id, "stay_id": f"stay-{dog_id}", "stay_no": f"HH-2026-00000{dog_id}", "name": None,
        "sex": "male", "size": "M", "age_months": 24, "custody_basis": "STRAY", "status": "HOLDING",
        "kennel": None, "litter": None,
    }  # fmt: skip
    return Resident(**(told | changed))


def a_kennel(code: str = "B05", **changed: Any) -> Kennel:
    told: dict[str, Any] = {"code": code, "zone": code[0], "capacity": 5}
    return Kennel(**(told | changed))


def test_dogs_of_one_sex_and_size_live_together() -> None:
    assert rules.live_together([a_resident("1"), a_resident("2")], PUPPY) == "male/M"


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"sex": "female"}, "公母不同舍"),
        ({"size": "L"}, "体型或年龄不同"),
        ({"age_months": 2}, "体型或年龄不同"),
        ({"sex": "unknown"}, "性别未检查"),
        ({"custody_basis": "OBSERVATION"}, "伤人观察和涉案犬须单独饲养"),
        ({"custody_basis": "EVIDENCE"}, "伤人观察和涉案犬须单独饲养"),
        ({"litter": "x"}, "同窝的犬不与别的犬混养"),
    ],
)
def test_others_live_apart_and_one_is_told_why(other: dict[str, Any], why: str) -> None:
    with pytest.raises(rules.NotTogether, match=why):
        rules.live_together([a_resident("1"), a_resident("2", **other)], PUPPY)


@pytest.mark.parametrize("basis", rules.ALONE)
def test_two_under_observation_do_not_live_together_either(basis: str) -> None:
    both = [a_resident(str(n), custody_basis=basis) for n in (1, 2)]

    with pytest.raises(rules.NotTogether):
        rules.live_together(both, PUPPY)


def test_two_whose_sex_nobody_has_looked_at_live_apart() -> None:
    with pytest.raises(rules.NotTogether):
        rules.live_together([a_resident(str(n), sex="unknown") for n in (1, 2)], PUPPY)


def test_a_litter_lives_together_with_its_mother_whatever_their_sex() -> None:
    litter = [
        a_resident("1", sex="female", litter="x"),
        a_resident("2", age_months=1, size="S", litter="x"),
        a_resident("3", age_months=1, size="S", sex="unknown", litter="x"),
    ]

    assert rules.live_together(litter, PUPPY) == "litter:x"


def test_an_observed_puppy_is_alone_even_from_its_litter() -> None:
    assert rules.company(a_resident(litter="x", custody_basis="OBSERVATION"), PUPPY) == "alone:stay-1"


@given(
    st.lists(
        st.tuples(st.sampled_from(["male", "female", "unknown"]), st.sampled_from("SML"), st.integers(0, 40)),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_whoever_is_put_together_can_be_put_together_in_any_order(dogs: list[tuple[str, str, int]]) -> None:
    group = [
        a_resident(str(n), sex=sex, size=size, age_months=age) for n, (sex, size, age) in enumerate(dogs)
    ]

    def goes(some: list[Resident]) -> bool:
        try:
            rules.live_together(some, PUPPY)
        except rules.NotTogether:
            return False
        return True

    assert goes(group) == goes(group[::-1]) == (rules.company_of(group, PUPPY) != rules.MIXED)


def test_a_mixture_is_called_one_and_an_empty_kennel_has_no_company() -> None:
    assert rules.company_of([a_resident("1"), a_resident("2", sex="female")], PUPPY) == rules.MIXED
    assert rules.company_of([], PUPPY) is None


def test_a_kennel_takes_no_dog_until_the_contact_time_is_over() -> None:
    kennel = a_kennel()
    rules.disinfect(kennel, BLEACH, None, NOW)

    with pytest.raises(rules.KennelNotReady, match="还需 1 分钟"):
        rules.ready(kennel, NOW + timedelta(minutes=29, seconds=59))
    rules.ready(kennel, NOW + timedelta(minutes=30))


def test_a_contact_time_may_be_longer_than_the_agent_needs_never_shorter() -> None:
    short, long = a_kennel(), a_kennel()
    rules.disinfect(short, BLEACH, 1, NOW)
    rules.disinfect(long, BLEACH, 90, NOW)

    assert (short.until, long.until) == (NOW + timedelta(minutes=30), NOW + timedelta(minutes=90))


def test_a_running_contact_time_is_not_cut_short() -> None:
    kennel = a_kennel()
    rules.disinfect(kennel, BLEACH, 90, NOW)
    rules.disinfect(kennel, BLEACH, None, NOW)

    assert kennel.until == NOW + timedelta(minutes=90)
    with pytest.raises(rules.KennelNotReady):
        rules.change_state(kennel, "open", NOW)


def test_what_is_sprayed_or_repaired_has_no_dog_in_it() -> None:
    with pytest.raises(rules.KennelNotEmpty):
        rules.disinfect(a_kennel(occupied=1), BLEACH, None, NOW)
    with pytest.raises(rules.KennelNotEmpty):
        rules.change_state(a_kennel(occupied=1), "maintenance", NOW)


@pytest.mark.parametrize("state", ["cleaning", "maintenance"])
def test_a_kennel_out_of_use_waits_until_somebody_opens_it(state: str) -> None:
    kennel = a_kennel()
    rules.change_state(kennel, state, NOW)
    with pytest.raises(rules.KennelNotReady):
        rules.ready(kennel, NOW + timedelta(days=9))

    rules.change_state(kennel, "open", NOW)
    rules.ready(kennel, NOW)


def test_a_kennel_is_cleaned_every_day_and_when_the_last_dog_has_left() -> None:
    home, left, clean = a_kennel(occupied=1), a_kennel(left_at=NOW), a_kennel()
    assert [rules.to_clean(one, NOW) for one in (home, left, clean)] == [True, True, False]

    for kennel in (home, left):
        rules.change_state(kennel, "cleaning", NOW)
        assert rules.to_clean(kennel, NOW)
        rules.change_state(kennel, "open", NOW)

    assert [rules.to_clean(one, NOW) for one in (home, left)] == [False, False]
    assert rules.to_clean(home, NOW + timedelta(days=1))


@pytest.mark.parametrize(("left", "to"), [("A01", "B05"), ("B05", "A01"), (None, "A01")])
def test_nothing_goes_in_or_out_of_a_sealed_zone(left: str | None, to: str) -> None:
    kennels = {code: a_kennel(code, sealed=code[0] == "A") for code in ("A01", "B05")}

    with pytest.raises(rules.ZoneIsSealed):
        rules.may_move(a_resident(), kennels[left] if left else None, kennels[to], Zone(to[0], 1, 5))


def test_within_a_sealed_zone_dogs_are_moved_apart() -> None:
    rules.may_move(a_resident(), a_kennel("A01", sealed=True), a_kennel("A02", sealed=True), Zone("A", 2, 2))


def test_only_dogs_that_can_be_adopted_are_shown_to_visitors() -> None:
    show = Zone("C", 24, 2, ("ADOPTABLE", "RESERVED"))
    rules.may_move(a_resident(status="ADOPTABLE"), None, a_kennel("C01"), show)

    with pytest.raises(rules.NotInThisZone):
        rules.may_move(a_resident(status="QUARANTINE"), None, a_kennel("C01"), show)


def test_a_litter_is_puppies_and_at_most_their_mother() -> None:
    mother, pup = a_resident("1", sex="female"), a_resident("2", age_months=1)
    rules.form_litter([mother, pup], PUPPY)

    father, unknown = a_resident("3"), a_resident("4", age_months=None)
    for wrong in ([pup], [father, pup], [mother, mother, pup], [unknown, pup]):
        with pytest.raises(rules.NoLitter):
            rules.form_litter(wrong, PUPPY)


def test_a_zone_is_sealed_once_and_reopened_once() -> None:
    sealed = ZoneSeal(id="1", zone="A", reason="犬瘟热", sealed_at=NOW, sealed_by="wang")
    assert rules.seal("A", None, 45, NOW).dogs == 45
    assert rules.reopen("A", sealed, "li", "21天无新病例", NOW).zone == "A"
    assert (sealed.reopened_by, sealed.reopened_at) == ("li", NOW)

    with pytest.raises(rules.ZoneIsSealed):
        rules.seal("A", sealed, 45, NOW)
    with pytest.raises(rules.ZoneIsOpen):
        rules.reopen("A", None, "li", "", NOW)


def test_who_sealed_a_zone_does_not_reopen_it() -> None:
    sealed = ZoneSeal(id="1", zone="A", reason="犬瘟热", sealed_at=NOW, sealed_by="wang")
    with pytest.raises(two_people.SamePersonTwice):
        rules.reopen("A", sealed, "wang", "21天无新病例", NOW)
