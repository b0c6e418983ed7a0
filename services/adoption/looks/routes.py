"""Opens a person's data for a purpose; the look is recorded in the same transaction, and can be audited."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import Field

from services.adoption.looks.models import Look
from services.adoption.looks.store import looks, told_in
from services.adoption.people.store import opened, person_of
from shared import clock
from shared.auth import Who
from shared.doors import Doors, JsonRoute, allow
from shared.ids import uuid7
from shared.looks import Reason
from shared.sealed import Seal, Sealer
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["people"])
OPENERS = ("adoption", "officer")


class Purpose(Reason):
    """What somebody's data is opened for, and with it which application or reclaim of theirs."""

    record: str = Field(default="", max_length=64, description="an application_id or reclaim_id")


class InClear(Model):
    person: str
    name: str | None
    phone: str | None
    email: str | None
    id_number: str | None
    wrote: dict[str, str] = Field(description="what they wrote in that application or reclaim")


class Looked(Model):
    """Who looked at whose data, when and what for; at whom is an opaque id."""

    look_id: str
    looked_at: datetime
    who: str
    person: str
    record: str
    purpose: str
    note: str


class Looks(Model):
    looks: list[Looked]
    next: str | None


def look(work: Work, person: str, purpose: Purpose, who: Who, seal: Sealer) -> InClear:
    """The person in clear, and a record of who looked, when and what for."""
    kept = person_of(work, person)
    wrote = told_in(work, person, purpose.record, seal) if purpose.record else {}
    work.add(
        Look(look_id=uuid7(), person=person, who=who.name, looked_at=clock.now(), **purpose.model_dump())
    )
    return InClear(person=person, wrote=wrote, **opened(kept, seal))


async def look_at_person(
    request: Request, person: str, purpose: Purpose, seal: Seal, who: Annotated[Who, Depends(allow(*OPENERS))]
) -> InClear:
    """Opens somebody's personal data. Who looked, when and why is kept."""
    service = request.app.state.service
    answer: InClear = await service.writer.do(lambda work: look(work, person, purpose, who, seal))
    return answer


# By hand: a command would keep its answer, in clear, for the next caller with the same Idempotency-Key.
doors.add_api_route(
    "/people/{person}/looks", look_at_person, methods=["POST"], status_code=201,
    route_class_override=JsonRoute,
)  # fmt: skip


@doors.query("/looks", "auditor")
def list_looks(
    work: Work,
    who: Annotated[str, Query(max_length=40, description="a user name")] = "",
    person: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str, Query(max_length=64, description="`next` of the answer before")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Looks:
    """Every look at personal data, the latest first."""
    found = looks(work, who, person, after, limit)
    return Looks(
        looks=[Looked.model_validate(one.model_dump()) for one in found],
        next=found[-1].look_id if len(found) == limit else None,
    )
