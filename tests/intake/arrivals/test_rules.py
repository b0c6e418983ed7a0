"""What intake decides."""

import itertools
from datetime import timedelta

import pytest

from services.intake.arrivals import rules as arrivals
from services.intake.arrivals.rules import NewDog
from services.intake.custody import rules as custody_rules
from services.intake.deadlines import jurisdiction
from services.intake.operations.models import Operation
from services.intake.operations.rules import OperationIsClosed
from services.intake.stays import rules as stays
from services.intake.stays.chips import Chip
from services.intake.stays.models import Dog, Stay
from services.intake.tags import rules as tags
from services.intake.tags.models import Tag
from shared.events import ChipRead, DogIntaken, ObservationOpened, StayClosed, TagIssued
from tests.intake.conftest import NOW, a_dog

LAW = jurisdiction()


def arrive(**changed: object) -> arrivals.Arrival:
    new = NewDog.model_validate(a_dog(**changed))
    chip = Chip("1", "156000123456789", "ISO11784") if new.chip else None
    return arrivals.take_in(new, chip, ("dog", "stay"), "HH-2026-000001", "8K3M7Q2ZT5WB", LAW, "wang", NOW)


def test_a_dog_that_is_taken_in_wears_a_tag() -> None:
    events = arrive().events

    assert [type(event) for event in events] == [DogIntaken, TagIssued]


def test_it_was_found_when_it_was_found_not_when_it_was_written_down() -> None:
    taken_in = arrive(found_time="2026-07-01T10:00:00+08:00").events[0]

    assert taken_in.occurred_at < NOW


def test_a_chip_that_was_read_is_told_to_staff_only() -> None:
    events = arrive(chip="156000123456789").events

    assert isinstance(events[2], ChipRead)
    assert "156000123456789" not in events[0].model_dump_json()


def test_a_dog_that_bit_is_watched_in_confidence() -> None:
    opened = arrive(custody_basis="OBSERVATION").events[-1]

    assert isinstance(opened, ObservationOpened)
    assert opened.audience == "restricted"


def test_a_place_and_its_finder_are_in_no_event() -> None:
    arrival = arrive(found_at={"text": "张三家门口", "division": "150105"}, notes="13812345678")

    told = "".join(event.model_dump_json() for event in arrival.events)
    assert "张三" not in told
    assert "13812345678" not in told


def test_an_unknown_division_is_refused() -> None:
    with pytest.raises(stays.UnknownDivision):
        arrivals.accept(NewDog.model_validate(a_dog(found_at={"text": "", "division": "990105"})), None, NOW)


def test_nothing_is_found_in_the_future() -> None:
    tomorrow = (NOW + timedelta(days=1)).isoformat()

    with pytest.raises(arrivals.FoundInFuture):
        arrivals.accept(NewDog.model_validate(a_dog(found_time=tomorrow)), None, NOW)


def test_a_closed_operation_takes_no_more_dogs() -> None:
    over = Operation(id="1", name="第1次", division="150105", started_at=NOW, closed_at=NOW)

    with pytest.raises(OperationIsClosed):
        arrivals.accept(NewDog.model_validate(a_dog()), over, NOW)


@pytest.mark.parametrize(
    ("changed", "zone"),
    [
        ({}, "A"),
        ({"age_months": 2}, "F"),
        ({"custody_basis": "OBSERVATION"}, "E"),
        ({"custody_basis": "EVIDENCE"}, "G"),
    ],
)
def test_a_dog_lives_where_it_should(changed: dict[str, object], zone: str) -> None:
    assert arrivals.zones_for(NewDog.model_validate(a_dog(**changed)), LAW)[0] == zone


def a_stay(**changed: object) -> Stay:
    given = {"id": "stay", "stay_no": "HH-1", "dog_id": "dog", "custody_basis": "STRAY", "status": "HOLDING"}
    return Stay(**(given | {"opened_at": NOW} | changed))  # type: ignore[arg-type]


def dog() -> Dog:
    return Dog(id="dog", sex="male", breed="MIX", colour="BK", size="M")


def test_a_stay_that_is_over_changes_no_more() -> None:
    stay = a_stay(outcome="ADOPTED", status="ADOPTED")

    assert stays.change(stay, "ADOPTABLE", NOW) == []


def test_the_earliest_exit_ends_a_stay_however_it_is_told() -> None:
    ends = []
    for order in itertools.permutations(("adopted", "died")):
        stay, animal = a_stay(), dog()
        for what in order:
            if what == "adopted":
                custody_rules.hand_over(stay, "ADOPTED", NOW + timedelta(days=1))
            else:
                custody_rules.die(animal, NOW + timedelta(days=9), "old age", in_care=True)
            custody_rules.settle(stay, animal)
        ends.append((stay.outcome, stay.closed_at))

    assert ends == [("ADOPTED", NOW + timedelta(days=1))] * 2


def test_of_two_exits_from_one_stay_the_earlier_counts_in_either_order() -> None:
    exits = [("RECLAIMED", NOW + timedelta(days=1)), ("ADOPTED", NOW + timedelta(days=9))]
    ends = []
    for order in itertools.permutations(exits):
        stay, animal = a_stay(), dog()
        for outcome, at in order:
            custody_rules.hand_over(stay, outcome, at)
            custody_rules.settle(stay, animal)
        ends.append((stay.outcome, stay.closed_at))

    assert ends == [exits[0]] * 2


def test_a_death_elsewhere_ends_no_stay() -> None:
    stay, animal = a_stay(), dog()

    custody_rules.die(animal, NOW + timedelta(days=9), "old age", in_care=False)

    assert custody_rules.settle(stay, animal) == []


def test_an_ending_is_told_once() -> None:
    stay, animal = a_stay(), dog()
    custody_rules.hand_over(stay, "RECLAIMED", NOW + timedelta(hours=1))

    told = custody_rules.settle(stay, animal) + custody_rules.settle(stay, animal)

    assert [type(event) for event in told] == [StayClosed]


@pytest.mark.parametrize(("outcome", "withdrawn"), [("DECEASED", 1), ("ADOPTED", 0), ("RECLAIMED", 0)])
def test_only_a_dead_dog_loses_its_tag(outcome: str, withdrawn: int) -> None:
    tag = Tag(code="8K3M7Q2ZT5WB", dog_id="dog", issued_at=NOW)

    assert len(tags.withdraw(tag, outcome, NOW)) == withdrawn
