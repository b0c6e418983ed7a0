"""When a file may begin, and how its words are turned into lines. No database, no clock, no network."""

import contextlib
from datetime import datetime

from services.intake.imports.formats import Reading, table
from services.intake.imports.models import Import
from services.intake.spreadsheets import safe
from shared.problems import Problem, Unreasonable


class UnreadableFile(Unreasonable):
    title = "看不懂这个文件 Unreadable file"


class AlreadyBegun(Problem):
    title = "已经开始导入 The import has begun"


WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and xls, whatever their names say
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(sent: bytes) -> str:
    """UTF-8, or what Excel in China writes. Raises `UnreadableFile`."""
    if not sent.strip(b"\xef\xbb\xbf\r\n\t ,;"):
        raise UnreadableFile("文件是空的，请选择有内容的 CSV 文件。The file is empty: choose one with rows.")
    if sent.startswith(WORKBOOKS):
        raise UnreadableFile(
            "这是 Excel 工作簿，不是 CSV：请在 Excel 里另存为“CSV UTF-8”。"
            "This is an Excel workbook: save it in Excel as “CSV UTF-8”."
        )
    for coding in ("utf-16",) if sent.startswith(UTF_16) else ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return _without_nul(sent.decode(coding))
    raise UnreadableFile("文件编码不对，请另存为 UTF-8 的 CSV。Not a text file: save it as CSV in UTF-8.")


def _without_nul(text: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(
            f"第 {line} 行有空字符，文件可能已损坏，请重新导出。"
            f"There is a NUL in line {line}, the file may be damaged: export it anew."
        )
    return text


def draft(import_id: str, name: str, text: str, reading: Reading, by: str, now: datetime) -> Import:
    """A file that is looked at; nothing of it is taken in yet."""
    refused = [{"row": row, "reason": reason} for row, reason in reading.refused]
    return Import(
        id=import_id, name=name.strip()[:200], started_by=by, started_at=now, text=text, rows=reading.rows,
        refused=refused, done=len(refused),
    )  # fmt: skip


def begin(draft: Import, now: datetime) -> None:
    """Raises `AlreadyBegun`."""
    if draft.begun_at:
        raise AlreadyBegun("这个文件已经开始导入，请看进度。It is being taken in: look at its progress.")
    draft.begun_at = now


def status_of(one: Import) -> str:
    return "finished" if one.finished_at else "running" if one.begun_at else "preview"


def refused_lines(text: str, refused: dict[int, str]) -> list[list[str]]:
    """The rows that were refused, as they were, each with its number and the reason."""
    reader = table(text)
    columns = list(reader.fieldnames or ())
    lines = [[*columns, "行号 row", "原因 reason"]]
    for number, row in enumerate(reader, start=2):
        if number in refused:
            cells = [row.get(column) or "" for column in columns]
            lines.append([*cells, str(number), refused[number]])
    return [[safe(cell) for cell in line] for line in lines]
