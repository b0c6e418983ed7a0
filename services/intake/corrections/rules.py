"""What is decided about corrections. No database, no clock, no network."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal, get_args

from pydantic import Field

from services.intake.chips import read_chip
from services.intake.corrections.models import Correction
from services.intake.corrections.record import (
    MOMENTS,
    OF_DOG,
    OF_SHEET,
    OF_STAY,
    hash_of,
    record_of,
    sheet_in,
)
from services.intake.corrections.states import CORRECTION
from services.intake.deadlines import HouseMoment
from services.intake.models import Dog, Stay
from services.intake.rules import CLOCK_SKEW, FoundInFuture, UnknownDivision, check_arrival
from services.intake.sheet import rules as sheet_rules
from services.intake.sheet.shape import Sheet
from services.intake.two_people import AlreadyDecided as AlreadyDecided
from services.intake.two_people import SamePersonTwice as SamePersonTwice
from shared import clock
from shared.auth import NotAllowed, Who
from shared.codes import known_division
from shared.events import ChipRead, CustodyBasis, IntakeCorrected, Sex, Size
from shared.forms import Form
from shared.moments import too_early
from shared.persons import Told
from shared.problems import Problem, Unreasonable
from shared.said import Said

Reason = Literal["MISTYPED", "EXAMINED", "DOCUMENT", "OWNER", "OTHER"]
REASONS: tuple[Reason, ...] = get_args(Reason)
CLAIM = "CLAIM_WINDOW"
MAY_BE_UNKNOWN = ("name", "age_months", "arrived_at", *OF_SHEET)
TOLD = ("name", "sex", "breed", "colour", "age_months", "size", "division", "custody_basis", "found_time")


class CorrectionWaits(Problem):
    title = Said("已有更正待确认", "A correction waits already")


class RecordHasChanged(Problem):
    title = Said("记录已变", "The record has changed")


class Changes(Sheet):
    """What should stand there instead, in the record or on its sheet. Only what is named is corrected; null
    says that it is unknown."""

    name: Told | None = Field(default=None, max_length=40)
    sex: Sex | None = None
    breed: Told | None = Field(default=None, min_length=1, max_length=80, examples=["MIX"])
    colour: Told | None = Field(default=None, min_length=1, max_length=40, examples=["BT"])
    age_months: int | None = Field(default=None, ge=0, le=360)
    size: Size | None = None
    chip: str | None = Field(default=None, min_length=1, max_length=40)
    custody_basis: CustodyBasis | None = None
    found_time: HouseMoment | None = None
    arrived_at: HouseMoment | None = None
    found_text: str | None = Field(default=None, max_length=200)
    division: str | None = Field(default=None, max_length=9, pattern=r"^[0-9]{6}([0-9]{3})?$")
    notes: str | None = Field(default=None, max_length=2000)


class NewCorrection(Form):
    """One person asks; nothing changes before another confirms."""

    changes: Changes
    reason: Reason
    note: str = Field(min_length=2, max_length=1000, examples=["复查牙齿，约五岁"])
    stay_id: str | None = Field(
        default=None, max_length=64, description="else the stay with which the dog first came"
    )


class Refusal(Form):
    because: str = Field(min_length=2, max_length=1000)


def ask(
    record: dict[str, Any], waits: bool, new: NewCorrection, correction_id: str, by: str, now: datetime
) -> Correction:
    """Somebody asks that the record be corrected. Raises what is wrong with that, with what to do."""
    if waits:
        raise CorrectionWaits(
            "该犬已有更正待确认，请先确认或退回。",
            "A correction of this dog waits already: have it confirmed or refused first.",
        )
    given, was = _checked(new.changes), sheet_in(record)
    changed = {
        name: value
        for name, value in given.items()
        if (getattr(new.changes, name) != getattr(was, name) if name in OF_SHEET else value != record[name])
    }
    if not changed:
        raise Unreasonable(
            "没有要更正的内容，请先改动至少一项。",
            "Nothing differs from the record: change at least one value.",
        )
    _check_times(record | changed, now)
    sheet_rules.check(sheet_in(record | changed), (record | changed)["custody_basis"], now)
    return Correction(
        id=correction_id, dog_id=record["dog_id"], stay_id=record["stay_id"], before=record,
        old_hash=hash_of(record), old={name: record.get(name) for name in changed}, new=changed,
        reason=new.reason, note=new.note, asked_by=by, asked_at=now,
        followed=[], redo=[],
    )  # fmt: skip


def _check_times(record: dict[str, Any], now: datetime) -> None:
    """Found, then here, and neither in the future. Raises `Unreasonable`."""
    found, arrived = (record[name] and clock.parse(record[name]) for name in MOMENTS)
    if found and found > now + CLOCK_SKEW:
        raise FoundInFuture(
            "发现时间晚于现在，请检查日期。", "found_time lies in the future: check the date and time zone."
        )
    if found:
        check_arrival(arrived, found, now)


def check_known(correction: Correction, first_day: date) -> None:
    """It asks for no time before the first law: what was asked for long ago no door has looked at."""
    asked = (correction.new.get(name) for name in MOMENTS)
    if why := next((why for at in asked if at and (why := too_early(clock.parse(at), first_day))), None):
        raise Unreasonable(*why.halves)


def check_place_in_time(
    found: datetime | None, left_before: datetime | None, closed: datetime | None
) -> None:
    """A stay begins after the dog's stay before it was over, and before it is over itself."""
    if found and closed and found > closed:
        raise Unreasonable(
            "发现时间晚于离所时间，请更正。", "It was found before its stay was over: correct the time."
        )
    if found and left_before and found < left_before:
        raise Unreasonable(
            "发现时间早于上一次离所时间，请更正。",
            "It was found after it had left the time before: correct the time.",
        )


def _checked(changes: Changes) -> dict[str, Any]:
    given = changes.model_dump(mode="json", include=set(changes.model_fields_set))
    for name in MOMENTS:
        if at := getattr(changes, name):
            given[name] = clock.text(at)
    for name, value in given.items():
        if value is None and name not in MAY_BE_UNKNOWN:
            raise Unreasonable(
                f"{name} 不能为空，请填更正后的值。", f"`{name}` cannot be unknown: give its value."
            )
    division = given.get("division")
    if division and not known_division(division):
        raise UnknownDivision(
            f"没有代码为 {division} 的区划，请用六位或九位代码。",
            f"There is no division {division}: use its code.",
        )
    if "chip" in given:
        given["chip"] = read_chip(given["chip"]).number
    return given


def confirm(correction: Correction, dog: Dog, stay: Stay, sheet: Sheet, by: str, now: datetime) -> Sheet:
    """The record now says the new values; the old ones are kept (domain §2.7: two people, never an update).

    Gives the sheet as it should read. Raises `SamePersonTwice`, and `RecordHasChanged` when what was seen
    when this was asked reads otherwise now; what was filled in meanwhile does no harm.
    """
    must_be_open(correction)
    if by == correction.asked_by:
        raise SamePersonTwice(
            "提出人不能确认自己的更正，请由另一人核对后确认。",
            "Who asked for it cannot confirm it: let another person check and confirm it.",
        )
    stands = record_of(dog, stay, sheet)
    if any(stands.get(name) != value for name, value in {**correction.old, **correction.before}.items()):
        raise RecordHasChanged(
            "提出之后记录已变，请退回并重新提出。",
            "The record has changed since this was asked: refuse it, and ask again.",
        )
    _check_times(stands | correction.new, now)
    correction.state, correction.decided_by, correction.decided_at = "CONFIRMED", by, now
    return _apply(correction, dog, stay, sheet)


def _apply(correction: Correction, dog: Dog, stay: Stay, sheet: Sheet) -> Sheet:
    for name, value in correction.new.items():
        if name in OF_DOG:
            setattr(dog, name, value)
        elif name in MOMENTS:
            at = clock.parse(value) if value else None
            setattr(stay, {"found_time": "opened_at"}.get(name, name), at)
        elif name in OF_STAY:
            setattr(stay, name, value)
    on_sheet = {name: value for name, value in correction.new.items() if name in OF_SHEET}
    return Sheet.model_validate(sheet.model_dump() | on_sheet)


def on_sheet(correction: Correction) -> list[str]:
    """Which fields of the intake sheet it corrects."""
    return sorted(set(correction.new).intersection(OF_SHEET))


def told(
    correction: Correction, stay: Stay, first: bool, accounts: tuple[str, str], now: datetime
) -> IntakeCorrected:
    """What the others hear: of the dog, and of the stay with which it `first` came; of a sheet only its hash.

    `accounts` are the ids under which others hear of who asked and who confirmed.
    """
    known = TOLD if first else OF_DOG
    said = {name: value for name, value in correction.new.items() if name in known and name != "chip"}
    fields = [name for name in correction.new if name not in OF_SHEET and (first or name in OF_DOG)]
    if first and CLAIM in correction.followed:
        said["claim_until"], fields = stay.claim_until, [*fields, "claim_until"]
    return IntakeCorrected(
        occurred_at=now, dog_id=correction.dog_id, stay_id=correction.stay_id,
        correction_id=correction.id, fields=sorted(fields), reason=correction.reason,
        asked_by=accounts[0], confirmed_by=accounts[1], old_hash=correction.old_hash, **said,
    )  # fmt: skip


def chip_read(correction: Correction, dog: Dog, now: datetime) -> list[ChipRead]:
    if "chip" not in correction.new:
        return []
    chip = read_chip(correction.new["chip"])
    dog.chip_scheme, dog.chip_raw = chip.scheme, chip.raw
    return [ChipRead(occurred_at=now, dog_id=dog.id, chip=chip.number, scheme=chip.scheme)]


def may_refuse(correction: Correction, who: Who, confirmers: Iterable[str]) -> None:
    """Who may confirm it, and who asked for it. Raises `NotAllowed`."""
    if who.name != correction.asked_by and not who.may(confirmers):
        raise NotAllowed(
            "只有提出人或有确认权的人可以退回。", "Only who asked, or who may confirm it, can refuse it."
        )


def refuse(correction: Correction, by: str, because: str, now: datetime) -> None:
    """The record stays as it is. Who asked may take it back."""
    must_be_open(correction)
    correction.state, correction.decided_by, correction.decided_at = "REFUSED", by, now
    correction.refused_because = because


def must_be_open(correction: Correction) -> None:
    if not CORRECTION.goes_on(correction.state):
        raise AlreadyDecided("这项更正已有决定，请刷新页面。", "This is decided already: look again.")
