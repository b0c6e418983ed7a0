"""Doors for owners who have found their dog, and for those who decide."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import AwareDatetime, Field

from services.adoption.dogs import rules as dogs
from services.adoption.dogs.listing import consider
from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import as_heard, dog_of
from services.adoption.law import law_on
from services.adoption.people.rules import Email, Name, Phone, Reason
from services.adoption.people.store import keep, masked, place, seal_text
from services.adoption.reclaims import rules
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.states import RECLAIM, WAITING
from services.adoption.reclaims.store import reclaim_of, reclaims
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

doors = Doors(prefix="/adoption/v1", tags=["reclaims"])
Status = Literal[
    "UNPROVEN", "REQUESTED", "PLAUSIBLE", "RECLAIMED", "REFUSED", "WITHDRAWN", "EXPIRED", "CLOSED"
]


class NewReclaim(Form):
    """Who says that the dog is theirs, and why we should believe it."""

    name: Name = Field(examples=["巴特尔"])
    phone: Phone = Field(examples=["13987654321"])
    email: Email | None = None
    proof: str | None = Field(None, max_length=2000, examples=["左耳有缺口，颈圈红色，叫黑豹"])
    licence_no: str | None = Field(None, max_length=60)


class Requested(Model):
    """`reference` is what whoever asked keeps; UNPROVEN until the phone is, and nothing counts before."""

    reclaim_id: str
    dog_id: str
    status: Status
    reference: str | None = None


class Listed(Model):
    reclaim_id: str
    dog_id: str
    person: str
    name: str
    phone: str
    status: Status
    requested_at: AwareDatetime


class Page(Model):
    reclaims: list[Listed]
    next: str | None


async def within_limits(request: Request, dog_id: str, reclaim: NewReclaim) -> None:
    """How often somebody may claim."""
    await asking.within_limits(request, "reclaims", reclaim.phone, dog_id)


@doors.command("/dogs/{dog_id}/reclaims", EVERYONE, dependencies=[Depends(within_limits)])
def request_reclaim(dog_id: str, reclaim: NewReclaim, asked: Asked, seal: Seal, work: Work) -> Requested:
    """Says that a dog is one's own. Anybody may; it counts when the phone is proven, and staff decide."""
    dog, now = dog_of(work, dog_id), clock.now()
    dogs.check_in_care(dog)
    person = keep(work, seal, reclaim.name, reclaim.phone, reclaim.email)
    new = uuid7()
    row = Reclaim(
        reclaim_id=new, dog_id=dog_id, stay_id=dog.ours.stay_id or "", person=person, status="UNPROVEN",
        requested_at=now, proof=seal_text(seal, reclaim.proof, place("reclaim", "proof", new)),
        licence_no=seal_text(seal, reclaim.licence_no, place("reclaim", "licence_no", new)),
    )  # fmt: skip
    row, slip = proving.ask(work, seal, THING, row, asked, reclaim.name, reclaim.phone, reclaim.email)
    return _answer(row, slip)


def count(row: Reclaim, work: Work) -> None:
    """The phone is proven."""
    rules.prove(dog_of(work, row.dog_id), row)


def withdraw(row: Reclaim, by: str, work: Work) -> None:
    """By whoever has asked."""
    dog = as_heard(work, row.dog_id)
    said = rules.withdraw(dog, row, by, clock.now())
    work.publish(*said)
    consider(dog, work, again=bool(said))


THING = Thing(
    "reclaims", Reclaim, "reclaim_id", "dog_id", RECLAIM, WAITING, reclaim_of, count, withdraw
)  # fmt: skip


@doors.command("/reclaims/{reclaim_id}/acceptance", "adoption")
def accept(reclaim_id: str, who: Who, work: Work) -> Requested:
    """Takes a claim for plausible: from now on the dog is kept for whoever can prove that it is theirs."""
    reclaim, now = reclaim_of(work, reclaim_id), clock.now()
    dog = dog_of(work, reclaim.dog_id)
    work.publish(rules.accept(dog, reclaim, who.name, now, law_on(city_day(now))))
    return _answer(reclaim, slip_of(work, "reclaims", reclaim_id))


@doors.command("/reclaims/{reclaim_id}/refusal", "adoption")
def refuse(reclaim_id: str, why: Reason, who: Who, work: Work) -> Requested:
    """Says no, and why; the dog waits on."""
    reclaim = reclaim_of(work, reclaim_id)
    dog = dog_of(work, reclaim.dog_id)
    said = rules.refuse(dog, reclaim, why.reason, who.name, clock.now())
    work.publish(*said)
    consider(dog, work, again=bool(said))
    return _answer(reclaim, slip_of(work, "reclaims", reclaim_id))


@doors.query("/reclaims", *READERS)
def list_reclaims(
    seal: Seal,
    work: Work,
    status: Status | None = None,
    after: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """Who claims which dog; names and phones masked."""
    found = reclaims(work, status, after, limit)
    return Page(
        reclaims=[_listed(work, reclaim, seal) for reclaim in found],
        next=found[-1].reclaim_id if len(found) == limit else None,
    )


def _listed(work: Work, row: Reclaim, seal: Seal) -> Listed:
    name, phone = masked(work, row.person, seal)
    return Listed.model_validate(
        {
            "reclaim_id": row.reclaim_id, "dog_id": row.dog_id, "person": row.person, "name": name,
            "phone": phone, "status": row.status, "requested_at": row.requested_at,
        }
    )  # fmt: skip


def _answer(row: Reclaim, slip: Slip | None) -> Requested:
    return Requested.model_validate(
        {"reclaim_id": row.reclaim_id, "dog_id": row.dog_id, "status": row.status,
         "reference": slip and shown(slip.reference)}
    )  # fmt: skip
