"""Doors of the intake sheet: read it with what is missing, add to it."""

from typing import Any

from pydantic import AwareDatetime, Field

from services.intake.law.deadlines import jurisdiction
from services.intake.photos import store as photos
from services.intake.photos.rules import View, missing_views
from services.intake.roles import READERS
from services.intake.sheet import rules, store
from services.intake.sheet.shape import Sheet
from services.intake.stays import store as stays
from services.intake.stays.clocks import PhoneSaid
from services.intake.stays.models import Dog, Stay
from services.intake.stays.rules import FoundAt
from shared.doors import Doors
from shared.forms import KEPT
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["sheet"])


class Written(Model):
    """Which entry holds now, and what the sheet still wants."""

    stay_id: str
    number: int
    sha256: str | None
    missing: list[str]
    missing_views: list[View]
    complete: bool
    waits: str | None = Field(default=None, description="a correction that another person has to confirm")


class Entry(Model):
    """Who wrote what when, and the hash of the whole sheet as it read then."""

    number: int
    at: AwareDatetime
    by: str
    because: str
    confirmed_by: str
    changed: list[str]
    sha256: str


class WholeSheet(Written):
    """The sheet of a dog's latest stay. `victims` are ids: who they are is opened with a purpose."""

    dog_id: str
    stay_no: str
    custody_basis: str
    operation_id: str | None
    found_at: FoundAt | None
    found_time: AwareDatetime | None
    taken_in_by: str
    phone_said: PhoneSaid | None = Field(description="where its times are not as a phone's clock told them")
    chip: str | None
    chip_scheme: str | None
    same_chip: list[str]
    sheet: Sheet
    victims: list[str]
    entries: list[Entry]


def state(work: Work, dog: Dog, stay: Stay) -> dict[str, Any]:
    """What holds now and what is missing: fields, and sides that nobody has photographed."""
    last = store.last_entry(work, stay.id)
    open_ = rules.missing(store.sheet_of(last), stay.custody_basis, dog.chip is not None, jurisdiction())
    views = missing_views(photos.views_of(work, stay.id, dog.id))
    return {
        "stay_id": stay.id,
        "number": last.number if last else 0,
        "sha256": last.sha256 if last else None,
        "missing": open_,
        "missing_views": views,
        "complete": not open_ and not views,
    }


@doors.query("/dogs/{dog_id}/sheet", *READERS)
def show_sheet(dog_id: str, work: Work) -> WholeSheet:
    """The intake sheet of a dog's latest stay, every entry of it, and what is missing."""
    dog, stay = stays.dog(work, dog_id), stays.latest_stay(work, dog_id)
    entries = store.entries_of(work, stay.id)
    return WholeSheet.model_validate(
        state(work, dog, stay)
        | dog.model_dump(include={"chip", "chip_scheme"})
        | stay.model_dump(
            include={"dog_id", "stay_no", "custody_basis", "operation_id", "taken_in_by", "phone_said"}
        )
        | {
            "found_at": {"text": stay.found_text, "division": stay.division} if stay.division else None,
            "found_time": stay.opened_at,
            "same_chip": [other.id for other in store.same_chip(work, dog)],
            "sheet": store.sheet_of(entries[-1] if entries else None),
            "victims": [one.id for one in store.victims_of(work, stay.id)],
            "entries": [entry.model_dump(include=set(Entry.model_fields)) for entry in entries],
        },
        context=KEPT,
    )
