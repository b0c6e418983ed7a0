"""The dogs that the registry has heard of, page by page."""

from typing import Annotated

from fastapi import Path, Query

from services.registry.dogs import store
from shared.doors import STAFF, Doors
from shared.store import Model, Work

doors = Doors(prefix="/registry/v1", tags=["registry"])
DogId = Annotated[
    str, Path(max_length=64, pattern=r"^[\w-]+$", examples=["0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01"])
]


class DogSummary(Model):
    """Who a dog is, in short."""

    dog_id: str
    stay_no: str | None
    name: str | None
    status: str | None
    chip: str | None


class DogPage(Model):
    """Some dogs, and where to go on: `after` for the next page, none on the last."""

    dogs: list[DogSummary]
    next: str | None


@doors.query("/dogs", *STAFF)
def list_dogs(
    work: Work, after: Annotated[str, Query(max_length=64, pattern=r"^[\w-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DogPage:  # fmt: skip
    """All dogs, page by page: give the last answer's `next` as `after`."""
    dogs = [
        DogSummary(**dog.model_dump(include=set(DogSummary.model_fields)))
        for dog in store.dogs_after(after, limit, work)
    ]
    return DogPage(dogs=dogs, next=dogs[-1].dog_id if len(dogs) == limit else None)
