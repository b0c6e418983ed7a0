"""Named reads of dogs."""

import contextlib
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from services.adoption.dogs.models import Dog, Placement
from services.adoption.dogs.rules import LEFT, is_all_heard
from shared import clock
from shared.problems import NotFound, Problem, Unreasonable
from shared.said import Said
from shared.store import Work


class BeingRebuilt(Problem):
    status = 503
    title = Said("资料正在重建", "Being rebuilt")


def dog_of(work: Work, dog_id: str) -> Dog:
    """Raises `NotFound` for a dog that nobody has told us of, `BeingRebuilt` while we are told again."""
    dog = work.get(Dog, dog_id)
    if not is_all_heard(dog) if dog else work.get(Placement, dog_id):
        raise BeingRebuilt(
            "该犬的资料正在由日志重建，请过一分钟再试。",
            "What is known of it is being put together again: try again in a minute.",
        )
    if dog is None or dog.custody_basis is None:
        raise NotFound("没有这只犬，请核对编号。", "No such dog: check its id.")
    return dog


def as_heard(work: Work, dog_id: str) -> Dog:
    """As far as we have been told; of a dog that we have decided about, be it that we are told again."""
    return work.get(Dog, dog_id) or Dog(dog_id=dog_id, ours=work.get_one(Placement, dog_id))


def row_of(work: Work, dog_id: str) -> Dog:
    """The dog's row, made if this is the first that we hear of it; what we decided about it is kept."""
    dog = work.get(Dog, dog_id)
    if dog is None:
        dog = Dog(dog_id=dog_id, ours=work.get(Placement, dog_id) or Placement(dog_id=dog_id))
        work.add(dog)
    return dog


def _dogs() -> sa.Select[Dog]:
    return sa.select(Dog).join(Dog.ours).options(contains_eager(Dog.ours))  # type: ignore[arg-type]


def waiting(work: Work, now: datetime, today: date, most: int) -> list[Dog]:
    """Dogs that may have become adoptable by nothing but the passing of time."""
    d, ours = sa.inspect(Dog).c, sa.inspect(Placement).c
    query = (
        _dogs()
        .where(ours.listed_at.is_(None), ours.gone.is_(None), d.vaccinated_until >= today)
        .where(d.died_at.is_(None), ours.open_reclaims == 0, ours.stay_id.is_not(None))
        .where(sa.or_(d.claim_until.is_(None), d.claim_until <= now, d.claim_lifted == ours.stay_id))
        .where(_in_care(), _free(now))
        .limit(most)
    )
    return list(work.scalars(query))


def _in_care() -> sa.ColumnElement[bool]:
    d, ours = sa.inspect(Dog).c, sa.inspect(Placement).c
    return sa.and_(
        d.custody_basis.is_not(None),
        sa.not_(sa.and_(d.custody_stay == ours.stay_id, d.status.in_(sorted(LEFT)))),
    )


def _free(now: datetime) -> sa.ColumnElement[bool]:
    d = sa.inspect(Dog).c
    return sa.or_(d.held_until.is_(None), d.held_until <= now)


def _listed(today: date, size: str | None, sex: str | None) -> sa.ColumnElement[bool]:
    d, ours = sa.inspect(Dog).c, sa.inspect(Placement).c
    conditions = [
        ours.listed_at.is_not(None), ours.gone.is_(None), d.died_at.is_(None), ours.open_reclaims == 0,
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
    ours = sa.inspect(Placement).c
    query = _dogs().where(_listed(today, size, sex)).order_by(ours.listed_at, ours.dog_id).limit(limit)
    if not reserved:
        query = query.where(ours.reserved_for.is_(None))
    if after:
        listed_at, dog_id = _place(after)
        query = query.where(
            sa.or_(ours.listed_at > listed_at, sa.and_(ours.listed_at == listed_at, ours.dog_id > dog_id))
        )
    return list(work.scalars(query))


def how_many_listed(work: Work, today: date, size: str | None = None, sex: str | None = None) -> int:
    query = sa.select(sa.func.count()).select_from(Dog).join(Dog.ours)  # type: ignore[arg-type]
    return work.scalar(query.where(_listed(today, size, sex))) or 0


def cursor(dog: Dog) -> str:
    """Where a page ended, for the next one to begin after."""
    assert dog.ours.listed_at
    return f"{clock.text(dog.ours.listed_at)}~{dog.dog_id}"


def _place(after: str) -> tuple[datetime, str]:
    listed_at, _, dog_id = after.partition("~")
    with contextlib.suppress(ValueError, OverflowError):
        if clock.text(at := clock.parse(listed_at)) == listed_at:
            return at, dog_id
    raise Unreasonable("after 不是本接口给出的 next。", "`after` must be a `next` of ours.")
