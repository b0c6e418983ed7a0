"""Which of the formats that we read a file has: our own columns, or ASM3's."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from services.intake.imports import asm3, native
from services.intake.imports.records import Reading, Refused, Row
from shared.references import Seal
from shared.said import Said

TORN = Said(
    "格子比列名多，文字里的逗号要加引号。", "More cells than columns: put quotes around text with commas."
)
MOST_ROWS, MOST_COLUMNS = 50_000, 100


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
    if set(columns) >= native.NEEDED:
        return native.COLUMNS, native.read
    if not set(columns) >= asm3.NEEDED:
        raise Refused(
            "看不懂这些列：需要 ASM3 导出，或 found_text, division, found_time, colour 等列。",
            "The columns are neither ASM3's nor ours: found_text, division, found_time, colour, …",
        )
    if missing := ", ".join(sorted(asm3.READ - set(columns))):
        raise Refused(
            f"ASM3 导出缺少这些列：{missing}，请重新导出。", f"The export lacks {missing}: export it anew."
        )
    return asm3.COLUMNS, asm3.read
