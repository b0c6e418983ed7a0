"""Doors that show one dog with all its stays, and how many there are."""

from typing import Any

from sqlmodel import col, select

from services.intake.corrections.store import corrections_of
from services.intake.stays import store as stays_store
from services.intake.stays.models import Dog, Stay
from services.intake.tags import store as tags
from services.intake.tags.routes import worn
from shared.doors import STAFF, Doors
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["intake"])


@doors.query("/dogs/{dog_id}", *STAFF)
def show_dog(dog_id: str, work: Work) -> dict[str, Any]:
    """One dog with all its stays, oldest first, and its tag."""
    dog, tag = stays_store.dog(work, dog_id), tags.tag_of(work, dog_id)
    stays = [stay.model_dump(mode="json", exclude={"heard"}) for stay in stays_store.stays_of(work, dog_id)]
    return dog.model_dump(mode="json") | {
        "dog_id": dog.id,
        "stays": stays,
        "corrections": [one.model_dump(mode="json") for one in corrections_of(work, dog_id)],
        "tag": tag and worn(tag, work).model_dump() | {"status": tag.status},
    }


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
