"""Named reads and the two things that are counted: numbers and places in kennels."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Dog, Import, Kennel, Number, Stay, Tag
from shared.problems import NotFound
from shared.store import Work


def next_number(work: Work, series: str) -> int:
    """The next of a series. It is given back if the work fails, so there are neither gaps nor doubles."""
    taken = work.connection().scalar(_NEXT, {"of": series})
    if taken is None:
        work.connection().execute(sa.insert(Number).values(series=series, last=1))
        return 1
    return int(taken)


def take_place(work: Work, zones: Sequence[str]) -> str | None:
    """A place in the first kennel with room, zones in order; none when all are full."""
    for zone in zones:
        if kennel := work.connection().scalar(_TAKE, {"in_zone": zone}):
            return str(kennel)
    return None


_NEXT = (  # built once: the two busiest statements of a night
    sa.update(Number)
    .where(col(Number.series) == sa.bindparam("of"))
    .values(last=col(Number.last) + 1)
    .returning(col(Number.last))
)
_WITH_ROOM = (
    sa.select(col(Kennel.code))
    .where(col(Kennel.zone) == sa.bindparam("in_zone"), col(Kennel.occupied) < col(Kennel.capacity))
    .order_by(col(Kennel.code))
    .limit(1)
)
_TAKE = (
    sa.update(Kennel)
    .where(col(Kennel.code) == _WITH_ROOM.scalar_subquery())
    .values(occupied=col(Kennel.occupied) + 1)
    .returning(col(Kennel.code))
)


def leave_place(work: Work, kennel: str) -> None:
    """One dog fewer in that kennel."""
    work.connection().execute(
        sa.update(Kennel).where(col(Kennel.code) == kennel).values(occupied=col(Kennel.occupied) - 1)
    )


def dog(work: Work, dog_id: str) -> Dog:
    """Raises `NotFound`."""
    found = work.get(Dog, dog_id)
    if found is None:
        raise NotFound(
            f"没有编号为 {dog_id} 的犬。There is no dog {dog_id}: look it up at /intake/v1/dogs?q="
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
        select(Tag).where(Tag.dog_id == dog_id).order_by(col(Tag.status), col(Tag.issued_at).desc())
    ).first()


def find_stays(work: Work, q: str, status: str, after: str, limit: int) -> Sequence[tuple[Stay, Dog]]:
    """Newest first: by number, name, chip, tag, breed, colour or place; `after` is a stay number."""
    query = select(Stay, Dog).join(Dog, col(Stay.dog_id) == col(Dog.id))
    if q:
        like = f"%{q}%"
        wearing = select(Tag.dog_id).where(Tag.code == q.upper().replace("-", ""))
        query = query.where(
            sa.or_(
                col(Stay.stay_no).like(like), col(Dog.name).like(like), col(Dog.chip).like(like),
                col(Dog.breed).like(like), col(Dog.colour).like(like), col(Stay.found_text).like(like),
                col(Dog.id).in_(wearing),
            )
        )  # fmt: skip
    if status:
        query = query.where(Stay.status == status)
    if after:
        query = query.where(col(Stay.stay_no) < after)
    return work.exec(query.order_by(col(Stay.stay_no).desc()).limit(limit)).all()


def dogs_of_operation(work: Work, operation_id: str) -> int:
    return work.exec(select(sa.func.count()).select_from(Stay).where(Stay.operation_id == operation_id)).one()


def unfinished_imports(work: Work) -> Sequence[str]:
    return work.exec(select(Import.id).where(col(Import.finished_at).is_(None))).all()
