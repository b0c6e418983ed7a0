"""What an operation brought in, in figures. No database, no clock, no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.operations.models import Operation


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operation brought in and what became of it."""

    dogs: int
    people: int
    in_care: int
    reclaimed: int
    adopted: int
    transferred: int
    escaped: int
    deceased: int
    incidents: int
    per_hour: float | None


def tally(operation: Operation, outcomes: Mapping[str | None, int], incidents: int, now: datetime) -> Figures:
    """`outcomes` counts stays by outcome; none is a dog that is still here. Per hour only once it began."""
    dogs = sum(outcomes.values())
    lasted = (operation.closed_at or now) - operation.started_at
    hours = lasted / timedelta(hours=1) if operation.opened_at else 0
    return Figures(
        dogs=dogs, people=sum(operation.headcount.values()), in_care=outcomes.get(None, 0),
        reclaimed=outcomes.get("RECLAIMED", 0), adopted=outcomes.get("ADOPTED", 0),
        transferred=outcomes.get("TRANSFERRED", 0), escaped=outcomes.get("ESCAPED", 0),
        deceased=outcomes.get("DECEASED", 0), incidents=incidents,
        per_hour=round(dogs / hours, 1) if hours > 0 else None,
    )  # fmt: skip
