"""What an operation may do next. No database, no clock, no network."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from services.intake.law.deadlines import HouseMoment
from services.intake.operations.models import Operation, OperationIncident
from shared.events import OperationClosed, OperationOpened
from shared.forms import Form
from shared.moments import CLOCK_SKEW, Moment, ahead
from shared.persons import Told
from shared.problems import Problem, Unreasonable
from shared.said import Said

LONGEST_PLAN = timedelta(days=366)
State = Literal["PLANNED", "OPEN", "CLOSED", "CANCELLED"]
Kind = Literal["INJURY", "BITE", "ESCAPE", "DISPUTE", "TRAFFIC", "EQUIPMENT", "OTHER"]
KINDS: tuple[Kind, ...] = get_args(Kind)
StartsAt = Annotated[Moment, ahead(LONGEST_PLAN.days)]
Vehicle = Annotated[str, Field(min_length=1, max_length=40)]


class OperationIsClosed(Problem):
    title = Said("行动已结束", "The operation is closed")


class OperationIsOut(Problem):
    title = Said("行动已开始", "The operation is out already")


class OperationIsOnlyPlanned(Problem):
    title = Said("行动尚未开始", "The operation is only planned")


class Department(Form):
    """Who is out, and how many."""

    name: Told = Field(max_length=40, examples=["公安"])
    headcount: int = Field(ge=0, le=10_000, examples=[12])


class Member(Form):
    """One of the team that leads it, and what for."""

    name: str = Field(min_length=1, max_length=40, examples=["巴特尔"])
    duty: str = Field(default="", max_length=40, examples=["现场指挥"])


class Plan(Form):
    """What is known of an operation beforehand. `district` is a division's code or its name."""

    name: Told = Field(min_length=1, max_length=100, examples=["第17次联合行动"])
    district: str = Field(max_length=40, examples=["150105"])
    departments: list[Department] = Field(default=[], max_length=50)
    area: str = Field(default="", max_length=500, examples=["大学西路至昭乌达路，含两处早市"])
    team: list[Member] = Field(default=[], max_length=100)
    vehicles: list[Vehicle] = Field(default=[], max_length=100, examples=[["收容车 1 号", "收容车 2 号"]])
    equipment: str = Field(default="", max_length=500, examples=["套杆 12，网 8，航空箱 60"])
    approval: str = Field(default="", max_length=100, examples=["呼公（治）〔2026〕17号"])


class NewPlan(Plan):
    """A joint operation that is to come."""

    starts_at: StartsAt


class NewOperation(Plan):
    """A joint operation as it begins."""

    started_at: HouseMoment


class Opening(Form):
    """Who really came and with what, where it is not as planned."""

    departments: list[Department] | None = Field(default=None, max_length=50)
    team: list[Member] | None = Field(default=None, max_length=100)
    vehicles: list[Vehicle] | None = Field(default=None, max_length=100)


class Closing(Form):
    """How it went, in words."""

    summary: str = Field(default="", max_length=4000)


class Cancellation(Form):
    """Why it does not go out after all."""

    reason: str = Field(min_length=2, max_length=500, examples=["大雪，改到下周"])


class NewIncident(Form):
    """Something that should not have happened. Without a time, it is now. Name nobody in the text."""

    kind: Kind
    text: str = Field(min_length=1, max_length=1000, examples=["一名队员右手被抓伤，已送医。"])
    at: HouseMoment | None = None


def state(operation: Operation) -> State:
    if operation.closed_at:
        return "CLOSED" if operation.opened_at else "CANCELLED"
    return "OPEN" if operation.opened_at else "PLANNED"


def headcount(departments: list[Department]) -> dict[str, int]:
    """By department; one that is named twice is counted together."""
    people: dict[str, int] = {}
    for department in departments:
        people[department.name] = people.get(department.name, 0) + department.headcount
    return people


def prepare(plan: Plan, operation_id: str, division: str, start: datetime, by: str) -> Operation:
    """An operation on paper."""
    return Operation(id=operation_id, division=division, started_at=start, planned_by=by, **told_of(plan))


def told_of(plan: Plan) -> dict[str, Any]:
    """What a plan says of an operation, but for when and where."""
    return {
        "name": plan.name, "area": plan.area, "headcount": headcount(plan.departments),
        "team": [member.model_dump() for member in plan.team], "vehicles": plan.vehicles,
        "equipment": plan.equipment, "approval": plan.approval,
    }  # fmt: skip


def plan_operation(operation: Operation, now: datetime) -> None:
    """It is agreed to go out then. Raises `Unreasonable` for a plan that lies in the past."""
    if not now - CLOCK_SKEW <= operation.started_at <= now + LONGEST_PLAN:
        raise Unreasonable(
            "计划的时间应在今后一年之内；已经开始的行动请直接“立即开始”。",
            "Plan a time within a year from now; an operation that has begun is opened, not planned.",
        )
    operation.planned_for = operation.started_at


def open_operation(operation: Operation, at: datetime, by: str) -> OperationOpened:
    """The departments are out on the streets. Raises `OperationIsClosed` or `OperationIsOut`."""
    if operation.closed_at:
        raise OperationIsClosed(
            f"“{operation.name}”已经结束或取消，请新建一次行动。", "It is over or called off: open another."
        )
    if operation.opened_at:
        raise OperationIsOut(
            f"“{operation.name}”已经开始，可以直接登记犬只。", "It is out already: take dogs in with it."
        )
    operation.started_at = operation.opened_at = at
    operation.opened_by = by
    return OperationOpened(
        occurred_at=at, operation_id=operation.id, name=operation.name, division=operation.division,
        headcount=operation.headcount,
    )  # fmt: skip


def cancel_operation(operation: Operation, reason: str, at: datetime, by: str) -> None:
    """It does not go out after all. Raises `OperationIsClosed` or `OperationIsOut`."""
    if operation.closed_at:
        raise OperationIsClosed("这次行动已经结束或取消。", "This operation is over or called off already.")
    if operation.opened_at:
        raise OperationIsOut("行动已经开始，不能取消，请结束它。", "It is out already: close it instead.")
    operation.closed_at, operation.closed_by, operation.summary = at, by, reason


def adjust(operation: Operation, came: Opening) -> None:
    """What was planned gives way to who really came."""
    if came.departments is not None:
        operation.headcount = headcount(came.departments)
    if came.team is not None:
        operation.team = [member.model_dump() for member in came.team]
    if came.vehicles is not None:
        operation.vehicles = came.vehicles


def close_operation(
    operation: Operation, dogs: int, at: datetime, by: str, summary: str = ""
) -> OperationClosed:
    """It is over. Raises `OperationIsClosed` when it was, `OperationIsOnlyPlanned` if it never began."""
    if operation.closed_at:
        raise OperationIsClosed(
            "这次行动已经结束。", "This operation is over already; nothing is left to do."
        )
    must_have_begun(operation)
    operation.closed_at, operation.closed_by, operation.summary = at, by, summary
    return OperationClosed(occurred_at=at, operation_id=operation.id, dogs=dogs)


def must_take_dogs(operation: Operation) -> None:
    """Only one that is out brings dogs in. Raises `OperationIsClosed` or `OperationIsOnlyPlanned`."""
    if operation.closed_at:
        raise OperationIsClosed(
            f"“{operation.name}”已经结束，请不带 operation_id 登记，或选别的行动。",
            "This operation is over: take the dog in without operation_id, or with another.",
        )
    must_have_begun(operation)


def must_have_begun(operation: Operation) -> None:
    if operation.opened_at is None:
        raise OperationIsOnlyPlanned(
            f"“{operation.name}”还在计划中，请先开始行动。", "This operation is only planned: open it first."
        )


def note_incident(
    operation: Operation, new: NewIncident, incident_id: str, by: str, now: datetime
) -> OperationIncident:
    """It is written down, also after the end. Raises what does not fit."""
    must_have_begun(operation)
    at = new.at or now
    if at > now + CLOCK_SKEW:
        raise Unreasonable("事件时间晚于现在，请检查。", "The incident lies in the future: check its time.")
    return OperationIncident(
        id=incident_id, operation_id=operation.id, at=at, kind=new.kind, text=new.text, noted_by=by
    )
