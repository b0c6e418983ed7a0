"""The public list of dogs; and what of a dog is shown to whom."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import AwareDatetime

from services.adoption.dogs import rules
from services.adoption.dogs.models import Dog
from services.adoption.dogs.store import adoptable, cursor
from shared import clock
from shared.doors import EVERYONE, Doors
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
        dogs=[Seen.model_validate(known(dog, Seen)) for dog in found],
        next=cursor(found[-1]) if len(found) == limit else None,
    )


def known(dog: Dog, shape: type[Model]) -> dict[str, Any]:
    """What was heard of the dog and decided about it, as far as the shape shows it."""
    both = dog.model_dump() | dog.ours.model_dump(exclude={"heard"})
    return {field: both[field] for field in shape.model_fields if field in both}
