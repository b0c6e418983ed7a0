"""The same question to PostgreSQL. Its index knows words, and two or three Chinese characters in a row.

What is typed is often there: then it is among the newest, which are read without the index. What is seldom
there the index finds, without fetching much: 青 and 城 are everywhere, 青城 is not. A glance says which.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.intake.search.models import FoundBy
from services.intake.search.rules import Phrase, Query, Term
from services.intake.search.words import DAY
from shared.store import Work

serial, words = col(FoundBy.serial), col(FoundBy.words)
day: sa.ColumnElement[int] = sa.literal_column("day_of_words", sa.Integer)
keys = sa.func.found_by_keys(words)  # as the index has it: see 0008
GLANCE, OFTEN, NEWEST = 250, 5, 2500  # stays; five in a glance are fifty among the newest
LONGEST = 3  # characters in a row that are a key of the index


def among_the_newest(query: Query, end: int | None, limit: int, many: int) -> sa.Select[Any]:
    """At most `limit` of the newest so many, or of the newest so many in a span of days."""
    newest = sa.select(serial, words).where(*(_fits(term, words, day) for term in query if _days(term)))
    if end is not None:
        newest = newest.where(serial < end)
    rows = newest.order_by(serial.desc()).limit(many).subquery().c
    fitting = sa.select(rows.serial).where(
        *(_fits(term, rows.words, day) for term in query if not _days(term))
    )
    return fitting.order_by(rows.serial.desc()).limit(limit)


def newest(work: Work, query: Query, end: int | None, limit: int) -> Sequence[int]:
    """The first `limit`, or none where they are not to be found among the newest."""
    looks = ((GLANCE, OFTEN), (NEWEST, limit))
    for many, enough in looks[1:] if any(map(_days, query)) else looks:  # a span is to be found first: once
        found = work.scalars(among_the_newest(query, end, limit, many)).all()
        if len(found) == limit:
            return found
        if len(found) < enough:
            return []
    return []


def anywhere(query: Query, end: int | None, limit: int | None) -> sa.Select[Any]:
    """All of them. `+ 0`: sorted after they were found, whatever PostgreSQL expects their number to be."""
    found = sa.select(serial).where(*(_fits(term, words, day) for term in query if not _is_key(term)))
    if end is not None:
        found = found.where(serial < end)
    asked = " & ".join(_keys(term) for term in query if not _days(term))
    if not asked:
        return found.order_by(serial.desc()).limit(limit)
    found = found.where(keys.op("@@")(sa.func.to_tsquery("simple", asked)))
    return found.order_by((serial + 0).desc()).limit(limit)


def _keys(term: Term) -> str:
    """('大学西' & '学西路' | 'gold':*)"""
    return f"({' | '.join(map(_keys_of, term))})"


def _keys_of(phrase: Phrase) -> str:
    return " & ".join(f"'{key}'" for key in _cut(phrase)) + (":*" if phrase.open_end else "")


def _cut(phrase: Phrase) -> list[str]:
    """大 学 西 路 12 as 大学西, 学西路, 12: as few keys as there are, as long as there are."""
    found: list[str] = []
    for is_latin, words in groupby(phrase.words.split(), str.isascii):
        row = list(words)
        long = 1 if is_latin else min(len(row), LONGEST)
        found += ("".join(row[at : at + long]) for at in range(len(row) - long + 1))
    return found


def _is_key(term: Term) -> bool:
    """Whether the index alone knows the answer: not for longer rows, nor for spans of days."""
    return not _days(term) and all(len(_cut(phrase)) == 1 for phrase in term)


def _fits(term: Term, words: Any, day: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    if days := _days(term):
        return day.between(*days)
    line = sa.literal(" ").concat(words).concat(" ")
    return sa.or_(*(line.like(f"% {one.words}{'' if one.open_end else ' '}%") for one in term))


def _days(term: Term) -> tuple[int, int] | None:
    """Many marks of days are one span: 20190307 to 20241199. None for other terms."""
    marks = [phrase.words.removeprefix(DAY) for phrase in term if phrase.words.startswith(DAY)]
    if len(marks) < max(len(term), 2):
        return None
    return int(marks[0].ljust(8, "0")), int(marks[-1].ljust(8, "9"))
