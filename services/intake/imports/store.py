"""Named reads of files, and what a file would bring."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import col, select

from services.intake.imports import rules
from services.intake.imports.models import Import
from services.intake.imports.records import Reading, Record, Refused
from services.intake.imports.rules import Left
from services.intake.stays.models import Dog
from shared import clock
from shared.events import DogIntaken, StayOpened
from shared.problems import NotFound
from shared.references import Seal, may_be_told
from shared.sealed import Sealer
from shared.store import Work
from shared.tables import journal

WITHOUT_TEXT = [defer(Import.text), defer(Import.sealed)]  # type: ignore[arg-type]
FIRST = 10
ASKED_AT_ONCE = 500
LOOKED_AT = timedelta(days=1)  # after which a file that nobody began is forgotten
CORRECTED_WITHIN = timedelta(days=30)  # after which its refused rows are


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in a file before anything is taken in."""

    columns: dict[str, str]
    rows: int
    dogs: int
    known: int
    again: int
    refused: int
    first: list[Record]


def import_of(work: Work, import_id: str) -> Import:
    """Its text is read from the store when somebody asks for it. Raises `NotFound`."""
    found = work.get(Import, import_id, options=WITHOUT_TEXT)
    if found is None:
        raise NotFound(f"没有编号为 {import_id} 的导入。", f"There is no import {import_id}.")
    return found


def latest(work: Work, limit: int = 50) -> Sequence[Import]:
    """Newest first, without the files' text."""
    return work.exec(select(Import).options(*WITHOUT_TEXT).order_by(col(Import.id).desc()).limit(limit)).all()


def preview(work: Work, reading: Reading) -> Preview:
    """Of the dogs, who is here already, and who of them came in once more."""
    records = [record for record in reading.records if not record.told]
    dogs = dogs_by_ref(work, [record.ref for record in records])
    entered = entries(work, [dogs[one.ref] for one in records if one.numbered and one.ref in dogs])
    known = [one for one in records if one.ref in dogs]
    again = [one for one in known if one.numbered and (dogs[one.ref], one.new.found_time) not in entered]
    return Preview(
        reading.columns, reading.rows, len(records), len(known) - len(again), len(again),
        len(reading.refused), records[:FIRST],
    )  # fmt: skip


def dogs_by_ref(work: Work, refs: Sequence[str]) -> dict[str, str]:
    """The ids of those that are known."""
    known = dict[str, str]()
    for start in range(0, len(refs), ASKED_AT_ONCE):
        some = refs[start : start + ASKED_AT_ONCE]
        found = select(Dog.external_ref, Dog.id).where(col(Dog.external_ref).in_(some))
        known |= {ref: dog_id for ref, dog_id in work.exec(found) if ref}
    return known


def entries(work: Work, dogs: Sequence[str]) -> set[tuple[str, datetime]]:
    """When these dogs came in, as it was first written down: the journal knows, whatever was corrected."""
    said = (DogIntaken.type, StayOpened.type)
    found = set[tuple[str, datetime]]()
    for start in range(0, len(dogs), ASKED_AT_ONCE):
        some = journal.c.subject.in_(dogs[start : start + ASKED_AT_ONCE])
        rows = work.execute(
            sa.select(journal.c.subject, journal.c.data).where(some, journal.c.type.in_(said))
        )
        found |= {(subject, clock.parse(json.loads(data)["occurred_at"])) for subject, data in rows}
    return found


def must_be_known_again(work: Work, reading: Reading, seal: Seal) -> None:
    """Rows without a number are known by our key. Raises `Refused` where others were known by another one."""
    if not any(_sealed(record.ref) for record in reading.records):
        return
    for ref in _sealed_before(work):
        if not may_be_told(ref):
            raise Refused(
                "库里还有旧式编号，请管理员先运行 qingcheng imports mend。",
                "References of the old kind are left: let an admin run qingcheng imports mend first.",
            )
        if not ref.partition(":")[2].startswith(seal.mark):
            raise Refused(
                "认行的密钥 keys/reference-intake.key 与以前不同，没有编号的行会重复：请从备份恢复，"
                "或给文件加一列 external_ref。",
                "The key that rows are known by is another one, dogs would be "
                "doubled: restore keys/reference-intake.key, or give the file a column external_ref.",
            )


def _sealed(ref: str) -> bool:
    return ref.startswith("row:") or "~" in ref


def _sealed_before(work: Work) -> Iterable[str]:
    """One of each kind would do; there may be many, so they are not all fetched."""
    refs = sa.select(col(Dog.external_ref)).where(col(Dog.external_ref).like("row:%"))
    newest = refs.order_by(col(Dog.id).desc()).limit(1)
    oldest = refs.order_by(col(Dog.id)).limit(1)
    return [ref for query in (newest, oldest) for ref in work.scalars(query) if ref]


def seal(text: str, import_id: str, sealer: Sealer) -> bytes:
    """A file, or what is left of it, as it is kept."""
    return sealer.seal(text, f"import:sealed:{import_id}")


def opened(one: Import, sealer: Sealer) -> str:
    """Nothing where it is forgotten. Raises `Unreadable`."""
    return sealer.open(one.sealed, f"import:sealed:{one.id}") if one.sealed else one.text


def left_of(one: Import, sealer: Sealer) -> Left:
    """Also of one that is not done yet."""
    if one.finished_at is None:
        return rules.left_of(opened(one, sealer), {each["row"] for each in one.refused})
    return Left.model_validate_json(opened(one, sealer) or "{}")


def forget_old(work: Work, now: datetime) -> None:
    """Files that nobody has begun, and rows that nobody will correct any more."""
    old = col(Import.begun_at).is_(None) & (col(Import.started_at) < now - LOOKED_AT)
    work.sql(sa.delete(Import).where(old))
    old = (col(Import.finished_at) < now - CORRECTED_WITHIN) & col(Import.sealed).is_not(None)
    work.sql(sa.update(Import).where(old).values(sealed=None))


def add_refused(work: Work, import_id: str, more: Sequence[dict[str, Any]]) -> None:
    """Behind those that are there, where they lie: to read and write them all for each would never end."""
    if not more:
        return
    this: Any = sa.inspect(Import).local_table
    held, said = sa.cast(this.c.refused, sa.Text), json.dumps(more)
    longer = sa.func.substr(held, 1, sa.func.length(held) - 1) + "," + said[1:]
    all_of_them: Any = sa.case((held == "[]", said), else_=longer)
    if work.connection().dialect.name == "postgresql":
        all_of_them = sa.cast(all_of_them, sa.JSON)
    all_of_them = sa.type_coerce(all_of_them, sa.JSON)
    work.execute(sa.update(this).where(this.c.id == import_id).values(refused=all_of_them))


def unfinished_imports(work: Work) -> Sequence[str]:
    begun = col(Import.begun_at).is_not(None)
    return work.exec(select(Import.id).where(begun, col(Import.finished_at).is_(None))).all()
