"""What adoption does when something happens elsewhere. Each may run twice and in any order."""

from services.adoption.dogs import rules
from services.adoption.dogs.listing import consider
from services.adoption.dogs.models import Dog
from services.adoption.dogs.store import left_behind, row_of
from shared.ears import Ears
from shared.events import (
    CustodyChanged,
    DogDied,
    DogIntaken,
    DogVaccinated,
    StayClosed,
    StayOpened,
    TagIssued,
)
from shared.store import Work, newer

ears = Ears("adoption")
on = ears.on


@on(DogIntaken)
def register_dog(taken_in: DogIntaken, work: Work) -> None:
    dog = row_of(work, taken_in.dog_id)
    if newer(dog, "description", work.heard):
        dog.first_stay, dog.found_at = taken_in.stay_id, taken_in.occurred_at
        for column in ("stay_no", "name", "sex", "breed", "colour", "age_months", "size", "custody_basis",
                       "claim_until", "division", "external_ref"):  # fmt: skip
            setattr(dog, column, getattr(taken_in, column))
    follow(dog, taken_in.stay_id, taken_in.status, work)


@on(TagIssued)
def link_tag(issued: TagIssued, work: Work) -> None:
    dog = row_of(work, issued.dog_id)
    if newer(dog, "tag", work.heard):
        dog.tag = issued.code


@on(CustodyChanged)
def follow_custody(changed: CustodyChanged, work: Work) -> None:
    follow(row_of(work, changed.dog_id), changed.stay_id, changed.status, work)


@on(StayOpened)
def follow_new_stay(opened: StayOpened, work: Work) -> None:
    follow(row_of(work, opened.dog_id), opened.stay_id, opened.status, work)


@on(StayClosed)
def follow_end_of_stay(closed: StayClosed, work: Work) -> None:
    follow(row_of(work, closed.dog_id), closed.stay_id, closed.outcome, work)


@on(DogVaccinated)
def note_vaccination(vaccinated: DogVaccinated, work: Work) -> None:
    dog = row_of(work, vaccinated.dog_id)
    if vaccinated.disease == "rabies":
        dog.vaccinated_until = max(dog.vaccinated_until or vaccinated.valid_until, vaccinated.valid_until)
    consider(dog, work)


@on(DogDied)
def note_death(died: DogDied, work: Work) -> None:
    dog = row_of(work, died.dog_id)
    if newer(dog, "death", work.heard):
        dog.died_at = died.occurred_at


def follow(dog: Dog, stay_id: str, status: str, work: Work) -> None:
    """Intake's latest word. A stay that we neither made nor left behind is one that intake opened."""
    if not newer(dog, "custody", work.heard):
        consider(dog, work)
        return
    dog.custody_stay, dog.status = stay_id, status
    if stay_id != dog.stay_id and not left_behind(work, dog, stay_id):
        rules.begin_stay(dog, stay_id)
    consider(dog, work)
