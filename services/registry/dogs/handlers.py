"""What is heard of a dog: each function keeps facets of its row, so that they may come in any order."""

from services.registry.dogs.models import Dog
from services.registry.dogs.store import row_of
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import (
    ChipRead,
    CustodyChanged,
    DogDied,
    DogIntaken,
    DogReferenceReplaced,
    IntakeCorrected,
    NoticePublished,
    StayClosed,
    StayOpened,
)
from shared.facets import correct, describe, note
from shared.store import Work

ears = Ears(projections=(Dog,))
on = ears.on
DESCRIPTION = {"name", "sex", "breed", "colour", "age_months", "size", "division", "external_ref"}
CORRECTED = DESCRIPTION | {"found_time", "claim_until"}
COLUMNS = {"found_time": "found_at"}


@on(DogIntaken)
def register_dog(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    dog = row_of(taken_in.dog_id, work)
    said = taken_in.model_dump(include=DESCRIPTION) | {"found_time": taken_in.occurred_at}
    describe(dog, heard, said, COLUMNS)
    note(dog, "stay", heard, stay_no=taken_in.stay_no)
    note(dog, "claim_until", heard, claim_until=taken_in.claim_until)
    note(dog, "status", heard, status=taken_in.status)


@on(DogReferenceReplaced)
def replace_reference(replaced: DogReferenceReplaced, heard: Envelope, work: Work) -> None:
    correct(row_of(replaced.dog_id, work), heard, {"external_ref": replaced.external_ref})


@on(IntakeCorrected)
def correct_description(corrected: IntakeCorrected, heard: Envelope, work: Work) -> None:
    said = corrected.model_dump(include=CORRECTED.intersection(corrected.fields))
    correct(row_of(corrected.dog_id, work), heard, said, COLUMNS)


@on(StayOpened)
def begin_stay(opened: StayOpened, heard: Envelope, work: Work) -> None:
    dog = row_of(opened.dog_id, work)
    note(dog, "stay", heard, stay_no=opened.stay_no)
    note(dog, "claim_until", heard, claim_until=opened.claim_until)
    note(dog, "status", heard, status=opened.status)


@on(NoticePublished)
def count_from_notice(published: NoticePublished, heard: Envelope, work: Work) -> None:
    dog = row_of(published.dog_id, work)
    note(dog, "stay", heard, stay_no=published.stay_no)
    note(dog, "claim_until", heard, claim_until=published.claim_until)


@on(CustodyChanged)
def follow_stay(changed: CustodyChanged, heard: Envelope, work: Work) -> None:
    note(row_of(changed.dog_id, work), "status", heard, status=changed.status)


@on(StayClosed)
def end_stay(closed: StayClosed, heard: Envelope, work: Work) -> None:
    note(row_of(closed.dog_id, work), "status", heard, status=closed.outcome)


@on(DogDied)
def record_death(died: DogDied, heard: Envelope, work: Work) -> None:
    note(row_of(died.dog_id, work), "death", heard, died_at=died.occurred_at)


@on(ChipRead)
def record_chip(read: ChipRead, heard: Envelope, work: Work) -> None:
    note(row_of(read.dog_id, work), "chip", heard, chip=read.chip)
