"""What is heard of a dog: `services/notify/dogs/handlers.py`."""

import random
from pathlib import Path

from sqlmodel import select

from services.notify.dogs.models import Dog
from shared import migrate
from shared.events import (
    DogIntaken,
    IntakeCorrected,
    StayOpened,
    TagIssued,
    TagWithdrawn,
)
from shared.store import Store
from tests.composed import store_of
from tests.notify.conftest import example, hear, told


def test_what_notify_knows_of_a_dog_does_not_depend_on_the_order(kept: Store, tmp_path: Path) -> None:
    story = [
        told(example(DogIntaken), sequence=1),
        told(example(TagIssued, code="AAAAAAAAAAAA"), sequence=2),
        told(example(TagWithdrawn, code="AAAAAAAAAAAA"), sequence=3),
        told(example(TagIssued, code="BBBBBBBBBBBB"), sequence=4),
        told(example(StayOpened), sequence=5),
        told(example(IntakeCorrected), sequence=6),
        told(example(IntakeCorrected, fields=["breed"], breed="HUSKY"), sequence=7),
    ]
    hear(kept, *story)
    other_url = f"sqlite:///{tmp_path}/other.db"
    migrate.upgrade("notify", other_url)
    other = store_of("notify", other_url)
    shuffled = random.Random(7).sample(story + story, 14)

    for envelope in shuffled:
        hear(other, envelope)

    with kept.read() as one, other.read() as two:
        dogs = [work.exec(select(Dog)).one().model_dump() for work in (one, two)]
        assert dogs[0] == dogs[1]
        assert (dogs[0]["breed"], dogs[0]["colour"]) == ("HUSKY", "BT")
        assert (dogs[0]["stay_no"], dogs[0]["code"]) == ("HH-2026-000188", "BBBBBBBBBBBB")
