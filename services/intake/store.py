"""Named reads, and the numbers that are given out in a series."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Dog, Import, Number, Stay, Tag
from shared.problems import NotFound
from shared.store import Work


def next_number(work: Work, series: str) -> int:
    """The next of a series. It is given back if the work fails, so there are neither gaps nor doubles."""
    taken = work.connection().scalar(_NEXT, {"of": series})
    if taken is None:
        work.connection().execute(sa.insert(Number).values(series=series, last=1))
        return 1
    return int(taken)


_NEXT = (  # built once: one of the two busiest statements of a night
    sa.update(Number)
    .where(col(Number.series) == sa.bindparam("of"))
    .values(last=col(Number.last) + 1)
    .returning(col(Number.last))
)


def dog(work: Work, dog_id: str) -> Dog:
    """Raises `NotFound`."""
    found = work.get(Dog, dog_id)
    if found is None:
        raise NotFound(
            f"没有编号为 {dog_id} 的犬。", f"There is no dog {dog_id}: look it up at /intake/v1/dogs?q="
        )
    return found


def stays_of(work: Work, dog_id: str) -> Sequence[Stay]:
    """Oldest first."""
    return work.exec(
        select(Stay).where(Stay.dog_id == dog_id).order_by(col(Stay.opened_at), col(Stay.stay_no))
    ).all()


def latest_stay(work: Work, dog_id: str) -> Stay:
    return stays_of(work, dog_id)[-1]


def tag_of(work: Work, dog_id: str) -> Tag | None:
    """The tag that the dog wears, else the last one that it wore."""
    return work.exec(
        select(Tag)
        .where(Tag.dog_id == dog_id)
        .order_by(col(Tag.status) != "ACTIVE", col(Tag.issued_at).desc())
    ).first()


def unfinished_imports(work: Work) -> Sequence[str]:
    begun = col(Import.begun_at).is_not(None)
    return work.exec(select(Import.id).where(begun, col(Import.finished_at).is_(None))).all()
