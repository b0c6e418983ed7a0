"""Doors for operations: plan, change, open, put right, note, close; look at one, at its dogs, at a year."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Query

from services.intake.operations import changes, rules, store
from services.intake.operations.changes import Correction
from services.intake.operations.figures import Figures, tally
from services.intake.operations.models import Operation
from services.intake.operations.rules import (
    Cancellation,
    Closing,
    NewIncident,
    NewOperation,
    NewPlan,
    Opening,
)
from services.intake.roles import DESK
from services.intake.stays.rules import UnknownDivision
from shared import clock
from shared.auth import Who
from shared.codes import DIVISIONS
from shared.doors import Doors
from shared.ids import uuid7
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1/operations", tags=["operations of the departments"])
LOOKERS = ("officer", "keeper", "auditor")
Year = Annotated[int, Query(ge=2000, le=2200, description="of the city's own calendar")]


class OperationOpen(Model):
    operation_id: str


class OperationPlan(Model):
    operation_id: str
    starts_at: datetime


class OperationOver(Model):
    operation_id: str
    dogs: int


class OperationCancelled(Model):
    operation_id: str


class Noted(Model):
    incident_id: str


class Changed(Model):
    """What stood there before, and what stands there now."""

    operation_id: str
    changed: dict[str, list[Any]]


@doors.command("", "officer")
def open_operation(new: NewOperation, who: Who, work: Work) -> OperationOpen:
    """Opens a joint operation; the dogs of this night carry its id."""
    operation = rules.prepare(new, uuid7(), division(new.district), new.started_at, who.name)
    work.add(operation)
    work.publish(rules.open_operation(operation, new.started_at, who.name))
    return OperationOpen(operation_id=operation.id)


@doors.command("/plans", "officer")
def plan_operation(new: NewPlan, who: Who, work: Work) -> OperationPlan:
    """Plans a joint operation; it takes no dogs before it is opened."""
    operation = rules.prepare(new, uuid7(), division(new.district), new.starts_at, who.name)
    rules.plan_operation(operation, clock.now())
    work.add(operation)
    return OperationPlan(operation_id=operation.id, starts_at=operation.started_at)


@doors.command("/{operation_id}/plan", "officer")
def change_plan(operation_id: str, new: NewPlan, who: Who, work: Work) -> Changed:
    """Says the whole plan anew, until it goes out; what stood there before is kept."""
    operation, of = store.operation(work, operation_id), (uuid7(), who.name)
    change = changes.replan(operation, new, division(new.district), of, clock.now())
    work.add(change)
    return Changed(operation_id=operation_id, changed=change.changed)


@doors.command("/{operation_id}/corrections", "officer")
def correct(operation_id: str, wrong: Correction, who: Who, work: Work) -> Changed:
    """Puts right who came, while it is out; why, and what stood there before, are kept."""
    operation, of = store.operation(work, operation_id), (uuid7(), who.name)
    change, said = changes.correct(operation, wrong, of, clock.now())
    work.add(change)
    work.publish(*said)
    return Changed(operation_id=operation_id, changed=change.changed)


@doors.command("/{operation_id}/opening", "officer")
def open_planned(operation_id: str, who: Who, work: Work, came: Opening | None = None) -> OperationOpen:
    """Opens what was planned: the departments are out, with those who really came."""
    operation = store.operation(work, operation_id)
    if came:
        rules.adjust(operation, came)
    work.publish(rules.open_operation(operation, clock.now(), who.name))
    return OperationOpen(operation_id=operation_id)


@doors.command("/{operation_id}/cancellation", "officer")
def cancel_operation(operation_id: str, why: Cancellation, who: Who, work: Work) -> OperationCancelled:
    """Calls off what was planned; why is kept with it."""
    rules.cancel_operation(store.operation(work, operation_id), why.reason, clock.now(), who.name)
    return OperationCancelled(operation_id=operation_id)


@doors.command("/{operation_id}/incidents", *DESK)
def note_incident(operation_id: str, new: NewIncident, who: Who, work: Work) -> Noted:
    """Notes what should not have happened, on the night or afterwards."""
    operation = store.operation(work, operation_id)
    incident = rules.note_incident(operation, new, uuid7(), who.name, clock.now())
    work.add(incident)
    return Noted(incident_id=incident.id)


@doors.command("/{operation_id}/closing", "officer")
def close_operation(operation_id: str, who: Who, work: Work, closing: Closing | None = None) -> OperationOver:
    """Closes it and counts what it brought in."""
    operation, dogs = store.operation(work, operation_id), store.dogs_of_operation(work, operation_id)
    summary = closing.summary if closing else ""
    work.publish(rules.close_operation(operation, dogs, clock.now(), who.name, summary))
    return OperationOver(operation_id=operation_id, dogs=dogs)


@doors.query("", *LOOKERS)
def list_operations(work: Work, year: Year | None = None) -> dict[str, Any]:
    """A year's operations with their figures, the first one first; without a year, this one's."""
    year = year or clock.now().astimezone(clock.CITY).year
    return {"year": year, "operations": [row | asdict(figures) for row, figures in compared(work, year)]}


@doors.query("/{operation_id}", *LOOKERS)
def show_operation(operation_id: str, work: Work) -> dict[str, Any]:
    """One operation: plan, people, incidents, from where its dogs came and what became of them."""
    operation = store.operation(work, operation_id)
    return {
        **told(operation),
        **asdict(figures_of(work, [operation])[operation_id]),
        "noted": [incident.model_dump(mode="json") for incident in store.incidents_of(work, operation_id)],
        "changes": [change.model_dump(mode="json") for change in store.changes_of(work, operation_id)],
        "places": [
            {"division": code, "text": text, "dogs": dogs}
            for code, text, dogs in store.places_of(work, operation_id)
        ],
    }


@doors.query("/{operation_id}/dogs", *LOOKERS)
def list_dogs(
    operation_id: Annotated[str, Path()],
    work: Work,
    after: Annotated[str, Query(description="`next` of the page before", max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The dogs that it brought in, the last one first."""
    store.operation(work, operation_id)
    found = store.dogs_in(work, operation_id, after, limit)
    shown = {"dog_id", "stay_no", "status", "outcome", "kennel", "found_text", "division", "opened_at"}
    coat = {"name", "sex", "breed", "colour", "size"}
    return {
        "dogs": [
            stay.model_dump(mode="json", include=shown) | dog.model_dump(mode="json", include=coat)
            for stay, dog in found
        ],
        "next": found[-1][0].stay_no if len(found) == limit else None,
    }


def told(operation: Operation) -> dict[str, Any]:
    return {
        "operation_id": operation.id,
        "state": rules.state(operation),
        **operation.model_dump(mode="json", exclude={"id"}),
    }


def figures_of(work: Work, operations: Sequence[Operation]) -> dict[str, Figures]:
    ids, now = [operation.id for operation in operations], clock.now()
    outcomes, incidents = store.outcomes_of(work, ids), store.incidents_counted(work, ids)
    return {one.id: tally(one, outcomes.get(one.id, {}), incidents[one.id], now) for one in operations}


def compared(work: Work, year: int) -> list[tuple[dict[str, Any], Figures]]:
    """A year's operations side by side."""
    operations = store.operations_of(work, year)
    figures = figures_of(work, operations)
    return [(told(operation), figures[operation.id]) for operation in operations]


def division(district: str) -> str:
    """The code of a division that is given by its code or its name."""
    for code, names in DIVISIONS.items():
        if district in (code, *names.values()):
            return code
    raise UnknownDivision(
        f"没有名为 {district} 的区。",
        f"There is no district {district}: use a code such as 150105 or a name.",
    )
