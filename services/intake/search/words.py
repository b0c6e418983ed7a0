"""The words of a stay: what people may type to find it, in both languages, and marks for exact filters.

A Chinese character is a word of its own; what is typed must stand in a row. So 罕区 finds 赛罕区, on SQLite
and on PostgreSQL alike, without a dictionary.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from shared import clock
from shared.codes import BREEDS, COLOURS, DIVISIONS, SEXES
from shared.custody import CUSTODY

WORD = re.compile(r"[a-z0-9]+|[^\W_]")
MARK = "zz"  # no word begins so, in either language
DAY = f"{MARK}day"
STATUSES = {state.code: {"zh": state.zh, "en": state.en} for state in CUSTODY.states.values()}
BASES = {
    "STRAY": {"zh": "流浪", "en": "stray"},
    "LOST_REGISTERED": {"zh": "走失", "en": "lost"},
    "SURRENDERED": {"zh": "送交", "en": "surrendered"},
    "SEIZED": {"zh": "扣押", "en": "seized"},
    "CONFISCATED": {"zh": "没收", "en": "confiscated"},
    "EVIDENCE": {"zh": "涉案", "en": "evidence"},
    "OBSERVATION": {"zh": "伤人观察", "en": "observation"},
    "TRANSFER_IN": {"zh": "移交来所", "en": "transferred in"},
    "BORN_IN_CARE": {"zh": "所内出生", "en": "born in care"},
}
Names = Mapping[str, Mapping[str, str]]
CODES: dict[str, Names] = {
    "status": STATUSES, "custody_basis": BASES, "sex": SEXES, "breed": BREEDS, "colour": COLOURS
}  # fmt: skip
TEXTS = ("stay_no", "chip", "name", "taken_in_by", "kennel", "operation")


def words_of(text: str) -> str:
    """赛罕区12号 as 赛 罕 区 12 号: lower case, full-width letters as plain ones, no punctuation."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def name_in(names: Names, code: str, lang: str = "zh") -> str:
    """A code that is not known is its own name."""
    return names[code][lang] if code in names else code


def line_of(stay: Mapping[Any, Any], tags: Sequence[str]) -> str:
    """All that a stay is found by. Places come last, so that 赛罕区大学西路 stands in a row."""
    coded = [word for field, names in CODES.items() for word in _called(names, stay[field])]
    texts = [stay[field] for field in TEXTS]
    place = [*_division(stay["division"]), stay["found_text"]]
    tail = stay["stay_no"].rpartition("-")[2].lstrip("0")
    found = words_of(" ".join(text for text in [*coded, *texts, tail, *tags, *place] if text))
    return " ".join([*marks_of(stay), found])


def marks_of(stay: Mapping[Any, Any]) -> Iterator[str]:
    yield mark("status", stay["status"])
    if stay["operation_id"]:
        yield mark("operation", stay["operation_id"])
    if isinstance(at := stay["opened_at"], datetime):
        yield from (day_mark(at.astimezone(clock.CITY).date(), form) for form in ("%Y", "%Y%m", "%Y%m%d"))


def mark(kind: str, code: str) -> str:
    return f"{MARK}{kind}{words_of(code).replace(' ', '')}"


def day_mark(day: date, form: str) -> str:
    """A year, a month or a day: zzday2026, zzday202607, zzday20260713."""
    return f"{DAY}{day.strftime(form)}"


def _called(names: Names, code: str) -> tuple[str, ...]:
    return (code, names[code]["zh"], names[code]["en"]) if code in names else (code,)


def _division(code: str) -> Iterator[str]:
    """The district's words before its sub-district's: 赛罕区 大学西路街道."""
    known = [part for part in dict.fromkeys((code[:6], code)) if part in DIVISIONS]
    yield from (DIVISIONS[part]["en"] for part in known)
    yield code
    yield from (DIVISIONS[part]["zh"] for part in known)
