"""Doors for looking at dogs: the public list, the staff's view, the counts."""

from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query
from pydantic import AwareDatetime

from services.adoption.applications.models import Adoption, Application
from services.adoption.dogs import rules
from services.adoption.dogs.models import Dog
from services.adoption.dogs.store import adoptable, cursor, dog_of, how_many_listed
from services.adoption.law import law_on
from services.adoption.reclaims.models import Reclaim
from services.adoption.returns.models import Return
from shared import clock
from shared.doors import EVERYONE, STAFF, Doors
from shared.events import Sex, Size
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["dogs"])


class Seen(Model):
    """What anybody may know of a dog that waits for a family."""

    dog_id: str
    stay_no: str | None
    name: str | None
    sex: str
    breed: str
    colour: str
    age_months: int | None
    size: str
    tag: str | None
    vaccinated_until: date | None
    listed_at: AwareDatetime | None


class Page(Model):
    dogs: list[Seen]
    next: str | None


class Step(Model):
    """One thing that adoption did for the dog."""

    kind: str
    id: str
    stay_id: str | None
    status: str | None
    person: str | None
    at: AwareDatetime


class Known(Seen):
    """What staff see."""

    custody_basis: str | None
    status: str
    stay_id: str | None
    claim_until: AwareDatetime | None
    external_ref: str | None
    died_at: AwareDatetime | None
    reserved_for: str | None
    open_reclaims: int
    gone: str | None
    obstacle: str | None
    steps: list[Step]


class Counts(Model):
    dogs: int
    adopted: int
    reclaimed: int
    returned: int
    listed: int
    died: int


@doors.query("/dogs", EVERYONE)
def list_dogs(
    work: Work,
    after: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    size: Size | None = None,
    sex: Sex | None = None,
) -> Page:
    """Dogs that a family can have now, longest waiting first."""
    found = adoptable(work, rules.city_day(clock.now()), after, limit, size, sex)
    return Page(
        dogs=[Seen.model_validate(_columns(dog, Seen)) for dog in found],
        next=cursor(found[-1]) if len(found) == limit else None,
    )


@doors.query("/dogs/{dog_id}", *STAFF)
def see_dog(dog_id: str, work: Work) -> Known:
    """All that adoption knows of a dog; people only as opaque ids."""
    dog, now = dog_of(work, dog_id), clock.now()
    why_not = rules.obstacle(dog, now, law_on(rules.city_day(now)))
    known = _columns(dog, Known) | {"obstacle": why_not, "steps": _steps(work, dog_id)}
    return Known.model_validate(known)


@doors.query("/counts", *STAFF)
def count(work: Work) -> Counts:
    """How many dogs we know, and how many went home and came back."""

    def many(row: Any, *where: Any) -> int:
        return work.scalar(sa.select(sa.func.count()).select_from(row).where(*where)) or 0

    dog, reclaim = sa.inspect(Dog).c, sa.inspect(Reclaim).c
    return Counts(
        dogs=many(Dog, dog.custody_basis.is_not(None)),
        adopted=many(Adoption),
        reclaimed=many(Reclaim, reclaim.status == "RECLAIMED"),
        returned=many(Return),
        listed=how_many_listed(work, rules.city_day(clock.now())),
        died=many(Dog, dog.died_at.is_not(None)),
    )


def _columns(dog: Dog, shape: type[Model]) -> dict[str, Any]:
    return {column: getattr(dog, column) for column in shape.model_fields if hasattr(dog, column)}


def _steps(work: Work, dog_id: str) -> list[Step]:
    """In the order in which they happened."""

    def of(row: Any) -> list[Any]:
        return list(work.scalars(sa.select(row).where(row.dog_id == dog_id)))

    steps = [
        Step(kind="application", id=a.application_id, stay_id=None, status=a.status, person=a.person,
             at=a.applied_at)
        for a in of(Application)
    ] + [
        Step(kind="reclaim", id=r.reclaim_id, stay_id=r.stay_id, status=r.status, person=r.person,
             at=r.handed_over_at or r.requested_at)
        for r in of(Reclaim)
    ] + [
        Step(kind="adoption", id=a.adoption_id, stay_id=a.stay_id, status=None, person=a.person,
             at=a.handed_over_at)
        for a in of(Adoption)
    ] + [
        Step(kind="return", id=r.return_id, stay_id=r.stay_id, status=None, person=None, at=r.returned_at)
        for r in of(Return)
    ]  # fmt: skip
    return sorted(steps, key=lambda step: (step.at, step.kind))
