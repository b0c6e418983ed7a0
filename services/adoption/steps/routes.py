"""All that adoption knows of a dog, step by step; and how many went home and came back."""

from typing import Any

import sqlalchemy as sa

from services.adoption.applications.models import Adoption, Application
from services.adoption.dogs import rules
from services.adoption.dogs.models import Dog
from services.adoption.dogs.routes import Known, Step, known
from services.adoption.dogs.store import dog_of, how_many_listed
from services.adoption.law import law_on
from services.adoption.reclaims.models import Reclaim
from services.adoption.returns.models import Return
from shared import clock
from shared.doors import STAFF, Doors
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["dogs"])


class Counts(Model):
    dogs: int
    adopted: int
    reclaimed: int
    returned: int
    listed: int
    died: int


@doors.query("/dogs/{dog_id}", *STAFF)
def see_dog(dog_id: str, work: Work) -> Known:
    """All that adoption knows of a dog; people only as opaque ids."""
    dog, now = dog_of(work, dog_id), clock.now()
    why_not = rules.obstacle(dog, now, law_on(rules.city_day(now)))
    told = {"obstacle": why_not, "steps": _steps(work, dog_id)}
    return Known.model_validate(known(dog, Known) | told)


@doors.query("/counts", *STAFF)
def count(work: Work) -> Counts:
    """How many dogs we know, and how many went home and came back."""

    def many(row: Any, *where: Any) -> int:
        return work.scalar(sa.select(sa.func.count()).select_from(row).where(*where)) or 0

    dog, reclaim, adoption = (sa.inspect(row).c for row in (Dog, Reclaim, Adoption))
    return Counts(
        dogs=many(Dog, dog.custody_basis.is_not(None)),
        adopted=many(Adoption, adoption.undone_at.is_(None)),
        reclaimed=many(Reclaim, reclaim.status == "RECLAIMED"),
        returned=many(Return),
        listed=how_many_listed(work, rules.city_day(clock.now())),
        died=many(Dog, dog.died_at.is_not(None)),
    )


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
        Step(kind="adoption", id=a.adoption_id, stay_id=a.stay_id, status="UNDONE" if a.undone_at else None,
             person=a.person, at=a.handed_over_at)
        for a in of(Adoption)
    ] + [
        Step(kind="return", id=r.return_id, stay_id=r.stay_id, status=None, person=None, at=r.returned_at)
        for r in of(Return)
    ]  # fmt: skip
    return sorted(steps, key=lambda step: (step.at, step.kind))
