"""Named reads of dogs."""

import contextlib
from datetime import date, datetime

import sqlalchemy as sa

from services.adoption.dogs.models import Dog
from services.adoption.dogs.rules import LEFT
from services.adoption.returns.models import Return
from shared import clock
from shared.problems import NotFound, Unreasonable
from shared.store import Work


def dog_of(work: Work, dog_id: str) -> Dog:
    """Raises `NotFound` for a dog that nobody has told us of."""
    dog = work.get(Dog, dog_id)
    if dog is None or dog.custody_basis is None:
        raise NotFound("没有这只犬，请核对编号。", "No such dog: check its id.")
    return dog


def row_of(work: Work, dog_id: str) -> Dog:
    """The dog's row, made if this is the first that we hear of it."""
    dog = work.get(Dog, dog_id)
    if dog is None:
        dog = Dog(dog_id=dog_id)
        work.add(dog)
        work.flush()
    return dog


def left_behind(work: Work, dog: Dog, stay_id: str) -> bool:
    """Whether the dog has come back to us since that stay."""
    r = sa.inspect(Return).c
    query = sa.select(r.return_id).where(r.dog_id == dog.dog_id, r.left_stay == stay_id)
    return work.scalar(query.limit(1)) is not None


def waiting(work: Work, now: datetime, today: date, most: int) -> list[Dog]:
    """Dogs that may have become adoptable by nothing but the passing of time."""
    d = sa.inspect(Dog).c
    query = (
        sa.select(Dog)
        .where(d.listed_at.is_(None), d.gone.is_(None), d.vaccinated_until >= today)
        .where(d.died_at.is_(None), d.open_reclaims == 0, d.stay_id.is_not(None))
        .where(sa.or_(d.claim_until.is_(None), d.claim_until <= now, d.claim_lifted == d.stay_id), _in_care())
        .where(_free(now))
        .limit(most)
    )
    return list(work.scalars(query))


def _in_care() -> sa.ColumnElement[bool]:
    d = sa.inspect(Dog).c
    return sa.and_(
        d.custody_basis.is_not(None),
        sa.not_(sa.and_(d.custody_stay == d.stay_id, d.status.in_(sorted(LEFT)))),
    )


def _free(now: datetime) -> sa.ColumnElement[bool]:
    d = sa.inspect(Dog).c
    return sa.or_(d.held_until.is_(None), d.held_until <= now)


def _listed(today: date, size: str | None, sex: str | None) -> sa.ColumnElement[bool]:
    d = sa.inspect(Dog).c
    conditions = [
        d.listed_at.is_not(None), d.gone.is_(None), d.died_at.is_(None), d.open_reclaims == 0,
        d.vaccinated_until >= today, _in_care(), _free(clock.now()),
    ]  # fmt: skip
    conditions += [d.size == size] if size else []
    conditions += [d.sex == sex] if sex else []
    return sa.and_(*conditions)


def adoptable(
    work: Work, today: date, after: str | None, limit: int, size: str | None = None, sex: str | None = None,
    reserved: bool = False,
) -> list[Dog]:  # fmt: skip
    """Dogs that a family can have, longest waiting first; with `reserved`, also those kept for somebody."""
    d = sa.inspect(Dog).c
    query = sa.select(Dog).where(_listed(today, size, sex)).order_by(d.listed_at, d.dog_id).limit(limit)
    if not reserved:
        query = query.where(d.reserved_for.is_(None))
    if after:
        listed_at, dog_id = _place(after)
        query = query.where(
            sa.or_(d.listed_at > listed_at, sa.and_(d.listed_at == listed_at, d.dog_id > dog_id))
        )
    return list(work.scalars(query))


def how_many_listed(work: Work, today: date, size: str | None = None, sex: str | None = None) -> int:
    return work.scalar(sa.select(sa.func.count()).select_from(Dog).where(_listed(today, size, sex))) or 0


def cursor(dog: Dog) -> str:
    """Where a page ended, for the next one to begin after."""
    assert dog.listed_at
    return f"{clock.text(dog.listed_at)}~{dog.dog_id}"


def _place(after: str) -> tuple[datetime, str]:
    listed_at, _, dog_id = after.partition("~")
    with contextlib.suppress(ValueError, OverflowError):
        if clock.text(at := clock.parse(listed_at)) == listed_at:
            return at, dog_id
    raise Unreasonable("after 不是本接口给出的 next。", "`after` must be a `next` of ours.")
