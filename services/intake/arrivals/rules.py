"""What is decided when a dog comes in. No database, no clock, no network."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import Field

from services.intake.law.deadlines import HouseMoment, Jurisdiction
from services.intake.operations.models import Operation
from services.intake.operations.rules import must_take_dogs
from services.intake.sheet.shape import Sheet
from services.intake.stays.chips import Chip
from services.intake.stays.models import Dog, Stay
from services.intake.stays.rules import ARRIVAL, ELSEWHERE, FoundAt, UnknownDivision
from services.intake.tags.models import Tag
from shared.codes import known_division
from shared.events import ChipRead, CustodyBasis, DogIntaken, Event, ObservationOpened, Sex, Size, TagIssued
from shared.forms import Form
from shared.moments import CLOCK_SKEW
from shared.persons import Told
from shared.problems import Unreasonable
from shared.said import Said


class FoundInFuture(Unreasonable):
    title = Said("发现时间在将来", "Found in the future")


class ArrivedBeforeFound(Unreasonable):
    title = Said("到所早于发现", "Here before it was found")


class NewDog(Form):
    """One dog at the desk. Breed and colour are codes, or words that are kept as given."""

    custody_basis: CustodyBasis = "STRAY"
    found_at: FoundAt
    found_time: HouseMoment = Field(examples=["2026-07-13T23:41:00+08:00"])
    sex: Sex = "unknown"
    breed: Told = Field(default="MIX", max_length=80, examples=["RURAL"])
    colour: Told = Field(max_length=40, examples=["YWW"])
    age_months: int | None = Field(default=None, ge=0, le=360)
    size: Size = "M"
    chip: str | None = Field(default=None, max_length=40, examples=["156000123456789"])
    name: Told | None = Field(default=None, max_length=40)
    operation_id: str | None = Field(default=None, max_length=64)
    tag_code: str | None = Field(default=None, max_length=200, description="of a label printed before")
    notes: str = Field(default="", max_length=2000)
    arrived_at: HouseMoment | None = Field(default=None, description="at its kennel; else as it was found")
    sheet: Sheet | None = Field(default=None, description="what the intake sheet says already")


@dataclass(slots=True)
class Arrival:
    """Everything that a dog brings with it when it comes in."""

    dog: Dog
    stay: Stay
    tag: Tag
    events: list[Event]


def accept(new: NewDog, operation: Operation | None, now: datetime) -> None:
    """Whether a dog can be taken in as told. Raises what is wrong, with what to do."""
    if new.found_at.division != ELSEWHERE and not known_division(new.found_at.division):
        raise UnknownDivision(
            f"没有代码为 {new.found_at.division} 的区划，请用六位或九位代码，如 150105 赛罕区。",
            f"There is no division {new.found_at.division}: use its 6- or 9-digit code, such as 150105.",
        )
    if new.found_time > now + CLOCK_SKEW:
        raise FoundInFuture(
            "发现时间晚于现在，请检查日期和时区。",
            "found_time lies in the future: check the date and time zone.",
        )
    check_arrival(new.arrived_at, new.found_time, now)
    if operation:
        must_take_dogs(operation)


def check_arrival(arrived_at: datetime | None, found_time: datetime, now: datetime) -> None:
    """A dog is here after it was found, and not in the future."""
    if arrived_at and arrived_at > now + CLOCK_SKEW:
        raise FoundInFuture(
            "到所时间晚于现在，请检查日期和时区。",
            "arrived_at lies in the future: check the date and time zone.",
        )
    if arrived_at and arrived_at < found_time:
        raise ArrivedBeforeFound(
            "到所时间早于发现时间，请更正其中一个。",
            "It arrived before it was found: correct one of the times.",
        )


def take_in(
    new: NewDog, chip: Chip | None, ids: tuple[str, str], stay_no: str, code: str,
    law: Jurisdiction, by: str, now: datetime, external_ref: str | None = None,
) -> Arrival:  # fmt: skip
    """The dog is in our care: it has a number, a stay and a tag, and its owner has so long to claim it."""
    dog_id, stay_id = ids
    dog = Dog(
        id=dog_id, name=new.name, sex=new.sex, breed=new.breed, colour=new.colour,
        age_months=new.age_months, size=new.size, external_ref=external_ref,
        chip=chip.number if chip else None, chip_scheme=chip.scheme if chip else None,
        chip_raw=chip.raw if chip else None,
    )  # fmt: skip
    stay = begin(new, (stay_id, stay_no), dog_id, law, by)
    events: list[Event] = [
        DogIntaken(
            occurred_at=new.found_time, dog_id=dog_id, stay_id=stay_id, stay_no=stay_no,
            custody_basis=new.custody_basis, operation_id=new.operation_id,
            division=new.found_at.division, name=new.name, sex=new.sex, breed=new.breed,
            colour=new.colour, age_months=new.age_months, size=new.size, status=ARRIVAL,
            claim_until=stay.claim_until, external_ref=external_ref,
        ),
        TagIssued(occurred_at=now, dog_id=dog_id, code=code),
    ]  # fmt: skip
    if chip:
        events.append(
            ChipRead(occurred_at=new.found_time, dog_id=dog_id, chip=chip.number, scheme=chip.scheme)
        )
    if new.custody_basis == "OBSERVATION" and not (new.sheet and new.sheet.bite):  # else the sheet opens it
        until = new.found_time + timedelta(days=law.observation_days)
        events.append(
            ObservationOpened(occurred_at=new.found_time, dog_id=dog_id, stay_id=stay_id, until=until)
        )
    return Arrival(dog, stay, Tag(code=code, dog_id=dog_id, issued_at=now), events)


def begin(new: NewDog, of: tuple[str, str], dog_id: str, law: Jurisdiction, by: str) -> Stay:
    """A stay with this id and number; its owner has so long to claim the dog."""
    deadline = law.claim_until(new.custody_basis, new.found_time)
    return Stay(
        id=of[0], stay_no=of[1], dog_id=dog_id, custody_basis=new.custody_basis, status=ARRIVAL,
        operation_id=new.operation_id, opened_at=new.found_time, found_text=new.found_at.text,
        arrived_at=new.arrived_at,
        division=new.found_at.division, claim_until=deadline.at if deadline else None,
        claim_provisional=bool(deadline and deadline.provisional), notes=new.notes, taken_in_by=by,
    )  # fmt: skip


def zones_for(new: NewDog, law: Jurisdiction) -> list[str]:
    """Where a dog may live, best first: alone if it bit somebody, apart if it is a puppy."""
    if new.custody_basis in law.zones_for:
        return law.zones_for[new.custody_basis]
    if new.sheet and new.sheet.bite:
        return law.zones_for["OBSERVATION"]
    puppy = new.age_months is not None and new.age_months < law.puppy_months
    return law.zones_for["PUPPY" if puppy else "OTHERS"]
