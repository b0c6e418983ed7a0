"""Opens a person's data for a purpose; the look is recorded in the same transaction."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field

from services.adoption.people.models import Look
from services.adoption.people.store import Seal, opened, person_of
from shared import clock
from shared.auth import Who
from shared.doors import Doors, JsonRoute, allow
from shared.ids import uuid7
from shared.sealed import Sealer
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["people"])


class Purpose(Model):
    purpose: str = Field(min_length=2, max_length=200, examples=["电话核实领养条件"])


class InClear(Model):
    person: str
    name: str | None
    phone: str | None
    email: str | None
    id_number: str | None


def look(work: Work, person: str, purpose: str, who: Who, seal: Sealer) -> InClear:
    """The person in clear, and a record of who looked, when and what for."""
    kept = person_of(work, person)
    at = clock.now()
    work.add(Look(look_id=uuid7(), person=person, who=who.name, purpose=purpose, looked_at=at))
    return InClear(person=person, **opened(kept, seal))


async def look_at_person(
    request: Request,
    person: str,
    purpose: Purpose,
    seal: Seal,
    who: Annotated[Who, Depends(allow("adoption", "officer"))],
) -> InClear:
    """Opens somebody's personal data. Who looked, when and why is kept."""
    service = request.app.state.service
    answer: InClear = await service.writer.do(lambda work: look(work, person, purpose.purpose, who, seal))
    return answer


# By hand: a command would keep its answer, in clear, for the next caller with the same Idempotency-Key.
doors.add_api_route(
    "/people/{person}/looks", look_at_person, methods=["POST"], status_code=201,
    route_class_override=JsonRoute,
)  # fmt: skip
