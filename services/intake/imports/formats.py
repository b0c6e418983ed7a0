"""Reads rows: our own columns, and the movement export of Animal Shelter Manager 3 (ASM3)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from pydantic import ValidationError

from services.intake.arrivals.rules import NewDog
from services.intake.stays.chips import ChipImpossible, read_chip
from services.intake.stays.rules import ELSEWHERE, FoundAt
from shared.clock import CITY
from shared.events import CustodyBasis, Sex
from shared.persons import shown
from shared.references import Seal, is_number
from shared.said import Said, of_error

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
ASM3 = {  # what becomes of each column
    "id": "external_ref", "intakedate": "found_time", "movementdate": "found_time",
    "intakereason": "custody_basis", "identichipnumber": "chip", "animalname": "name", "breedname": "breed",
    "basecolour": "colour", "animalage": "age_months", "sexname": "sex", "location": "found_text",
    "speciesname": "species", "movementtype": "outcome", "returndate": "outcome", "deceaseddate": "death",
    "deceasedreason": "death", "diedoffshelter": "death",
}  # fmt: skip
NATIVE = {name: name for name in ("external_ref", "found_text", "division", *NewDog.model_fields)
          if name not in ("found_at", "sheet")}  # fmt: skip
TORN = Said(
    "格子比列名多，文字里的逗号要加引号。", "More cells than columns: put quotes around text with commas."
)
NEEDED = {"id", "intakedate", "speciesname", "movementdate", "movementtype"}
READ = {*ASM3} - {"location"}  # what an export may lack
OWN = {"found_text", "division", "found_time", "colour"}
MOMENTS = ("found_time", "arrived_at")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
MOST_ROWS, MOST_COLUMNS = 50_000, 100
WENT_HOME = ("Adoption", "Reclaimed")
IN_WORDS = ("out_of_bounds", "no_such_time", "unseen", "names_somebody")  # what the form itself says best
HINTS = {
    "found_time": ("写成 2026-07-13T23:41:00+08:00", "such as 2026-07-13T23:41:00+08:00"),
    "arrived_at": ("写成 2026-07-13T23:41:00+08:00", "such as 2026-07-13T23:41:00+08:00"),
    "found_at.division": ("写六位或九位代码，如 150105", "a code of 6 or 9 digits, such as 150105"),
    "sex": ("写 male、female 或 unknown", "male, female or unknown"),
    "size": ("写 S、M、L 或 G", "S, M, L or G"),
    "age_months": ("写 0–360 的整数", "a whole number from 0 to 360"),
    "custody_basis": ("写代码，如 STRAY", "a code, such as STRAY"),
}


class Refused(ValueError):
    """A row that is not taken over, with the reason."""

    def __init__(self, chinese: str, english: str) -> None:
        self.said = Said(chinese, english)
        super().__init__(self.said)


@dataclass(slots=True)
class Record:
    """One dog as the file knows it. `rows` are its row numbers in the file; the header is row 1.

    `numbered`: by a number of its own, under which it may have come in more than once. `left_before`: it went
    home and came back, which adoption takes over. `told`: its rows are refused already.
    """

    rows: list[int]
    ref: str
    new: NewDog
    numbered: bool = False
    housed: bool = True
    left_before: bool = False
    told: bool = False
    gone_at: datetime | None = None
    gone_by: str | None = None
    death: tuple[datetime, str, bool] | None = None


@dataclass(slots=True)
class Reading:
    """A file as understood: dogs to take in, and rows that are refused."""

    records: list[Record]
    refused: list[tuple[int, str]]
    rows: int
    columns: dict[str, str] = field(default_factory=dict)


def read(text: str, seal: Seal) -> Reading:
    """Raises `Refused` for a file that is neither format."""
    try:
        reader = table(text)
        columns = list(reader.fieldnames or ())
        taken, understood = _format(columns)
        rows = list(islice(enumerate(reader, start=2), MOST_ROWS + 1))
    except csv.Error as error:
        raise Refused(
            f"这不是完整的 CSV 文件（{error}）。", f"This is not a whole CSV file: {error}."
        ) from None
    if not rows:
        raise Refused("文件只有列名，没有数据行。", "The file has column names and no rows.")
    if len(rows) > MOST_ROWS:
        raise Refused(
            f"超过 {MOST_ROWS} 行，请分成几个文件。", f"More than {MOST_ROWS} rows: split the file."
        )
    torn: list[tuple[int, str]] = [(number, TORN) for number, row in rows if None in row]
    reading = understood([(number, row) for number, row in rows if None not in row], seal)
    reading.refused, reading.rows = sorted(reading.refused + torn), len(rows)
    reading.columns = {name: taken.get(name, "") for name in columns if name}
    return reading


def table(text: str) -> "csv.DictReader[str]":
    """The rows of a CSV file; its header is row 1. Some spreadsheets put semicolons or tabs between cells."""
    text = text.lstrip("\ufeff")
    header = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), restkey=None, restval=""
    )
    reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
    return reader


Format = Callable[[Sequence[tuple[int, Row]], Seal], Reading]


def _format(columns: list[str]) -> tuple[dict[str, str], Format]:
    """Raises `Refused` for columns that are not understood, and says which."""
    if len(columns) > MOST_COLUMNS:
        raise Refused(
            f"有 {len(columns)} 列，最多 {MOST_COLUMNS} 列：请删去不需要的列。",
            f"It has {len(columns)} columns, {MOST_COLUMNS} is the most: remove those that are not needed.",
        )
    if twice := sorted(name for name, many in Counter(columns).items() if name and many > 1):
        names = ", ".join(twice)
        raise Refused(f"列名重复：{names}，请删去多余的列。", f"Column {names} is there twice: remove one.")
    if set(columns) >= OWN:
        return NATIVE, _native
    if not set(columns) >= NEEDED:
        raise Refused(
            "看不懂这些列：需要 ASM3 导出，或 found_text, division, found_time, colour 等列。",
            "The columns are neither ASM3's nor ours: found_text, division, found_time, colour, …",
        )
    if missing := ", ".join(sorted(READ - set(columns))):
        raise Refused(
            f"ASM3 导出缺少这些列：{missing}，请重新导出。", f"The export lacks {missing}: export it anew."
        )
    return ASM3, _asm3


def _native(rows: Sequence[tuple[int, Row]], seal: Seal) -> Reading:
    """Rows that are quite alike and have no number are counted: four puppies of one litter are four dogs."""
    refused: list[tuple[int, str]] = []
    records, alike = [], Counter[str]()
    for number, row in rows:
        given = {name: value.strip() for name, value in row.items() if name in NATIVE and value.strip()}
        place = {"text": given.pop("found_text", ""), "division": given.pop("division", "")}
        own = given.pop("external_ref", "")
        ref = seal.of_number(own) if own else seal.of_row(row, 1)
        alike[ref] += 1
        try:
            new = NewDog.model_validate(given | _moments(given) | {"found_at": place})
            ref = ref if own else seal.of_row(row, alike[ref])
            records.append(Record([number], ref, new, numbered=bool(own)))
        except ValidationError as error:
            refused.append((number, _why(error)))
        except Refused as why:
            refused.append((number, why.said))
    return Reading(_in_time(records), refused, len(rows))


def _in_time(records: list[Record]) -> list[Record]:
    """In the order of the file; but of one animal the first time that it came in comes first."""
    first: dict[str, int] = {}
    for place, record in enumerate(records):
        first.setdefault(record.ref, place)
    return sorted(records, key=lambda record: (first[record.ref], record.new.found_time))


def _moments(given: Mapping[str, str]) -> dict[str, str]:
    """Times as RFC 3339 has them; without a zone they are the city's. Raises `Refused` for what is none."""
    told = {}
    for name in MOMENTS:
        if name in given:
            if not (found := MOMENT.fullmatch(given[name])):
                raise Refused(*_wrong(name, name, given[name], "").halves)
            day, time, seconds, zone = found.groups()
            told[name] = f"{day}T{time}{seconds or ':00'}{zone or '+08:00'}"
    return told


def _asm3(rows: Sequence[tuple[int, Row]], _seal: Seal) -> Reading:
    dogs: dict[str, list[tuple[int, Row]]] = {}
    refused: list[tuple[int, str]] = []
    for number, row in rows:
        try:
            _check(row)
            dogs.setdefault(row["id"], []).append((number, row))
        except Refused as why:
            refused.append((number, why.said))
    records = []
    for of_dog in dogs.values():
        try:
            records.append(_dog(of_dog))
        except ValidationError as error:
            refused += [(number, _why(error)) for number, _ in of_dog]
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


def _why(error: ValidationError) -> str:
    """What is wrong with a row, and what belongs there."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    column = {"found_at.text": "found_text", "found_at.division": "division"}.get(place, place)
    if first["type"] == "missing" or first["input"] == "":
        return Said(f"缺少 {column}。", f"{column} is missing.")
    if first["type"] in IN_WORDS:
        said = of_error(dict(first))
        return Said(f"{column}：{said.zh}", said.en) if isinstance(said, Said) else f"{column}：{said}"
    return _wrong(place, column, str(first["input"]), first["msg"])


def _wrong(place: str, column: str, given: str, otherwise: str) -> Said:
    zh, en = HINTS.get(place, ("请改正", otherwise))
    given = shown(given)
    return Said(
        f"{column} 有误（{given}），请{zh.removeprefix('请')}。", f"{column} {given!r} is wrong: {en}."
    )
