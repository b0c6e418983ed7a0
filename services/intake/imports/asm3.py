"""Rows of the movement export of Animal Shelter Manager 3 (ASM3)."""

import re
from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from services.intake.arrivals.rules import NewDog
from services.intake.imports.records import Reading, Record, Refused, Row, why
from services.intake.stays.chips import ChipImpossible, read_chip
from services.intake.stays.rules import ELSEWHERE, FoundAt
from shared.clock import CITY
from shared.events import CustodyBasis, Sex
from shared.persons import shown
from shared.references import Seal, is_number
from shared.said import Said

BASIS: dict[str, CustodyBasis] = {
    "Stray": "STRAY",
    "Police Assist": "STRAY",
    "Biting": "OBSERVATION",
    "Rabies Monitoring": "OBSERVATION",
    "Transfer from Other Shelter": "TRANSFER_IN",
    "Born in Shelter": "BORN_IN_CARE",
}
SEX: dict[str, Sex] = {"Male": "male", "Female": "female", "Unknown": "unknown"}
COLUMNS = {  # what becomes of each column
    "id": "external_ref", "intakedate": "found_time", "movementdate": "found_time",
    "intakereason": "custody_basis", "identichipnumber": "chip", "animalname": "name", "breedname": "breed",
    "basecolour": "colour", "animalage": "age_months", "sexname": "sex", "location": "found_text",
    "speciesname": "species", "movementtype": "outcome", "returndate": "outcome", "deceaseddate": "death",
    "deceasedreason": "death", "diedoffshelter": "death",
}  # fmt: skip
NEEDED = {"id", "intakedate", "speciesname", "movementdate", "movementtype"}
READ = {*COLUMNS} - {"location"}  # what an export may lack
WENT_HOME = ("Adoption", "Reclaimed")


def read(rows: Sequence[tuple[int, Row]], _seal: Seal) -> Reading:
    dogs: dict[str, list[tuple[int, Row]]] = {}
    refused: list[tuple[int, str]] = []
    for number, row in rows:
        try:
            _check(row)
            dogs.setdefault(row["id"], []).append((number, row))
        except Refused as refusal:
            refused.append((number, refusal.said))
    records = []
    for of_dog in dogs.values():
        try:
            records.append(_dog(of_dog))
        except ValidationError as error:
            refused += [(number, why(error)) for number, _ in of_dog]
        except (ValueError, KeyError):
            refused += [
                (number, Said("看不懂这一行，请核对日期。", "Unreadable: check its dates."))
                for number, _ in of_dog
            ]
    return Reading(records, sorted(refused), len(rows))


def _check(row: Row) -> None:
    if row["speciesname"] != "Dog":
        kind = shown(row["speciesname"])
        raise Refused(f"不是犬：{kind}。", f"Not a dog: {kind or 'no species given'}")
    if not row["id"]:
        raise Refused("没有编号", "No id")
    if not is_number(row["id"]):
        raise Refused("id 不是编号，请用字母和数字。", "The id is no number: use letters and digits.")
    for column in ("intakedate", "movementdate"):
        try:
            _date(row[column])
        except (ValueError, TypeError):
            raise Refused(f"{column} 不是日期", f"{column} is not a date: {shown(row[column])!r}") from None


def _dog(rows: list[tuple[int, Row]]) -> Record:
    """A dog may have come before its last `intakedate`: its first movement then tells when, at the latest."""
    last = max((row for _, row in rows), key=lambda row: row["movementdate"])
    found = min(_date(row[column]) for _, row in rows for column in ("intakedate", "movementdate"))
    chip, note = _chip(last["identichipnumber"])
    new = NewDog(
        custody_basis=BASIS.get(last["intakereason"], "SURRENDERED"),
        found_at=FoundAt.model_construct(text=last.get("location", "")[:200], division=ELSEWHERE),
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
    record.left_before = any(row["movementtype"] in WENT_HOME for _, row in rows)
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
