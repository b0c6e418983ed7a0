"""The door for those who come and look."""

from datetime import date
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field

from services.adoption.law import first_day, opening_on
from services.adoption.people.rules import Name, Phone
from services.adoption.people.store import Seal, keep
from services.adoption.visits import rules
from services.adoption.visits.models import Visit
from shared import clock, moments
from shared.doors import EVERYONE, Doors
from shared.events import VisitBooked
from shared.forms import Form
from shared.ids import uuid7
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["visits"])


VisitDay = Annotated[
    moments.WrittenDay,
    moments.since(first_day),
    moments.bound(lambda day: moments.too_late(day, rules.last_day(clock.now(), opening_on))),
]


class NewVisit(Form):
    """Who comes, when, and with how many."""

    day: VisitDay = Field(examples=["2026-07-14"])
    people: int = Field(1, ge=1, le=50)
    name: Name
    phone: Phone


class Booked(Model):
    visit_id: str
    day: date
    people: int


def booked_on(work: Work, day: date) -> int:
    v = sa.inspect(Visit).c
    return work.scalar(sa.select(sa.func.sum(v.people)).where(v.day == day)) or 0


@doors.command("/visits", EVERYONE)
def book(visit: NewVisit, seal: Seal, work: Work) -> Booked:
    """Books a visit on an open day."""
    now = clock.now()
    rules.check_visit(visit.day, visit.people, booked_on(work, visit.day), now, opening_on)
    person = keep(work, seal, visit.name, visit.phone)
    row = Visit(visit_id=uuid7(), day=visit.day, people=visit.people, person=person, booked_at=now)
    work.add(row)
    work.publish(VisitBooked(visit_id=row.visit_id, day=row.day, people=row.people, occurred_at=now))
    return Booked(visit_id=row.visit_id, day=row.day, people=row.people)
