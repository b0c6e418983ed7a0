"""What the registry hears: each function keeps one facet of a row, so that they may come in any order."""

from services.registry.models import Dog, Tag
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
    TagIssued,
    TagWithdrawn,
)
from shared.store import Work, newer

ears = Ears("registry", projections=(Dog, Tag))
on = ears.on


@on(DogIntaken)
def register_dog(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    dog = _dog(taken_in.dog_id, work)
    if newer(dog, "description", heard):
        dog.sqlmodel_update(taken_in.model_dump(include=_not_corrected(dog)))
        if "intake:found_time" not in dog.heard:
            dog.found_at = taken_in.occurred_at
    if newer(dog, "stay", heard):
        dog.stay_no = taken_in.stay_no
    if newer(dog, "claim_until", heard):
        dog.claim_until = taken_in.claim_until
    _set_status(dog, taken_in.status, heard, work)


@on(DogReferenceReplaced)
def replace_reference(replaced: DogReferenceReplaced, heard: Envelope, work: Work) -> None:
    dog = _dog(replaced.dog_id, work)
    if newer(dog, "external_ref", heard):
        dog.external_ref = replaced.external_ref


@on(IntakeCorrected)
def correct_description(corrected: IntakeCorrected, heard: Envelope, work: Work) -> None:
    dog = _dog(corrected.dog_id, work)
    for field in sorted(DESCRIPTION.intersection(corrected.fields)):
        if newer(dog, field, heard):
            setattr(dog, field, getattr(corrected, field))
    if "found_time" in corrected.fields and newer(dog, "found_time", heard):
        dog.found_at = corrected.found_time
    if "claim_until" in corrected.fields and newer(dog, "claim_until", heard):
        dog.claim_until = corrected.claim_until


@on(StayOpened)
def begin_stay(opened: StayOpened, heard: Envelope, work: Work) -> None:
    dog = _dog(opened.dog_id, work)
    if newer(dog, "stay", heard):
        dog.stay_no = opened.stay_no
    if newer(dog, "claim_until", heard):
        dog.claim_until = opened.claim_until
    _set_status(dog, opened.status, heard, work)


@on(NoticePublished)
def count_from_notice(published: NoticePublished, heard: Envelope, work: Work) -> None:
    dog = _dog(published.dog_id, work)
    if newer(dog, "stay", heard):
        dog.stay_no = published.stay_no
    if newer(dog, "claim_until", heard):
        dog.claim_until = published.claim_until


@on(CustodyChanged)
def follow_stay(changed: CustodyChanged, heard: Envelope, work: Work) -> None:
    _set_status(_dog(changed.dog_id, work), changed.status, heard, work)


@on(StayClosed)
def end_stay(closed: StayClosed, heard: Envelope, work: Work) -> None:
    _set_status(_dog(closed.dog_id, work), closed.outcome, heard, work)


@on(DogDied)
def record_death(died: DogDied, heard: Envelope, work: Work) -> None:
    dog = _dog(died.dog_id, work)
    if newer(dog, "death", heard):
        dog.died_at = died.occurred_at


@on(ChipRead)
def record_chip(read: ChipRead, heard: Envelope, work: Work) -> None:
    dog = _dog(read.dog_id, work)
    if newer(dog, "chip", heard):
        dog.chip = read.chip


@on(TagIssued)
def hang_tag(issued: TagIssued, heard: Envelope, work: Work) -> None:
    _set_tag(issued.code, issued.dog_id, True, heard, work)


@on(TagWithdrawn)
def withdraw_tag(withdrawn: TagWithdrawn, heard: Envelope, work: Work) -> None:
    _set_tag(withdrawn.code, withdrawn.dog_id, False, heard, work)


DESCRIPTION = {"name", "sex", "breed", "colour", "age_months", "size", "division", "external_ref"}


def _not_corrected(dog: Dog) -> set[str]:
    """What a description that comes late may still say: a correction is always the later word."""
    return {field for field in DESCRIPTION if f"intake:{field}" not in dog.heard}


def _dog(dog_id: str, work: Work) -> Dog:
    dog = work.get(Dog, dog_id)
    if dog is None:
        dog = Dog(dog_id=dog_id)
        work.add(dog)
        work.flush()
    return dog


def _set_status(dog: Dog, status: str, heard: Envelope, work: Work) -> None:
    if newer(dog, "status", heard):
        dog.status = status


def _set_tag(code: str, dog_id: str, active: bool, heard: Envelope, work: Work) -> None:
    tag = work.get(Tag, code)
    if tag is None:
        tag = Tag(code=code, dog_id=dog_id, active=active)
        work.add(tag)
        work.flush()
    if newer(tag, "tag", heard):
        tag.dog_id, tag.active = dog_id, active
