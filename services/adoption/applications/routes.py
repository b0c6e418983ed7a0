"""Doors for those who want a dog, and for those who decide."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import AwareDatetime, Field

from services.adoption.applications import rules
from services.adoption.applications.models import Application
from services.adoption.applications.states import APPLICATION, WANTED
from services.adoption.applications.store import application_of, applications
from services.adoption.dogs.listing import consider
from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import as_heard, dog_of
from services.adoption.law import law_on
from services.adoption.people.rules import Email, IdNumber, Name, Phone, Reason, check_age
from services.adoption.people.store import keep, masked, place, seal_text
from services.adoption.roles import READERS
from services.adoption.slips import asking, proving
from services.adoption.slips.asking import Asked
from services.adoption.slips.models import Slip
from services.adoption.slips.proving import Thing
from services.adoption.slips.rules import shown
from services.adoption.slips.store import slip_of
from shared import clock
from shared.auth import Who
from shared.doors import EVERYONE, Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.sealed import Seal
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["applications"])
Status = Literal[
    "UNPROVEN", "PENDING", "APPROVED", "REFUSED", "ADOPTED", "WITHDRAWN", "EXPIRED", "CLOSED"
]  # fmt: skip


class NewApplication(Form):
    """Who asks. The resident id can wait until the handover."""

    name: Name = Field(examples=["乌兰"])
    phone: Phone = Field(examples=["13812345678"])
    email: Email | None = None
    id_number: IdNumber | None = Field(None, examples=["159900199001010018"])
    note: str | None = Field(None, max_length=1000, examples=["家里有院子，周日来看它。"])


class Applied(Model):
    """`reference` is what whoever asked keeps; UNPROVEN until the phone is, and nothing counts before."""

    application_id: str
    dog_id: str
    status: Status
    reference: str | None = None


class Listed(Model):
    application_id: str
    dog_id: str
    person: str
    name: str
    phone: str
    status: Status
    applied_at: AwareDatetime


class Page(Model):
    applications: list[Listed]
    next: str | None


async def within_limits(request: Request, dog_id: str, application: NewApplication) -> None:
    """How often somebody may apply."""
    await asking.within_limits(request, "applications", application.phone, dog_id)


@doors.command("/dogs/{dog_id}/applications", EVERYONE, dependencies=[Depends(within_limits)])
def apply(dog_id: str, application: NewApplication, asked: Asked, seal: Seal, work: Work) -> Applied:
    """Asks to adopt a dog. Anybody may, online or on an open day; it counts when the phone is proven."""
    dog, now = dog_of(work, dog_id), clock.now()
    law = law_on(city_day(now))
    check_age(application.id_number, city_day(now), law.minimum_age)
    rules.check_may_ask(dog, now, law)
    new = uuid7()
    person = keep(work, seal, application.name, application.phone, application.email, application.id_number)
    row = Application(
        application_id=new, dog_id=dog_id, person=person, status="UNPROVEN", applied_at=now,
        note=seal_text(seal, application.note, place("application", "note", new)),
    )  # fmt: skip
    row, slip = proving.ask(
        work, seal, THING, row, asked, application.name, application.phone, application.email
    )
    return _answer(row, slip)


def count(row: Application, work: Work) -> None:
    """The phone is proven."""
    dog, now = dog_of(work, row.dog_id), clock.now()
    applied_for = rules.prove(dog, row, now, law_on(city_day(now)))
    consider(dog, work)
    work.publish(applied_for)


def withdraw(row: Application, by: str, work: Work) -> None:
    """By whoever has asked."""
    dog = as_heard(work, row.dog_id)
    if rules.withdraw(dog, row, by, clock.now()):
        consider(dog, work, again=True)


THING = Thing(
    "applications", Application, "application_id", "dog_id", APPLICATION, WANTED,
    application_of, count, withdraw,
)  # fmt: skip


@doors.command("/applications/{application_id}/approval", "adoption")
def approve(application_id: str, who: Who, work: Work) -> Applied:
    """Keeps the dog for this person until it is handed over."""
    application, now = application_of(work, application_id), clock.now()
    dog = dog_of(work, application.dog_id)
    work.publish(rules.approve(dog, application, who.name, now, law_on(city_day(now))))
    return _answer(application, slip_of(work, "applications", application_id))


@doors.command("/applications/{application_id}/refusal", "adoption")
def refuse(application_id: str, why: Reason, who: Who, work: Work) -> Applied:
    """Says no; a dog that was kept for this person is free again."""
    application = application_of(work, application_id)
    dog = dog_of(work, application.dog_id)
    kept = dog.ours.reserved_for == application_id
    rules.refuse(dog, application, why.reason, who.name, clock.now())
    consider(dog, work, again=kept)
    return _answer(application, slip_of(work, "applications", application_id))


@doors.query("/applications", *READERS)
def list_applications(
    seal: Seal,
    work: Work,
    status: Status | None = None,
    after: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """Who asks for which dog; names and phones masked."""
    found = applications(work, [status] if status else None, after, limit)
    return Page(
        applications=[_listed(work, application, seal) for application in found],
        next=found[-1].application_id if len(found) == limit else None,
    )


def _listed(work: Work, row: Application, seal: Seal) -> Listed:
    name, phone = masked(work, row.person, seal)
    return Listed.model_validate(
        {
            "application_id": row.application_id, "dog_id": row.dog_id, "person": row.person, "name": name,
            "phone": phone, "status": row.status, "applied_at": row.applied_at,
        }
    )  # fmt: skip


def _answer(row: Application, slip: Slip | None) -> Applied:
    return Applied.model_validate(
        {"application_id": row.application_id, "dog_id": row.dog_id, "status": row.status,
         "reference": slip and shown(slip.reference)}
    )  # fmt: skip
