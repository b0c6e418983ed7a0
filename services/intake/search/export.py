"""Records as a file for a spreadsheet: recorded before the first line leaves, masked, and only text."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO

from pydantic import Field

from services.intake.search import rules, store
from services.intake.search.models import Export
from services.intake.search.store import Found
from services.intake.search.words import BASES, STATUSES, name_in
from shared import clock
from shared.codes import breed_name, colour_name, division_name, sex_name, size_name
from shared.events import RecordsExported
from shared.looks import Reason
from shared.moments import Day
from shared.sealed import mask_name
from shared.service import Service
from shared.spreadsheets import safe
from shared.store import Work

TOGETHER = 1000
HIDDEN = "（已隐去 withheld）"
PERSONAL = re.compile(r"\d[\d\s-]{5,}[\dXx]")  # phones, identity numbers
COLUMNS = (
    "收容编号 stay no", "犬只 dog id", "状态 status", "犬舍 kennel", "收容依据 custody basis", "名字 name",
    "性别 sex", "品种 breed", "毛色 colour", "体型 size", "芯片 chip", "区划 division", "地点 place",
    "发现时间 found", "离所时间 closed", "行动 operation", "登记人 taken in by", "备注 notes",
)  # fmt: skip


class NewExport(Reason):
    """What is to be taken out, and what for."""

    q: str = Field(default="", max_length=100, examples=["赛罕区 黄"])
    status: str = Field(default="", max_length=40, examples=["HOLDING"])
    operation: str = Field(default="", max_length=60)
    since: Day | None = Field(default=None, examples=["2026-07-01"])
    until: Day | None = None


def wanted(new: NewExport, today: date) -> rules.Query:
    return rules.query(new.q, today, new.status, new.operation, new.since, new.until)


def record(work: Work, new: NewExport, export_id: str, by: str, now: datetime, rows: int) -> Export:
    """Who takes what, and what for: everybody may know that it happened, the record says who it was."""
    kept = Export(
        id=export_id, by=by, at=now, purpose=new.purpose, note=new.note, q=new.q, status=new.status,
        operation_id=new.operation, since=new.since, until=new.until, rows=rows,
    )  # fmt: skip
    work.add(kept)
    work.publish(RecordsExported(occurred_at=now, export_id=export_id, kind="stays", rows=rows))
    return kept


def stream(service: Service, serials: Sequence[int]) -> Iterator[bytes]:
    """UTF-8 with the mark that Excel wants. Each thousand is read anew: no snapshot waits for a slow line."""
    yield "\ufeff".encode() + _lines([COLUMNS])
    for start in range(0, len(serials), TOGETHER):
        with service.store.read() as work:
            found = store.read(work, serials[start : start + TOGETHER])
            names = store.operation_names(work)
            yield _lines([line_of(one, names) for one in found])


def line_of(found: Found, operations: dict[str, str]) -> list[str]:
    """One stay. What a person wrote about people is masked; what a spreadsheet would run is text."""
    stay, dog = found.stay, found.dog
    values = (
        stay.stay_no, dog.id, name_in(STATUSES, stay.status), stay.kennel,
        name_in(BASES, stay.custody_basis), dog.name, sex_name(dog.sex),
        breed_name(dog.breed), colour_name(dog.colour), size_name(dog.size), chip_shown(dog.chip or ""),
        division_name(stay.division), masked(stay.found_text), _moment(stay.opened_at),
        _moment(stay.closed_at), operations.get(stay.operation_id or "", ""), mask_name(stay.taken_in_by),
        HIDDEN if stay.notes else "",
    )  # fmt: skip
    return [safe(value or "") for value in values]


def chip_shown(chip: str) -> str:
    """156 000123456789: with a space, or a spreadsheet would show 1.56E+14."""
    return f"{chip[:3]} {chip[3:]}" if len(chip) == 15 else chip


def masked(text: str) -> str:
    """A place is kept; what looks like a phone or an identity number in it is not."""
    return PERSONAL.sub("****", text)


def _moment(at: datetime | None) -> str:
    return at.astimezone(clock.CITY).strftime("%Y-%m-%d %H:%M") if at else ""


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
