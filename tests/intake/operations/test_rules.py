"""What an operation may do next."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.intake.operations import rules
from services.intake.operations.models import Operation
from services.intake.operations.rules import (
    Department,
    Member,
    NewIncident,
    NewPlan,
    Opening,
    OperationIsClosed,
    OperationIsOnlyPlanned,
    OperationIsOut,
)
from shared.problems import Unreasonable
from tests.intake.conftest import NOW

LATER = NOW + timedelta(hours=4)


def a_plan(**changed: Any) -> NewPlan:
    told = {"name": "第17次联合行动", "district": "150105", "starts_at": LATER, "area": "大学西路一带",
            "departments": [Department(name="公安", headcount=12), Department(name="城管", headcount=18)],
            "team": [Member(name="巴特尔", duty="指挥")], "vehicles": ["收容车 1 号"]}  # fmt: skip
    return NewPlan.model_validate(told | changed)


def planned(start: datetime = LATER) -> Operation:
    operation = rules.prepare(a_plan(), "1", "150105", start, "wang")
    rules.plan_operation(operation, NOW)
    return operation


def out() -> Operation:
    operation = planned()
    rules.open_operation(operation, LATER, "wang")
    return operation


def over() -> Operation:
    operation = out()
    rules.close_operation(operation, 187, LATER + timedelta(hours=4), "wang", "顺利")
    return operation


def test_an_operation_is_planned_then_out_then_over() -> None:
    assert [rules.state(one) for one in (planned(), out(), over())] == ["PLANNED", "OPEN", "CLOSED"]


def test_a_plan_keeps_who_goes_where_with_what() -> None:
    operation = planned()

    assert operation.planned_for == operation.started_at == LATER
    assert operation.headcount == {"公安": 12, "城管": 18}
    assert operation.team == [{"name": "巴特尔", "duty": "指挥"}]
    assert (operation.area, operation.vehicles) == ("大学西路一带", ["收容车 1 号"])


def test_a_department_named_twice_is_counted_together() -> None:
    twice = [Department(name="公安", headcount=12), Department(name="公安", headcount=3)]

    assert rules.headcount(twice) == {"公安": 15}


@pytest.mark.parametrize("start", [NOW - timedelta(hours=1), NOW + timedelta(days=400)])
def test_a_plan_lies_within_a_year_from_now(start: datetime) -> None:
    with pytest.raises(Unreasonable):
        planned(start)


def test_it_began_when_it_went_out_whatever_was_planned() -> None:
    operation = planned()

    event = rules.open_operation(operation, LATER + timedelta(minutes=40), "wang")

    assert operation.planned_for == LATER
    assert operation.started_at == event.occurred_at == LATER + timedelta(minutes=40)
    assert (event.name, event.headcount) == ("第17次联合行动", {"公安": 12, "城管": 18})


def test_an_event_of_an_operation_names_nobody() -> None:
    operation = planned()

    event = rules.open_operation(operation, LATER, "wang")

    assert "巴特尔" not in event.model_dump_json()
    assert "wang" not in event.model_dump_json()


def test_a_plan_that_is_called_off_says_why_and_never_goes_out() -> None:
    operation = planned()

    rules.cancel_operation(operation, "大雪", NOW, "wang")

    assert (rules.state(operation), operation.summary, operation.closed_by) == ("CANCELLED", "大雪", "wang")
    with pytest.raises(OperationIsClosed):
        rules.open_operation(operation, LATER, "wang")
    with pytest.raises(OperationIsClosed):
        rules.cancel_operation(operation, "again", LATER, "wang")


def test_what_is_out_is_closed_and_not_called_off() -> None:
    with pytest.raises(OperationIsOut):
        rules.cancel_operation(out(), "大雪", LATER, "wang")
    with pytest.raises(OperationIsClosed):
        rules.cancel_operation(over(), "大雪", LATER, "wang")


def test_who_came_replaces_who_was_planned_and_the_rest_stays() -> None:
    operation = planned()

    rules.adjust(operation, Opening(departments=[Department(name="公安", headcount=9)]))

    assert operation.headcount == {"公安": 9}
    assert operation.vehicles == ["收容车 1 号"]


def test_an_operation_goes_out_once() -> None:
    with pytest.raises(OperationIsOut):
        rules.open_operation(out(), LATER, "wang")
    with pytest.raises(OperationIsClosed):
        rules.open_operation(over(), LATER, "wang")


def test_only_what_is_out_is_closed_and_only_once() -> None:
    with pytest.raises(OperationIsOnlyPlanned):
        rules.close_operation(planned(), 0, LATER, "wang")
    with pytest.raises(OperationIsClosed):
        rules.close_operation(over(), 0, LATER, "wang")


def test_a_close_says_how_many_dogs_and_keeps_the_summary() -> None:
    operation = out()

    event = rules.close_operation(operation, 187, LATER, "wang", "顺利")

    assert event.dogs == 187
    assert (operation.closed_at, operation.closed_by, operation.summary) == (LATER, "wang", "顺利")


def test_only_what_is_out_takes_dogs() -> None:
    rules.must_take_dogs(out())

    with pytest.raises(OperationIsOnlyPlanned):
        rules.must_take_dogs(planned())
    with pytest.raises(OperationIsClosed):
        rules.must_take_dogs(over())


def test_an_incident_is_noted_on_the_night_and_afterwards_but_not_before() -> None:
    hurt = NewIncident(kind="INJURY", text="一名队员右手被抓伤。")

    for operation in (out(), over()):
        assert rules.note_incident(operation, hurt, "2", "wang", LATER).at == LATER
    with pytest.raises(OperationIsOnlyPlanned):
        rules.note_incident(planned(), hurt, "2", "wang", LATER)


def test_an_incident_does_not_lie_in_the_future() -> None:
    tomorrow = NewIncident(kind="OTHER", text="…", at=LATER + timedelta(days=1))

    with pytest.raises(Unreasonable):
        rules.note_incident(out(), tomorrow, "2", "wang", LATER)
