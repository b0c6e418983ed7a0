"""Intake's doors: operations, dogs, kennels and tags."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from pydantic import AwareDatetime, Field
from sqlmodel import col, select

from services.intake import chips, custody, rules, store, tags
from services.intake.deadlines import jurisdiction
from services.intake.models import Dog, Kennel, Operation, Stay, Tag
from services.intake.rules import NewDog
from shared import clock
from shared.auth import Who
from shared.codes import DIVISIONS, known_division
from shared.doors import STAFF, Doors
from shared.ids import crockford, uuid7
from shared.problems import NotFound
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["intake"])


class Department(Model):
    """Who is out, and how many."""

    name: str = Field(max_length=40, examples=["公安"])
    headcount: int = Field(ge=0, le=10_000, examples=[12])


class NewOperation(Model):
    """A joint operation as it begins. `district` is a division's code or its name."""

    name: str = Field(min_length=1, max_length=100, examples=["第17次联合行动"])
    district: str = Field(max_length=40, examples=["150105"])
    started_at: AwareDatetime
    departments: list[Department] = Field(default=[], max_length=50)


class OperationOpen(Model):
    operation_id: str


class OperationOver(Model):
    operation_id: str
    dogs: int


class WornTag(Model):
    """A tag's code, and the page that it opens."""

    code: str
    url: str


class TakenIn(Model):
    """A dog that is in our care and on our disk. No `kennel` means that all that suit it are full."""

    dog_id: str
    stay_id: str
    stay_no: str
    status: str
    kennel: str | None
    claim_until: datetime | None
    tag: WornTag


@doors.command("/operations", "officer")
def open_operation(new: NewOperation, work: Work) -> OperationOpen:
    """Opens a joint operation; the dogs of this night carry its id."""
    operation = Operation(
        id=uuid7(), name=new.name, division=_division(new.district), started_at=new.started_at,
        headcount={department.name: department.headcount for department in new.departments},
    )  # fmt: skip
    work.add(operation)
    work.publish(rules.open_operation(operation))
    return OperationOpen(operation_id=operation.id)


@doors.command("/operations/{operation_id}/closing", "officer")
def close_operation(operation_id: str, work: Work) -> OperationOver:
    """Closes it and counts what it brought in."""
    dogs = store.dogs_of_operation(work, operation_id)
    work.publish(rules.close_operation(_operation(operation_id, work), dogs, clock.now()))
    return OperationOver(operation_id=operation_id, dogs=dogs)


@doors.command("/dogs", "officer", "keeper")
def take_in(new: NewDog, who: Who, work: Work) -> TakenIn:
    """Takes one dog in: a number, a kennel, a tag. The 201 means that it is on disk."""
    now = clock.now()
    rules.accept(new, _operation(new.operation_id, work) if new.operation_id else None, now)
    return admit(new, who.name, now, work)


def admit(
    new: NewDog, by: str, now: datetime, work: Work, external_ref: str | None = None, housed: bool = True
) -> TakenIn:
    """What every way in has in common. `housed=False` is for dogs that have left long ago."""
    law = jurisdiction()
    chip = chips.read_chip(new.chip) if new.chip else None
    arrival = rules.take_in(
        new, chip, (uuid7(), uuid7()), custody.new_stay_no(work), crockford(), law, by, now, external_ref
    )
    stay = arrival.stay
    work.add_all((arrival.dog, stay, arrival.tag))
    work.publish(*arrival.events)
    if housed:
        custody.house(work, stay, rules.zones_for(new, law))
    return TakenIn(
        dog_id=stay.dog_id, stay_id=stay.id, stay_no=stay.stay_no, status=stay.status, kennel=stay.kennel,
        claim_until=stay.claim_until, tag=_worn(arrival.tag, work),
    )  # fmt: skip


@doors.query("/dogs/{dog_id}", *STAFF)
def show_dog(dog_id: str, work: Work) -> dict[str, Any]:
    """One dog with all its stays, oldest first, and its tag."""
    dog, tag = store.dog(work, dog_id), store.tag_of(work, dog_id)
    stays = [stay.model_dump(mode="json", exclude={"heard"}) for stay in store.stays_of(work, dog_id)]
    return dog.model_dump(mode="json") | {
        "dog_id": dog.id,
        "stays": stays,
        "tag": tag and _worn(tag, work).model_dump() | {"status": tag.status},
    }


@doors.query("/dogs", *STAFF)
def list_dogs(
    work: Work,
    q: Annotated[
        str, Query(max_length=100, description="number, name, chip, tag, breed, colour, place")
    ] = "",
    status: str = "",
    after: Annotated[str, Query(description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Stays, newest first."""
    found = store.find_stays(work, q, status, after, limit)
    return {
        "dogs": [_in_a_list(stay, dog) for stay, dog in found],
        "next": found[-1][0].stay_no if len(found) == limit else None,
    }


@doors.query("/kennels", *STAFF)
def list_kennels(work: Work) -> dict[str, Any]:
    """Every kennel, how many dogs it holds and how many it may hold."""
    kennels: Sequence[Kennel] = work.exec(select(Kennel).order_by(col(Kennel.code))).all()
    return {"kennels": [kennel.model_dump() for kennel in kennels]}


@doors.query("/counts", *STAFF)
def counts(work: Work) -> dict[str, int]:
    """How many dogs, stays and exits there are, for comparing with other books."""
    outcomes = [stay.outcome for stay in work.exec(select(Stay).where(col(Stay.outcome).is_not(None)))]
    return {
        "dogs": len(work.exec(select(Dog.id)).all()),
        "stays": len(work.exec(select(Stay.id)).all()),
        "died": len(work.exec(select(Dog.id).where(col(Dog.death_cause).is_not(None))).all()),
        **{outcome.lower(): outcomes.count(outcome) for outcome in sorted({o for o in outcomes if o})},
    }


@doors.query("/tags/{code}.{kind}", *STAFF, response_model=None)
def draw_tag(code: str, kind: str, work: Work) -> Response:
    """The QR code of a tag, as `svg` or `png`."""
    if work.get(Tag, code) is None or kind not in ("svg", "png"):
        raise NotFound(f"没有犬牌 {code}.{kind}。There is no such tag; kinds are svg and png.")
    url = tags.tag_url(work.public_url, code)
    if kind == "svg":
        return Response(tags.svg(url), media_type="image/svg+xml")
    return Response(tags.png(url), media_type="image/png")


def _worn(tag: Tag, work: Work) -> WornTag:
    return WornTag(code=tag.code, url=tags.tag_url(work.public_url, tag.code))


def _operation(operation_id: str, work: Work) -> Operation:
    operation = work.get(Operation, operation_id)
    if operation is None:
        raise NotFound(
            f"没有编号为 {operation_id} 的行动。No operation {operation_id}: POST /intake/v1/operations."
        )
    return operation


def _division(district: str) -> str:
    for code, names in DIVISIONS.items():
        if district in (code, *names.values()):
            return code
    if known_division(district):
        return district
    raise rules.UnknownDivision(
        f"没有名为 {district} 的区。There is no district {district}: use a code such as 150105 or a name."
    )


def _in_a_list(stay: Stay, dog: Dog) -> dict[str, Any]:
    return {
        "dog_id": dog.id,
        "stay_no": stay.stay_no,
        "status": stay.status,
        "kennel": stay.kennel,
        "name": dog.name,
        "sex": dog.sex,
        "breed": dog.breed,
        "colour": dog.colour,
        "size": dog.size,
        "found_at": {"text": stay.found_text, "division": stay.division},
        "found_time": stay.opened_at.isoformat() if stay.opened_at else None,
    }
