"""Which kennels are suggested for a dog, promise by promise."""

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.kennels import rules
from services.intake.kennels.fitting import Fits, fitting
from services.intake.kennels.models import Kennel
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import jurisdiction
from tests.intake.kennels.test_rules import NOW, PUPPY, a_resident

ZONES = {zone.letter: zone for zone in jurisdiction().zones}


def a_house(*dogs: Resident, **changed: Any) -> list[Kennel]:
    """Three kennels of every zone, with these dogs in them; `B02={"state": …}` changes one."""
    kennels = [
        Kennel(code=c, zone=z.letter, capacity=z.capacity) for z in ZONES.values() for c in z.codes()[:3]
    ]
    for kennel in kennels:
        living = [dog for dog in dogs if dog.kennel == kennel.code]
        kennel.occupied, kennel.company = len(living), rules.company_of(living, PUPPY)
        for name, value in changed.get(kennel.code, {}).items():
            setattr(kennel, name, value)
    return kennels


def fits(dog: Resident, *others: Resident, **changed: Any) -> Fits:
    living = defaultdict(list)
    for one in (dog, *others):
        living[one.kennel or ""].append(one)
    return fitting(dog, a_house(dog, *others, **changed), living, jurisdiction(), NOW)


def best(found: Fits) -> list[str]:
    return [fit.kennel.code for fit in found.best if fit.meant]


def test_its_like_come_first_and_then_an_empty_kennel() -> None:
    found = fits(a_resident("1", kennel="A01"), a_resident("2", kennel="B02"))

    assert best(found) == ["B02", "B01", "B03"]
    assert [fit.with_dogs for fit in found.best][:2] == [1, 0]
    assert not found.at_home


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({"status": "ADOPTABLE"}, "C"),
        ({"status": "TREATMENT"}, "D"),
        ({"status": "QUARANTINE"}, "A"),
        ({"custody_basis": "OBSERVATION", "status": "QUARANTINE"}, "E"),
        ({"custody_basis": "EVIDENCE"}, "G"),
        ({"held_alone": True}, "E"),
        ({"status": "QUARANTINE", "age_months": 2}, "F"),
    ],
)
def test_a_dog_is_sent_where_such_dogs_are_meant_to_live(told: dict[str, Any], zone: str) -> None:
    assert best(fits(a_resident(**told)))[0][0] == zone


def test_a_dog_in_the_zone_that_is_meant_for_it_is_at_home() -> None:
    assert fits(a_resident(kennel="B01", status="HOLDING")).at_home


def test_every_other_kennel_says_why_not() -> None:
    female = a_resident("2", kennel="B01", sex="female")
    crowd = [a_resident(str(n), kennel="B02") for n in range(3, 8)]

    found = fits(
        a_resident("1", kennel="E01"), female, *crowd, B03={"state": "cleaning"}, A02={"sealed": True}
    )

    why = {code: words for words, codes in found.others.items() for code in codes}
    assert why["B01"] == "公母不同舍。Males and females live apart."
    assert [why[code].split()[0] for code in ("B02", "B03", "A02", "C01")] == [
        "犬舍已满", "犬舍暂停使用", "该区已封锁", "不能住这个区",
    ]  # fmt: skip


def test_a_litter_is_brought_together_in_one_place() -> None:
    mother = a_resident("1", sex="female", litter="x", kennel="F02")
    puppy = a_resident("2", age_months=1, size="S", litter="x", kennel="A01", status="QUARANTINE")

    assert best(fits(puppy, mother))[0] == "F02"


RESIDENTS = st.builds(
    lambda sex, size, age, status, basis, kennel: {
        "sex": sex, "size": size, "age_months": age, "status": status, "custody_basis": basis,
        "kennel": kennel,
    },
    st.sampled_from(["male", "female", "unknown"]), st.sampled_from("SML"), st.sampled_from([2, 24]),
    st.sampled_from(["QUARANTINE", "HOLDING", "ADOPTABLE"]), st.sampled_from(["STRAY", "OBSERVATION"]),
    st.sampled_from(["A01", "A02", "B01", "B02", "C01", "E01"]),
)  # fmt: skip


@given(st.lists(RESIDENTS, min_size=1, max_size=8))
def test_every_kennel_is_suggested_or_explained_and_a_suggestion_keeps_the_rules(
    told: list[dict[str, Any]],
) -> None:
    dog, *others = [a_resident(str(n), **one) for n, one in enumerate(told)]

    found = fits(dog, *others)

    explained = [code for codes in found.others.values() for code in codes]
    suggested = [fit.kennel.code for fit in found.best]
    house = {kennel.code: kennel for kennel in a_house(dog, *others)}
    assert sorted([*explained, *suggested, str(dog.kennel)]) == sorted(house)
    for fit in found.best:
        rules.may_move(dog, house[str(dog.kennel)], fit.kennel, ZONES[fit.kennel.zone])
        rules.live_together([dog, *(one for one in others if one.kennel == fit.kennel.code)], PUPPY)
        assert fit.kennel.occupied < fit.kennel.capacity
