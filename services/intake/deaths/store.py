"""Named reads of deaths, and where every carcass is: deaths = disposals + cold store + what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.deaths.models import Carcass, Death, Disposal, Euthanasia
from services.intake.models import Dog, Stay
from shared.problems import NotFound
from shared.store import Work

DEAD = "DECEASED"
APPROVED = sa.and_(col(Euthanasia.approved).is_(True), col(Euthanasia.withdrawn_at).is_(None))
UNDONE = sa.or_(col(Euthanasia.decided_at).is_(None), APPROVED)
MISSING = ("NO_RECORD", "NOT_STORED", "ON_THE_WAY")


@dataclass(frozen=True, slots=True)
class Balance:
    """Where those are that died in these days: balanced when nothing is missing."""

    deaths: int
    disposed: int
    in_store: int
    missing: dict[str, int]

    @property
    def balanced(self) -> bool:
        return self.deaths == self.disposed + self.in_store


@dataclass(frozen=True, slots=True)
class Missing:
    """A dog that died and whose carcass is neither in the cold store nor disposed of."""

    dog_id: str
    stay_no: str | None
    died_at: datetime
    why: str
    seal_no: str | None
    disposal_id: str | None


def open_stay(work: Work, dog_id: str) -> Stay | None:
    """The stay that the dog is in now; none when it has left or died."""
    return work.exec(
        select(Stay)
        .where(Stay.dog_id == dog_id, col(Stay.outcome).is_(None))
        .order_by(col(Stay.stay_no).desc())
    ).first()


def proposal(work: Work, proposal_id: str) -> Euthanasia:
    """Raises `NotFound`."""
    found = work.get(Euthanasia, proposal_id)
    if found is None:
        raise NotFound(
            "没有这项安乐死申请，请从列表里选。", "There is no such proposal: choose it from the list."
        )
    return found


def waiting_for(work: Work, stay: Stay) -> Euthanasia | None:
    """A proposal of this stay that nobody has decided on, or one that was approved and not yet done."""
    return work.exec(
        select(Euthanasia).where(Euthanasia.dog_id == stay.dog_id, Euthanasia.stay_id == stay.id, UNDONE)
    ).first()


def proposals_of(work: Work, dog_id: str, stay_id: str = "") -> Sequence[Euthanasia]:
    """Of one stay or of all, the newest first."""
    query = select(Euthanasia).where(Euthanasia.dog_id == dog_id)
    if stay_id:
        query = query.where(Euthanasia.stay_id == stay_id)
    return work.exec(query.order_by(col(Euthanasia.proposed_at).desc())).all()


def undone(work: Work, most: int = 100) -> Sequence[tuple[Euthanasia, Dog, Stay]]:
    """What waits for a decision, then what is approved and not done; the longest waiting first."""
    return work.exec(
        select(Euthanasia, Dog, Stay)
        .join(Dog, col(Dog.id) == col(Euthanasia.dog_id))
        .join(Stay, col(Stay.id) == col(Euthanasia.stay_id))
        .where(UNDONE, col(Stay.outcome).is_(None))
        .order_by(col(Euthanasia.approved), col(Euthanasia.proposed_at))
        .limit(most)
    ).all()


def seal_taken(work: Work, seal_no: str) -> bool:
    return work.exec(select(Carcass.dog_id).where(Carcass.seal_no == seal_no)).first() is not None


def receipt_taken(work: Work, receipt_no: str) -> bool:
    return work.exec(select(Disposal.id).where(Disposal.receipt_no == receipt_no)).first() is not None


def disposal(work: Work, disposal_id: str) -> Disposal:
    """Raises `NotFound`."""
    found = work.get(Disposal, disposal_id)
    if found is None:
        raise NotFound(
            "没有这一批交运，请从列表里选。", "There is no such collection: choose it from the list."
        )
    return found


def carcasses_of(work: Work, disposal_id: str) -> list[Carcass]:
    return list(
        work.exec(select(Carcass).where(Carcass.disposal_id == disposal_id).order_by(Carcass.seal_no)).all()
    )


def in_cold_store(work: Work, most: int = 500) -> Sequence[tuple[Carcass, Stay]]:
    """The longest stored first."""
    return work.exec(
        select(Carcass, Stay)
        .join(Stay, col(Stay.id) == col(Carcass.stay_id))
        .where(col(Carcass.disposal_id).is_(None))
        .order_by(col(Carcass.stored_at))
        .limit(most)
    ).all()


def disposals(work: Work, most: int = 50) -> Sequence[tuple[Disposal, int, float]]:
    """The newest first, those without a receipt before all; how many, and how many kilograms."""
    return work.exec(
        select(Disposal, sa.func.count(col(Carcass.dog_id)), sa.func.sum(col(Carcass.weight_kg)))
        .join(Carcass, col(Carcass.disposal_id) == col(Disposal.id))
        .group_by(*sa.inspect(Disposal).c)
        .order_by(col(Disposal.disposed_at).is_not(None), col(Disposal.taken_at).desc())
        .limit(most)
    ).all()


def lately(work: Work, most: int = 20) -> Sequence[tuple[Death, Dog, Stay]]:
    """The last deaths, newest first."""
    return work.exec(
        select(Death, Dog, Stay)
        .join(Dog, col(Dog.id) == col(Death.dog_id))
        .join(Stay, col(Stay.id) == col(Death.stay_id))
        .order_by(col(Death.at).desc())
        .limit(most)
    ).all()


_WHERE = sa.case(
    (col(Disposal.disposed_at).is_not(None), "DISPOSED"),
    (col(Carcass.disposal_id).is_not(None), "ON_THE_WAY"),
    (col(Carcass.dog_id).is_not(None), "IN_STORE"),
    (col(Death.dog_id).is_not(None), "NOT_STORED"),
    else_="NO_RECORD",
)


def _of(since: datetime, until: datetime, *columns: Any) -> sa.Select[Any]:
    d = col(Dog.id)
    return (
        sa.select(*columns)
        .select_from(Dog)
        .outerjoin(Death, col(Death.dog_id) == d)
        .outerjoin(Carcass, col(Carcass.dog_id) == d)
        .outerjoin(Disposal, col(Disposal.id) == col(Carcass.disposal_id))
        .where(col(Dog.gone_by) == DEAD, col(Dog.gone_at) >= since, col(Dog.gone_at) < until)
    )


def balance(work: Work, since: datetime, until: datetime) -> Balance:
    """Of the dogs that died in our care from `since` and before `until`."""
    rows = work.execute(
        _of(since, until, _WHERE.label("now_at"), sa.func.count()).group_by(sa.text("now_at"))
    )
    many = {str(place): int(n) for place, n in rows}
    missing = {why: many.get(why, 0) for why in MISSING}
    return Balance(sum(many.values()), many.get("DISPOSED", 0), many.get("IN_STORE", 0), missing)


def missing(work: Work, since: datetime, until: datetime, most: int = 200) -> list[Missing]:
    """What is missing by name, the oldest first."""
    its = sa.case((col(Stay.outcome) == DEAD, col(Stay.stay_no)))  # in WHERE, SQLite would walk all the dead
    number = sa.select(sa.func.max(its)).where(col(Stay.dog_id) == col(Dog.id)).scalar_subquery()
    columns = (
        col(Dog.id), number, col(Dog.gone_at), _WHERE, col(Carcass.seal_no), col(Carcass.disposal_id)
    )  # fmt: skip
    query = _of(since, until, *columns).where(_WHERE.in_(MISSING))
    rows = work.execute(query.order_by(col(Dog.gone_at), col(Dog.id)).limit(most))
    return [Missing(*row) for row in rows]
