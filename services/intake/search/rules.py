"""What somebody means by what they type. No database, no clock, no network."""

import re
from dataclasses import dataclass
from datetime import date

from services.intake.chips import ChipImpossible, read_chip
from services.intake.search.days import days_named, marks_of_days
from services.intake.search.words import mark, words_of
from shared.codes import COLOURS, SEXES
from shared.problems import Unreasonable
from shared.said import Said

BETWEEN = re.compile(r"[\s,，、;；]+")
TAG = re.compile(r"[0-9A-HJKMNP-TV-Z]{12}")
TAG_URL = re.compile(r"(?:https?://[^/\s]+)?/t/([0-9A-Za-z-]{12,16})/?", re.IGNORECASE)
MISREAD = str.maketrans("OIL", "011")  # Crockford: letters that people write for digits
ENGLISH = {"last week": "上周", "this week": "本周", "last month": "上月", "this month": "本月"}
OPEN_END = 3  # characters: what is shorter is meant as it stands
EARLIEST, LATEST = date(1980, 1, 1), date(2100, 12, 31)
MOST_TERMS = 20
LOOKS = {names["zh"] for names in (*COLOURS.values(), *SEXES.values())}


class DatesTurnedRound(Unreasonable):
    title = Said("日期前后颠倒", "The dates are the wrong way round")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row; the last one may go on if its end is open."""

    words: str
    open_end: bool = False


Term = tuple[Phrase, ...]  # one thing that was typed, and all that it may be
Query = tuple[Term, ...]  # every term must be true of a stay


def query(
    q: str, today: date, status: str = "", operation_id: str = "", since: date | None = None,
    until: date | None = None,
) -> Query:  # fmt: skip
    """The box and the filters together. Raises `DatesTurnedRound`."""
    if since and until and since > until:
        raise DatesTurnedRound(
            "起始日期晚于截止日期，请对调。", "`since` is later than `until`: change them round."
        )
    marks = [mark(kind, code) for kind, code in (("status", status), ("operation", operation_id)) if code]
    filters: list[Term] = [(Phrase(one),) for one in marks]
    if since or until:
        filters.append(_days(max(since or EARLIEST, EARLIEST), min(until or LATEST, LATEST)))
    return (*parse(q, today), *filters)


def parse(q: str, today: date) -> list[Term]:
    """A tag or its URL, a chip as any reader shows it, a day, else words; a number or its tail is a word."""
    typed = q.strip()
    if chip := _chip(typed):
        return [(*_words(chip), *_words(_tag(typed)), *_words(typed))]
    for english, chinese in ENGLISH.items():
        typed = re.sub(english, chinese, typed, flags=re.IGNORECASE)
    terms = (_term(part, today) for part in BETWEEN.split(typed))
    return [term for term in terms if term][:MOST_TERMS]


def _term(part: str, today: date) -> Term:
    if url := TAG_URL.fullmatch(part):
        return _words(_tag(url[1]))
    if days := days_named(part, today):
        return _days(*days)
    return (*_words(part), *_words(_tag(part)), *_words(_chip(part)), *_words(_looks(part)))


def _words(text: str) -> Term:
    words = words_of(text)
    return (Phrase(words, words[-1].isascii() and len(words) >= OPEN_END),) if words else ()


def _days(first: date, last: date) -> Term:
    return tuple(Phrase(one) for one in marks_of_days((first, last)))


def _tag(part: str) -> str:
    code = part.upper().replace("-", "").translate(MISREAD)
    return code if TAG.fullmatch(code) else ""


def _looks(part: str) -> str:
    """白色, 黑狗, 公犬: what is kept is 白, 黑, 公."""
    return part[:-1] if part[-1:] in "色犬狗" and part[:-1] in LOOKS else ""


def _chip(part: str) -> str:
    """Its number, where it can be one at all; a word such as DEADBEEF00 may be both."""
    if not any(character.isdigit() for character in part) or not part.isascii():
        return ""
    try:
        return read_chip(part).number
    except ChipImpossible:
        return ""
