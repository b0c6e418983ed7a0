"""Finds stays by their words, newest first: with FTS5 on SQLite, with a GIN index on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.operations.models import Operation
from services.intake.search import postgresql as on_postgresql
from services.intake.search.models import Export, FoundBy
from services.intake.search.rules import Phrase, Query
from services.intake.stays.models import Dog, Stay
from shared.store import Work

SERIAL = col(FoundBy.serial)


@dataclass(frozen=True, slots=True)
class Found:
    stay: Stay
    dog: Dog


def find(work: Work, query: Query, after: str = "", limit: int = 50) -> list[Found]:
    """Newest first; `after` is the stay number that the page before ended with."""
    end = _end(work, after) if after else None
    return read(work, _serials(work, query, end, limit))


def find_all(work: Work, query: Query) -> Sequence[int]:
    """The serials of all that is found, newest first."""
    return _serials(work, query)


def read(work: Work, serials: Sequence[int]) -> list[Found]:
    """Newest first."""
    rows = work.exec(
        select(Stay, Dog)
        .join(Dog, col(Dog.id) == col(Stay.dog_id))
        .join(FoundBy, col(FoundBy.stay_id) == col(Stay.id))
        .where(SERIAL.in_(serials))
        .order_by(SERIAL.desc())
    )
    return [Found(stay, dog) for stay, dog in rows]


def operation_names(work: Work) -> dict[str, str]:
    """Newest first."""
    newest = sa.select(col(Operation.id), col(Operation.name)).order_by(col(Operation.started_at).desc())
    return dict(work.sql(newest).all())


def exports(work: Work, after: str, limit: int) -> Sequence[Export]:
    """Newest first: their ids sort by time. `after` is the id that the page before ended with."""
    newest = select(Export).order_by(col(Export.id).desc()).limit(limit)
    return work.exec(newest.where(col(Export.id) < after) if after else newest).all()


def _serials(work: Work, query: Query, end: int | None = None, limit: int | None = None) -> Sequence[int]:
    if not all(query):
        return []  # one of the terms fits nothing, such as the days from May to April
    if work.connection().dialect.name == "sqlite":
        return work.scalars(on_sqlite(query, end, limit)).all()
    if query and limit and (newest := on_postgresql.newest(work, query, end, limit)):
        return newest
    return work.scalars(on_postgresql.anywhere(query, end, limit)).all()


def _end(work: Work, after: str) -> int:
    before = (
        sa.select(SERIAL)
        .join(Stay, col(Stay.id) == col(FoundBy.stay_id))
        .where(col(Stay.stay_no) < after)
        .order_by(col(Stay.stay_no).desc())
        .limit(1)
    )
    return (work.scalar(before) or 0) + 1


# ---- the question as FTS5 understands it; postgresql.py has the other ------------------------------------

_FTS = sa.table("found_by_words", sa.column("rowid", sa.Integer))


def on_sqlite(query: Query, end: int | None, limit: int | None) -> sa.Select[Any]:
    """("赛 罕 区" OR "gold" *) AND …"""
    serial = _FTS.c.rowid if query else SERIAL
    found = sa.select(serial).order_by(serial.desc()).limit(limit)
    if query:
        asked = " AND ".join(f"({' OR '.join(map(_in_fts5, term))})" for term in query)
        found = found.where(sa.literal_column("found_by_words").op("MATCH")(asked))
    return found if end is None else found.where(serial < end)


def _in_fts5(phrase: Phrase) -> str:
    return f'"{phrase.words}"{" *" if phrase.open_end else ""}'
