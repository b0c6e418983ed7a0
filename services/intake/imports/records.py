"""What a file is understood as: dogs to take in, and rows that are refused, with what belongs there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from services.intake.arrivals.rules import NewDog
from shared.persons import shown
from shared.said import Said, of_error

Row = Mapping[str, str]
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


def why(error: ValidationError) -> str:
    """What is wrong with a row, and what belongs there."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    column = {"found_at.text": "found_text", "found_at.division": "division"}.get(place, place)
    if first["type"] == "missing" or first["input"] == "":
        return Said(f"缺少 {column}。", f"{column} is missing.")
    if first["type"] in IN_WORDS:
        said = of_error(dict(first))
        return Said(f"{column}：{said.zh}", said.en) if isinstance(said, Said) else f"{column}：{said}"
    return wrong(place, column, str(first["input"]), first["msg"])


def wrong(place: str, column: str, given: str, otherwise: str) -> Said:
    zh, en = HINTS.get(place, ("请改正", otherwise))
    given = shown(given)
    return Said(
        f"{column} 有误（{given}），请{zh.removeprefix('请')}。", f"{column} {given!r} is wrong: {en}."
    )
