"""The doors for those who come and look, and for those who expect them."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import AwareDatetime, Field

from services.adoption.law import first_opening, opening_on
from services.adoption.people.rules import Email, Name, Phone, Reason
from services.adoption.people.store import keep, masked
from services.adoption.roles import READERS
from services.adoption.slips import asking, proving
from services.adoption.slips.asking import Asked
from services.adoption.slips.models import Slip
from services.adoption.slips.proving import Thing
from services.adoption.slips.rules import shown
from services.adoption.slips.store import slip_of
from services.adoption.visits import rules
from services.adoption.visits.models import Visit
from services.adoption.visits.states import VISIT
from services.adoption.visits.store import booked_on, visit_of, visits_on
from shared import clock, moments
from shared.auth import Who
from shared.doors import EVERYONE, Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.sealed import Seal, Sealer
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["visits"])
Status = Literal["UNPROVEN", "BOOKED", "WITHDRAWN", "CANCELLED", "EXPIRED"]


VisitDay = Annotated[
    moments.WrittenDay,
    moments.since(first_opening),
    moments.bound(lambda day: moments.too_late(day, rules.last_day(clock.now(), opening_on))),
]


class NewVisit(Form):
    """Who comes, when, and with how many."""

    day: VisitDay = Field(examples=["2026-07-14"])
    people: int = Field(1, ge=1, le=50)
    name: Name
    phone: Phone
    email: Email | None = None


class Booked(Model):
    """`reference` is what whoever comes keeps; UNPROVEN until the phone is, and no place is taken before."""

    visit_id: str
    day: date
    people: int
    status: Status
    reference: str | None = None


class Listed(Model):
    visit_id: str
    day: date
    people: int
    status: Status
    person: str
    name: str
    phone: str
    booked_at: AwareDatetime


class Page(Model):
    visits: list[Listed]
    places: int
    booked: int
    next: str | None


async def within_limits(request: Request, visit: NewVisit) -> None:
    """How often somebody may book."""
    await asking.within_limits(request, "visits", visit.phone)


@doors.command("/visits", EVERYONE, dependencies=[Depends(within_limits)])
def book(visit: NewVisit, asked: Asked, seal: Seal, work: Work) -> Booked:
    """Books a visit on an open day; it counts when the phone is proven."""
    now = clock.now()
    rules.check_visit(visit.day, visit.people, booked_on(work, visit.day), now, opening_on)
    person = keep(work, seal, visit.name, visit.phone, visit.email)
    row = Visit(
        visit_id=uuid7(), day=visit.day, people=visit.people, person=person, booked_at=now, status="UNPROVEN"
    )
    row, slip = proving.ask(work, seal, THING, row, asked, visit.name, visit.phone, visit.email)
    return _answer(row, slip)


def count(row: Visit, work: Work) -> None:
    """The phone is proven."""
    work.publish(rules.prove(row, booked_on(work, row.day, row.visit_id), clock.now(), opening_on))


def withdraw(row: Visit, by: str, work: Work) -> None:
    """By whoever has booked it."""
    rules.withdraw(row, by)


THING = Thing("visits", Visit, "visit_id", "day", VISIT, ("BOOKED",), visit_of, count, withdraw)


@doors.command("/visits/{visit_id}/cancellation", "adoption")
def cancel(visit_id: str, why: Reason, who: Who, work: Work) -> Booked:
    """Cancels a visit; the page of whoever booked it says why, and its places are free again."""
    visit = visit_of(work, visit_id)
    rules.cancel(visit, why.reason, who.name)
    return _answer(visit, slip_of(work, "visits", visit_id))


@doors.query("/visits", *READERS)
def list_visits(
    day: Annotated[moments.Day, moments.since(first_opening)],
    seal: Seal,
    work: Work,
    after: Annotated[str, Query(max_length=64, description="`next` of the answer before")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """Who comes on a day; names and phones masked."""
    found = visits_on(work, day, after, limit)
    return Page(
        visits=[_listed(work, visit, seal) for visit in found],
        places=opening_on(day).capacity, booked=booked_on(work, day),
        next=found[-1].visit_id if len(found) == limit else None,
    )  # fmt: skip


def _listed(work: Work, row: Visit, seal: Sealer) -> Listed:
    name, phone = masked(work, row.person, seal)
    return Listed.model_validate(
        {
            "visit_id": row.visit_id, "day": row.day, "people": row.people, "status": row.status,
            "person": row.person, "name": name, "phone": phone, "booked_at": row.booked_at,
        }
    )  # fmt: skip


def _answer(row: Visit, slip: Slip | None) -> Booked:
    return Booked.model_validate(
        {"visit_id": row.visit_id, "day": row.day, "people": row.people, "status": row.status,
         "reference": slip and shown(slip.reference)}
    )  # fmt: skip
