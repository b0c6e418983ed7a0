"""Keeps imports, and writes the past down."""

from datetime import datetime

import sqlalchemy as sa

from services.adoption.applications.models import Adoption
from services.adoption.applications.rules import adopted
from services.adoption.dogs.models import Dog
from services.adoption.dogs.rules import begin_stay, is_all_heard
from services.adoption.imports.models import Import, ImportedRow
from services.adoption.imports.rules import Chapter, Movement, may_be_told, story
from services.adoption.law import Law
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.rules import reclaimed
from services.adoption.returns.models import Return
from services.adoption.returns.rules import returned
from shared.problems import NotFound
from shared.sealed import Sealer
from shared.store import Work


def import_of(work: Work, import_id: str) -> Import:
    found = work.get(Import, import_id)
    if found is None:
        raise NotFound("没有这次导入，请核对编号。", "No such import: check its id.")
    return found


def place_of(import_id: str) -> str:
    return f"import:sealed:{import_id}"


def opened(one: Import, sealer: Sealer) -> str:
    """The file. Raises `Unreadable`."""
    return sealer.open(one.sealed, place_of(one.import_id)) if one.sealed else one.csv


def finish(one: Import) -> None:
    """Nobody needs the file any more."""
    one.status, one.sealed, one.csv = "finished", None, ""


def unfinished(work: Work) -> list[str]:
    """The ids of imports that are still running, oldest first."""
    i = sa.inspect(Import).c
    query = sa.select(i.import_id).where(i.status == "running").order_by(i.import_id)
    return list(work.scalars(query))


def settled(work: Work, import_id: str) -> set[int]:
    """The rows that are done with."""
    r = sa.inspect(ImportedRow).c
    return set(work.scalars(sa.select(r.row).where(r.import_id == import_id)))


def outcomes(work: Work, import_id: str) -> dict[str, int]:
    """How many rows came to what."""
    r = sa.inspect(ImportedRow).c
    query = (
        sa.select(r.outcome, sa.func.count().label("many"))
        .where(r.import_id == import_id)
        .group_by(r.outcome)
    )
    return {row.outcome: row.many for row in work.execute(query)}


def refused(work: Work, import_id: str) -> list[ImportedRow]:
    r = sa.inspect(ImportedRow).c
    query = sa.select(ImportedRow).where(r.import_id == import_id, r.outcome == "refused").order_by(r.row)
    return list(work.scalars(query))


def dogs_known(work: Work, asm3_ids: list[str]) -> dict[str, Dog]:
    """By the id that their old shelter gave them."""
    d = sa.inspect(Dog).c
    refs = [f"asm3:{asm3_id}" for asm3_id in asm3_ids]
    found = work.scalars(sa.select(Dog).where(d.external_ref.in_(refs), d.first_stay.is_not(None)))
    return {(dog.external_ref or "").removeprefix("asm3:"): dog for dog in found if is_all_heard(dog)}


def settle(work: Work, import_id: str, outcomes: dict[int, tuple[str, str | None]]) -> None:
    """Row by row: recorded, refused and why, or not ours. What is settled stays so."""
    r = sa.inspect(ImportedRow).c
    query = sa.select(r.row).where(r.import_id == import_id, r.row.in_(list(outcomes)))
    before = set(work.scalars(query))
    for row, (outcome, reason) in outcomes.items():
        if row not in before:
            work.add(ImportedRow(import_id=import_id, row=row, outcome=outcome, reason=reason))


def fresh(work: Work, movements: list[Movement]) -> list[Movement]:
    """Those that say that the dog left, and nobody has recorded it."""
    return [
        moved for moved in movements
        if not work.get(Adoption if moved.how == "ADOPTED" else Reclaim, moved.id)
    ]  # fmt: skip


def record(work: Work, dog: Dog, movements: list[Movement], now: datetime, law: Law) -> None:
    """Writes down what happened to one dog, as it was; what is already written is left alone.

    All of what is new or nothing. Raises what the desk would raise.
    """
    chapters, stay_id, gone = story(movements, dog.first_stay or "")
    ours = {chapter.stay_id for chapter in chapters} | {stay_id}
    if dog.ours.stay_id in ours:
        may_be_told(dog, fresh(work, movements), now, law)
    with work.as_history():
        new = [_leave(work, dog, chapter) | _come_back(work, dog, chapter) for chapter in chapters]
    if any(new) and dog.ours.stay_id in ours:
        begin_stay(dog.ours, stay_id, gone)


def _leave(work: Work, dog: Dog, chapter: Chapter) -> bool:
    moved = chapter.movement
    if moved.how == "ADOPTED":
        if work.get(Adoption, moved.id):
            return False
        adoption = Adoption(
            adoption_id=moved.id, dog_id=dog.dog_id, stay_id=chapter.stay_id, person=moved.person,
            handed_over_at=moved.moved_at,
        )  # fmt: skip
        work.add(adoption)
        work.publish(adopted(adoption))
        return True
    if work.get(Reclaim, moved.id):
        return False
    reclaim = Reclaim(
        reclaim_id=moved.id, dog_id=dog.dog_id, stay_id=chapter.stay_id, person=moved.person,
        status="RECLAIMED", requested_at=moved.moved_at, handed_over_at=moved.moved_at,
    )  # fmt: skip
    work.add(reclaim)
    work.publish(reclaimed(reclaim, moved.moved_at))
    return True


def _come_back(work: Work, dog: Dog, chapter: Chapter) -> bool:
    moved = chapter.movement
    if moved.returned_at is None:
        return False
    if work.get(Return, moved.return_id):
        return False
    back = Return(
        return_id=moved.return_id, dog_id=dog.dog_id, left_stay=chapter.stay_id, stay_id=moved.next_stay,
        left_by=moved.how, reason=moved.reason, returned_at=moved.returned_at,
    )  # fmt: skip
    dog.ours.behind = [*dog.ours.behind, back.left_stay]
    work.add(back)
    work.publish(returned(back))
    return True
