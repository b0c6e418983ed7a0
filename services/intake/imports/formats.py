"""Reads rows: our own columns, and the movement export of Animal Shelter Manager 3 (ASM3)."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from services.intake.chips import ChipImpossible, read_chip
from services.intake.rules import FoundAt, NewDog
from shared.clock import CITY
from shared.events import CustodyBasis, Sex

Row = Mapping[str, str]
BASIS: dict[str, CustodyBasis] = {
    "Stray": "STRAY",
    "Police Assist": "STRAY",
    "Biting": "OBSERVATION",
    "Rabies Monitoring": "OBSERVATION",
    "Transfer from Other Shelter": "TRANSFER_IN",
    "Born in Shelter": "BORN_IN_CARE",
}
SEX: dict[str, Sex] = {"Male": "male", "Female": "female", "Unknown": "unknown"}
NEEDED = {"id", "intakedate", "speciesname", "movementdate", "movementtype"}


class Refused(ValueError):
    """A row that is not taken over, with the reason."""


@dataclass(slots=True)
class Record:
    """One dog as the file knows it. `rows` are its row numbers in the file; the header is row 1."""

    rows: list[int]
    ref: str
    new: NewDog
    housed: bool = True
    gone_at: datetime | None = None
    gone_by: str | None = None
    death: tuple[datetime, str, bool] | None = None


@dataclass(slots=True)
class Reading:
    """A file as understood: dogs to take in, and rows that are refused."""

    records: list[Record]
    refused: list[tuple[int, str]]
    rows: int


def read(text: str) -> Reading:
    """Raises `Refused` for a file that is neither format."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    columns = set(reader.fieldnames or ())
    rows = list(enumerate(reader, start=2))
    if columns >= NEEDED:
        return _asm3(rows)
    if columns >= {"found_text", "division", "found_time", "colour"}:
        return _native(rows)
    raise Refused(
        "看不懂这些列：需要 ASM3 导出，或 found_text, division, found_time, colour 等列。"
        "The columns are neither ASM3's nor ours: found_text, division, found_time, colour, …"
    )


def _native(rows: Sequence[tuple[int, Row]]) -> Reading:
    records, refused = [], []
    for number, row in rows:
        given = {name: value.strip() for name, value in row.items() if name and value and value.strip()}
        place = {"text": given.pop("found_text", ""), "division": given.pop("division", "")}
        ref = given.pop("external_ref", "")
        try:
            new = NewDog.model_validate(given | {"found_at": place})
            records.append(Record([number], f"csv:{ref}" if ref else f"row:{sorted(row.items())}", new))
        except ValidationError as error:
            refused.append((number, _why(error)))
    return Reading(records, refused, len(rows))


def _asm3(rows: Sequence[tuple[int, Row]]) -> Reading:
    dogs: dict[str, list[tuple[int, Row]]] = {}
    refused = []
    for number, row in rows:
        try:
            _check(row)
            dogs.setdefault(row["id"], []).append((number, row))
        except Refused as why:
            refused.append((number, str(why)))
    records = []
    for of_dog in dogs.values():
        try:
            records.append(_dog(of_dog))
        except (ValueError, KeyError) as error:
            refused += [(number, f"看不懂：{error} Unreadable: {error}") for number, _ in of_dog]
    return Reading(records, sorted(refused), len(rows))


def _check(row: Row) -> None:
    if row["speciesname"] != "Dog":
        raise Refused(f"不是犬（{row['speciesname']}） Not a dog: {row['speciesname'] or 'no species given'}")
    if not row["id"]:
        raise Refused("没有编号 No id")
    for column in ("intakedate", "movementdate"):
        try:
            _date(row[column])
        except (ValueError, TypeError):
            raise Refused(f"{column} 不是日期 {column} is not a date: {row[column]!r}") from None


def _dog(rows: list[tuple[int, Row]]) -> Record:
    """A dog may have come before its last `intakedate`: its first movement then tells when, at the latest."""
    last = max((row for _, row in rows), key=lambda row: row["movementdate"])
    found = min(_date(row[column]) for _, row in rows for column in ("intakedate", "movementdate"))
    chip, note = _chip(last["identichipnumber"])
    new = NewDog(
        custody_basis=BASIS.get(last["intakereason"], "SURRENDERED"),
        found_at=FoundAt.model_construct(text=last.get("location", ""), division=""),
        found_time=found, sex=SEX.get(last["sexname"], "unknown"), breed=last["breedname"][:80] or "MIX",
        colour=last["basecolour"][:40] or "?", age_months=_months(last["animalage"]),
        chip=chip, name=last["animalname"][:40] or None, notes=note,
    )  # fmt: skip
    record = Record([number for number, _ in rows], f"asm3:{last['id']}", new)
    left = not last["returndate"] and last["movementtype"] != "Foster"
    if last["movementtype"] == "Transfer" and left:
        record.gone_at, record.gone_by = _date(last["movementdate"]), "TRANSFERRED"
    if last["deceaseddate"]:
        in_care = last["diedoffshelter"] != "1"
        record.death = (_date(last["deceaseddate"]), last["deceasedreason"] or "unknown", in_care)
    record.housed = not left and record.death is None
    return record


def _date(text: str) -> datetime:
    """The file's wall clock has no zone; it is read as our own."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


def _months(words: str) -> int | None:
    """ "9 years 1 month." as 109."""
    counted = {unit: int(n) for n, unit in re.findall(r"(\d+) (year|month|week)", words)}
    if not counted:
        return None
    return min(counted.get("year", 0) * 12 + counted.get("month", 0) + counted.get("week", 0) // 4, 360)


def _chip(code: str) -> tuple[str | None, str]:
    """Old files hold codes that no reader shows; they are kept in the notes as they are."""
    if not code:
        return None, ""
    try:
        return read_chip(code).raw, ""
    except ChipImpossible:
        return None, f"chip as recorded elsewhere: {code}"


def _why(error: ValidationError) -> str:
    first = error.errors()[0]
    column = ".".join(str(part) for part in first["loc"])
    return f"{column} 有误 {column}: {first['msg']}"
