"""What is heard of a dog: each function keeps facets of its row, so that they may come in any order."""

from services.notify.dogs.models import Dog
from services.notify.dogs.store import row_of
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken, IntakeCorrected, StayOpened, TagIssued, TagWithdrawn
from shared.facets import correct, describe, note
from shared.store import Work

ears = Ears(projections=(Dog,))
on = ears.on
DESCRIPTION = {"name", "breed", "colour", "division"}


@on(DogIntaken)
def register_dog(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    dog = row_of(taken_in.dog_id, work)
    describe(dog, heard, taken_in.model_dump(include=DESCRIPTION))
    note(dog, "stay", heard, stay_no=taken_in.stay_no)


@on(IntakeCorrected)
def correct_dog(corrected: IntakeCorrected, heard: Envelope, work: Work) -> None:
    said = corrected.model_dump(include=DESCRIPTION.intersection(corrected.fields))
    correct(row_of(corrected.dog_id, work), heard, said)


@on(StayOpened)
def renumber_dog(opened: StayOpened, heard: Envelope, work: Work) -> None:
    note(row_of(opened.dog_id, work), "stay", heard, stay_no=opened.stay_no)


@on(TagIssued)
def note_tag(issued: TagIssued, heard: Envelope, work: Work) -> None:
    note(row_of(issued.dog_id, work), "tag", heard, code=issued.code)


@on(TagWithdrawn)
def forget_tag(withdrawn: TagWithdrawn, heard: Envelope, work: Work) -> None:
    note(row_of(withdrawn.dog_id, work), "tag", heard, code=None)
