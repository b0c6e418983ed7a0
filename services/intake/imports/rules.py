"""When a file may begin, and how its words are turned into lines. No database, no clock, no network."""

import contextlib
from collections.abc import Container
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.intake.imports.formats import table
from services.intake.imports.models import Import
from services.intake.imports.records import Reading, Record
from services.intake.stays.models import Dog, Stay
from shared.moments import CLOCK_SKEW
from shared.persons import names_somebody, told
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.spreadsheets import safe


class UnreadableFile(Unreasonable):
    title = Said("看不懂这个文件", "Unreadable file")


class PastInFuture(Unreasonable):
    title = Said("时间在将来", "In the future")


class NamesSomebody(Unreasonable):
    title = Said("内容涉及个人", "It names a person")


class CameBefore(Problem):
    title = Said("已有更晚的收容", "It came in later")


class AlreadyBegun(Problem):
    title = Said("已经开始导入", "The import has begun")


LONGEST_REASON = 500  # characters of a reason that are kept
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and xls, whatever their names say
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(sent: bytes) -> str:
    """UTF-8, or what Excel in China writes. Raises `UnreadableFile`."""
    if not sent.strip(b"\xef\xbb\xbf\r\n\t ,;"):
        raise UnreadableFile(
            "文件是空的，请选择有内容的 CSV 文件。", "The file is empty: choose one with rows."
        )
    if sent.startswith(WORKBOOKS):
        raise UnreadableFile(
            "这是 Excel 工作簿，不是 CSV：请在 Excel 里另存为“CSV UTF-8”。",
            "This is an Excel workbook: save it in Excel as “CSV UTF-8”.",
        )
    for coding in ("utf-16",) if sent.startswith(UTF_16) else ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return _without_nul(sent.decode(coding))
    raise UnreadableFile("文件编码不对，请另存为 UTF-8 的 CSV。", "Not a text file: save it as CSV in UTF-8.")


def _without_nul(text: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(
            f"第 {line} 行有空字符，文件可能已损坏，请重新导出。",
            f"There is a NUL in line {line}, the file may be damaged: export it anew.",
        )
    return text


def kept(row: int, reason: str) -> dict[str, Any]:
    """A refused row as the store has it: the reason with its halves, where it is said twice."""
    halves = {"halves": reason.halves} if isinstance(reason, Said) else {}
    return {"row": row, "reason": reason[:LONGEST_REASON]} | halves


def shown(kept: dict[str, Any]) -> dict[str, Any]:
    """The same as it is shown: a page says the reader's half."""
    reason = Said(*kept["halves"]) if "halves" in kept else kept["reason"]
    return {"row": kept["row"], "reason": reason}


def draft(import_id: str, name: str, sealed: bytes, reading: Reading, by: str, now: datetime) -> Import:
    """A file that is looked at; nothing of it is taken in yet."""
    refused = [kept(row, reason) for row, reason in reading.refused]
    return Import(
        id=import_id, name=name.strip()[:200], started_by=by, started_at=now, sealed=sealed,
        rows=reading.rows, refused=refused, done=len(refused),
    )  # fmt: skip


def begin(draft: Import, now: datetime) -> None:
    """Raises `AlreadyBegun`."""
    if draft.begun_at:
        raise AlreadyBegun("这个文件已经开始导入，请看进度。", "It is being taken in: look at its progress.")
    draft.begun_at = now


def check_past(record: Record, now: datetime) -> None:
    """How it left or died, as its records tell: not in the future, and nobody's number in it."""
    at, cause, _ = record.death or (None, "", False)
    if any(moment and moment > now + CLOCK_SKEW for moment in (record.gone_at, at)):
        raise PastInFuture(
            "离所或死亡时间晚于现在，请检查日期。", "It left or died in the future: check the date."
        )
    if names_somebody(cause):
        raise NamesSomebody(
            "死因里有证件号或电话，请删去。",
            "There is an id or phone number in the cause of death: take it out.",
        )


def check_order(latest: Stay, dog: Dog, found: datetime) -> None:
    """A further stay begins after the last one. Raises `CameBefore`."""
    began = max(filter(None, (latest.opened_at, latest.closed_at)), default=found)
    if latest.outcome is None and latest.opened_at:
        began = latest.opened_at
    if found <= began:
        raise CameBefore(
            f"该编号的犬之后已有收容（{latest.stay_no}），请核对发现时间；旧的收容要先导入。",
            f"A stay of that number is later ({latest.stay_no}): check found_time; import older ones first.",
        )
    if dog.death_cause is not None:
        raise CameBefore(
            "该编号的犬已死亡，请核对编号。", "The dog of this number is dead: check the number."
        )


def why(problem: Problem) -> str:
    """The desk's words, without a number of anybody's that it quotes out of a cell."""
    return told(problem.detail) if names_somebody(problem.detail) else problem.detail


class Left(BaseModel):
    """What is kept of a file once it is done: its columns, and by their numbers the refused rows."""

    columns: list[str] = []
    rows: dict[int, list[str]] = {}


def left_of(text: str, refused: Container[int]) -> Left:
    reader = table(text)
    columns = list(reader.fieldnames or ())
    rows = {
        number: [row.get(column) or "" for column in columns]
        for number, row in enumerate(reader, start=2)
        if number in refused
    }
    return Left(columns=columns, rows=rows)


def refused_lines(left: Left, refused: dict[int, str]) -> list[list[str]]:
    """The rows that were refused, as they were, each with its number and the reason."""
    nothing = [""] * len(left.columns)
    lines = [[*left.columns, "行号 row", "原因 reason"]]
    lines += [[*left.rows.get(number, nothing), str(number), why] for number, why in sorted(refused.items())]
    return [[safe(cell) for cell in line] for line in lines]
