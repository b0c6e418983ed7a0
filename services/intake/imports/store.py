"""Named reads of files, and what a file would bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import defer
from sqlmodel import col, select

from services.intake.imports.formats import Reading, Record
from services.intake.imports.models import Import
from services.intake.models import Dog
from shared.problems import NotFound
from shared.store import Work

WITHOUT_TEXT = defer(Import.text)  # type: ignore[arg-type]
FIRST = 10
ASKED_AT_ONCE = 500
LOOKED_AT = timedelta(days=1)  # after which a file that nobody began is forgotten


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in a file before anything is taken in."""

    columns: dict[str, str]
    rows: int
    dogs: int
    known: int
    refused: int
    first: list[Record]


def import_of(work: Work, import_id: str) -> Import:
    """Its text is read from the store when somebody asks for it. Raises `NotFound`."""
    found = work.get(Import, import_id, options=[WITHOUT_TEXT])
    if found is None:
        raise NotFound(f"没有编号为 {import_id} 的导入。There is no import {import_id}.")
    return found


def latest(work: Work, limit: int = 50) -> Sequence[Import]:
    """Newest first, without the files' text."""
    return work.exec(select(Import).options(WITHOUT_TEXT).order_by(col(Import.id).desc()).limit(limit)).all()


def preview(work: Work, reading: Reading) -> Preview:
    refs = [record.ref for record in reading.records]
    known = set[str]()
    for start in range(0, len(refs), ASKED_AT_ONCE):
        some = refs[start : start + ASKED_AT_ONCE]
        known |= {
            ref for ref in work.exec(select(Dog.external_ref).where(col(Dog.external_ref).in_(some))) if ref
        }
    return Preview(
        reading.columns, reading.rows, len(refs), sum(ref in known for ref in refs), len(reading.refused),
        reading.records[:FIRST],
    )  # fmt: skip


def forget_old_drafts(work: Work, now: datetime) -> None:
    old = col(Import.begun_at).is_(None) & (col(Import.started_at) < now - LOOKED_AT)
    for draft in work.exec(select(Import).where(old)).all():
        work.delete(draft)
