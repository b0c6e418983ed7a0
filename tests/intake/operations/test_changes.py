"""What of an operation may still be changed."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.operations import changes
from services.intake.operations.changes import Correction
from services.intake.operations.models import Operation
from services.intake.operations.rules import (
    Department,
    OperationIsClosed,
    OperationIsOnlyPlanned,
    OperationIsOut,
)
from shared.problems import Unreasonable
from tests.intake.conftest import NOW
from tests.intake.operations.test_rules import LATER, a_plan, out, over, planned

BY = ("c1", "li")
FEWER = Correction(departments=[Department(name="公安", headcount=9)], reason="核对签到表")


def replanned(operation: Operation, division: str = "150105", **changed: Any) -> dict[str, Any]:
    return changes.replan(operation, a_plan(**changed), division, BY, NOW).changed


def test_a_plan_is_changed_and_what_stood_there_is_kept() -> None:
    operation = planned()

    changed = replanned(operation, "150102", name="第18次联合行动", vehicles=["收容车 2 号"])

    assert (operation.name, operation.division, operation.vehicles) == (
        "第18次联合行动", "150102", ["收容车 2 号"],
    )  # fmt: skip
    assert changed == {
        "name": ["第17次联合行动", "第18次联合行动"],
        "division": ["150105", "150102"],
        "vehicles": [["收容车 1 号"], ["收容车 2 号"]],
    }


def test_a_plan_moves_to_another_time_that_is_still_to_come() -> None:
    operation, tomorrow = planned(), LATER + timedelta(days=1)

    replanned(operation, starts_at=tomorrow)

    assert operation.planned_for == operation.started_at == tomorrow
    with pytest.raises(Unreasonable, match="within a year"):
        replanned(operation, starts_at=NOW - timedelta(days=1))


def test_a_plan_whose_time_has_come_can_still_be_put_right() -> None:
    operation, late = planned(), LATER + timedelta(hours=2)

    changes.replan(operation, a_plan(area="昭乌达路", starts_at=LATER), "150105", BY, late)

    assert (operation.area, operation.planned_for) == ("昭乌达路", LATER)


def test_what_is_out_or_over_is_not_planned_anew() -> None:
    with pytest.raises(OperationIsOut):
        replanned(out(), name="x")
    with pytest.raises(OperationIsClosed):
        replanned(over(), name="x")


def test_who_came_is_put_right_while_it_is_out_with_the_reason_and_said() -> None:
    operation = out()

    change, (said,) = changes.correct(operation, FEWER, BY, LATER)

    assert operation.headcount == said.headcount == {"公安": 9}
    assert (change.by, change.at, change.reason) == ("li", LATER, "核对签到表")
    assert change.changed == {"headcount": [{"公安": 12, "城管": 18}, {"公安": 9}]}


def test_a_correction_of_vehicles_alone_is_kept_and_not_said() -> None:
    change, said = changes.correct(out(), Correction(vehicles=[], reason="车未到场"), BY, LATER)

    assert (list(change.changed), said) == (["vehicles"], [])


def test_only_what_is_out_is_put_right_and_only_if_something_differs() -> None:
    with pytest.raises(OperationIsOnlyPlanned):
        changes.correct(planned(), FEWER, BY, LATER)
    with pytest.raises(OperationIsClosed):
        changes.correct(over(), FEWER, BY, LATER)
    with pytest.raises(Unreasonable, match="Nothing differs"):
        changes.correct(out(), Correction(reason="没有改动"), BY, LATER)
