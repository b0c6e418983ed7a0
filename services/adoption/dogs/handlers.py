"""What is heard of a dog, each time considered whether a family can have it now.

Each function may run twice and in any order, and keeps facets of one row.
"""

from services.adoption.dogs import rules
from services.adoption.dogs.listing import consider
from services.adoption.dogs.models import Dog
from services.adoption.dogs.store import row_of
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import (
    ChipRead,
    CustodyChanged,
    DogDied,
    DogIntaken,
    DogReferenceReplaced,
    DogVaccinated,
    HoldPlaced,
    HoldReleased,
    IntakeCorrected,
    KennelAssigned,
    NoticePublished,
    PhotoTaken,
    StayClosed,
    StayOpened,
    TagIssued,
)
from shared.facets import correct, describe, newer, note
from shared.store import Work

ears = Ears(projections=(Dog,))
on = ears.on
DESCRIPTION = {
    "name", "sex", "breed", "colour", "age_months", "size", "division", "custody_basis", "claim_until",
}  # fmt: skip
CORRECTED = DESCRIPTION | {"found_time"}
COLUMNS = {"found_time": "found_at", "stay_id": "first_stay"}


@on(DogIntaken)
def register_dog(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    dog = row_of(work, taken_in.dog_id)
    said = taken_in.model_dump(include=DESCRIPTION | {"stay_id", "stay_no", "external_ref"})
    said |= {"found_time": taken_in.occurred_at, "known_since": heard.recorded_at()}
    describe(dog, heard, said, COLUMNS)
    _begins_with(dog, taken_in, heard)
    _set_custody(dog, taken_in.stay_id, taken_in.status, heard)
    consider(dog, work)


@on(DogReferenceReplaced)
def replace_reference(replaced: DogReferenceReplaced, heard: Envelope, work: Work) -> None:
    correct(row_of(work, replaced.dog_id), heard, {"external_ref": replaced.external_ref})


@on(HoldPlaced)
def keep_here(placed: HoldPlaced, heard: Envelope, work: Work) -> None:
    dog = row_of(work, placed.dog_id)
    if newer(dog, f"hold:{placed.hold_id}", heard):
        rules.note_hold(dog, placed.hold_id, list(placed.blocks), placed.until)
    consider(dog, work)


@on(HoldReleased)
def let_go(released: HoldReleased, heard: Envelope, work: Work) -> None:
    """It may be listed now, or again: others took it for held."""
    dog = row_of(work, released.dog_id)
    if newer(dog, f"hold:{released.hold_id}", heard):
        rules.note_hold(dog, released.hold_id, [], None)
    if released.hold == "CLAIM_WINDOW":
        note(dog, "claim_lifted", heard, claim_lifted=released.stay_id)
    consider(dog, work)


@on(IntakeCorrected)
def correct_description(corrected: IntakeCorrected, heard: Envelope, work: Work) -> None:
    dog = row_of(work, corrected.dog_id)
    said = corrected.model_dump(include=CORRECTED.intersection(corrected.fields))
    correct(dog, heard, said, COLUMNS)
    consider(dog, work)


@on(NoticePublished)
def count_from_notice(published: NoticePublished, heard: Envelope, work: Work) -> None:
    dog = row_of(work, published.dog_id)
    note(dog, "claim_until", heard, claim_until=published.claim_until)
    consider(dog, work)


@on(TagIssued)
def link_tag(issued: TagIssued, heard: Envelope, work: Work) -> None:
    note(row_of(work, issued.dog_id), "tag", heard, tag=issued.code)


@on(ChipRead)
def note_chip(read: ChipRead, heard: Envelope, work: Work) -> None:
    note(row_of(work, read.dog_id), "chip", heard, chip=read.chip)


@on(KennelAssigned)
def note_kennel(assigned: KennelAssigned, heard: Envelope, work: Work) -> None:
    note(row_of(work, assigned.dog_id), "kennel", heard, kennel=assigned.kennel)


@on(PhotoTaken)
def note_photo(taken: PhotoTaken, heard: Envelope, work: Work) -> None:
    dog = row_of(work, taken.dog_id)
    if taken.view == "front":
        note(dog, "photo", heard, photo=taken.photo_id)


@on(CustodyChanged)
def follow_custody(changed: CustodyChanged, heard: Envelope, work: Work) -> None:
    dog = row_of(work, changed.dog_id)
    _set_custody(dog, changed.stay_id, changed.status, heard)
    consider(dog, work)


@on(StayOpened)
def follow_new_stay(opened: StayOpened, heard: Envelope, work: Work) -> None:
    dog = row_of(work, opened.dog_id)
    _begins_with(dog, opened, heard)
    _set_custody(dog, opened.stay_id, opened.status, heard)
    consider(dog, work)


@on(StayClosed)
def follow_end_of_stay(closed: StayClosed, heard: Envelope, work: Work) -> None:
    dog = row_of(work, closed.dog_id)
    _set_custody(dog, closed.stay_id, closed.outcome, heard)
    consider(dog, work)


@on(DogVaccinated)
def note_vaccination(vaccinated: DogVaccinated, heard: Envelope, work: Work) -> None:
    dog = row_of(work, vaccinated.dog_id)
    newer(dog, f"vaccination:{vaccinated.vaccination_id}", heard)  # each counts, the one that lasts longest
    if vaccinated.disease == "rabies":
        dog.vaccinated_until = max(dog.vaccinated_until or vaccinated.valid_until, vaccinated.valid_until)
    consider(dog, work)


@on(DogDied)
def note_death(died: DogDied, heard: Envelope, work: Work) -> None:
    dog = row_of(work, died.dog_id)
    note(dog, "death", heard, died_at=died.occurred_at)
    consider(dog, work)


def _begins_with(dog: Dog, stay: DogIntaken | StayOpened, heard: Envelope) -> None:
    """The holds that a stay begins with."""
    for hold_id, until in stay.holds.items():
        if newer(dog, f"hold:{hold_id}", heard):
            rules.note_hold(dog, hold_id, ["ADOPTED"], until)


def _set_custody(dog: Dog, stay_id: str, status: str, heard: Envelope) -> None:
    """Intake's latest word."""
    note(dog, "custody", heard, custody_stay=stay_id, status=status)
