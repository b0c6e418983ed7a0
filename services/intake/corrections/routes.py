"""Doors of corrections: one person asks, another confirms, and everybody sees what was written before."""

from typing import Annotated, Any, Literal

from fastapi import Query

from services.intake.corrections import grounds, rules, store
from services.intake.corrections import record as written
from services.intake.corrections.following import follow
from services.intake.corrections.grounds import Grounds
from services.intake.corrections.models import Correction
from services.intake.corrections.rules import NewCorrection, Refusal
from services.intake.holds import store as holds
from services.intake.kennels import store as kennels
from services.intake.law.deadlines import jurisdiction
from services.intake.roles import CREW, READERS
from services.intake.sheet import store as sheets
from services.intake.stays import store as stays
from services.intake.stays.models import Dog, Stay
from shared import clock, two_people
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["corrections"])
CONFIRM = ("officer", "vet")
State = Literal["", "ASKED", "CONFIRMED", "REFUSED"]


@doors.command("/dogs/{dog_id}/corrections", *CREW)
def ask(dog_id: str, new: NewCorrection, who: Who, work: Work) -> Correction:
    """Asks for a correction of what was written down at intake. Nothing changes yet."""
    stands = record_now(work, dog_id, new.stay_id)
    waits = store.waiting(work, dog_id) is not None
    asked = rules.ask(stands, waits, new, uuid7(), who.name, clock.now())
    stay = store.stay_of(work, dog_id, new.stay_id)
    rules.check_place_in_time(new.changes.found_time, store.left_before(work, stay), stay.closed_at)
    work.add(asked)
    return asked


@doors.command("/corrections/{correction_id}/confirmation", *CONFIRM)
def confirm(correction_id: str, who: Who, work: Work) -> Correction:
    """Confirms it: from now on the record says the new values, and the correction keeps the old ones.

    `followed` names what was counted or held anew with it, `redo` what people have to set right.
    """
    correction, now = store.correction(work, correction_id), clock.now()
    dog, stay = stays.dog(work, correction.dog_id), work.get_one(Stay, correction.stay_id)
    first, was = stay.id == store.first_stay(work, dog.id).id, grounds.of(stay)
    before = sheets.sheet_of(sheets.last_entry(work, stay.id))
    rules.check_known(correction, jurisdiction().first_day)
    after = rules.confirm(correction, dog, stay, before, who.name, now)
    if "found_time" in correction.new:
        rules.check_place_in_time(stay.opened_at, store.left_before(work, stay), stay.closed_at)
    if changed := rules.on_sheet(correction):
        by = correction.asked_by, who.name
        sheets.replace(work, dog, stay, after, changed, correction.note, by, now)
    watched = grounds.watched_longer(before, after, stay)
    correction.followed = sorted({*follow(correction, stay, was, after, first, now, work), *watched})
    correction.redo = _left_to_people(correction, dog, stay, was, (bool(before.bite), bool(after.bite)), work)
    correction.new_hash = written.hash_of(written.record_of(dog, stay, after))
    accounts = store.account_of(work, correction.asked_by), store.account_of(work, who.name)
    work.publish(rules.told(correction, stay, first, accounts, now), *rules.chip_read(correction, dog, now))
    _tell_the_kennel(dog.id, work)
    return correction


def _left_to_people(
    correction: Correction, dog: Dog, stay: Stay, was: Grounds, bites: tuple[bool, bool], work: Work
) -> list[str]:
    if stay.outcome:
        return []
    standing, laws = holds.of_stay(work, stay.id), holds.laws()
    kennel = grounds.wrong_kennel(was, dog, stay, jurisdiction())
    again = grounds.not_counted_again(was, stay, standing, laws, correction.followed)
    return kennel + grounds.groundless(was, stay, bites, standing, laws) + again


def record_now(work: Work, dog_id: str, stay_id: str | None = None) -> dict[str, Any]:
    """The record of a stay with its sheet, as it stands."""
    dog, stay = stays.dog(work, dog_id), store.stay_of(work, dog_id, stay_id)
    return written.record_of(dog, stay, sheets.sheet_of(sheets.last_entry(work, stay.id)))


def _tell_the_kennel(dog_id: str, work: Work) -> None:
    """A dog of another sex, size or age is other company."""
    living = stays.latest_stay(work, dog_id)
    if living.kennel:
        kennels.remember_company(work, living.kennel)


@doors.command("/corrections/{correction_id}/refusal", *CREW)
def refuse(correction_id: str, why: Refusal, who: Who, work: Work) -> Correction:
    """Refuses it, or takes it back: the record stays as it is."""
    correction = store.correction(work, correction_id)
    two_people.may_refuse(correction, who, CONFIRM)
    rules.refuse(correction, who.name, why.because, clock.now())
    return correction


@doors.query("/corrections", *READERS)
def list_corrections(
    work: Work, state: State = "ASKED", limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> dict[str, Any]:
    """What waits for a second person; with another `state`, what was decided. Newest first."""
    return {"corrections": [one.model_dump() for one, _ in store.listed(work, state, limit)]}


@doors.query("/dogs/{dog_id}/corrections", *READERS)
def history(dog_id: str, work: Work, stay: Annotated[str, Query(max_length=64)] = "") -> dict[str, Any]:
    """The record of a stay as it stands, its hash, and every correction with what was written before."""
    record = record_now(work, dog_id, stay)
    return {
        "record": record,
        "hash": written.hash_of(record),
        "corrections": [one.model_dump() for one in store.corrections_of(work, dog_id)],
    }
