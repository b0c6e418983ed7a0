"""Named reads of reclaims."""

import sqlalchemy as sa

from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.states import WAITING
from shared.problems import NotFound
from shared.store import Work


def reclaim_of(work: Work, reclaim_id: str) -> Reclaim:
    reclaim = work.get(Reclaim, reclaim_id)
    if reclaim is None:
        raise NotFound("没有这份认领，请核对编号。", "No such reclaim: check its id.")
    return reclaim


def open_claims(work: Work, dog_id: str, but: str = "") -> list[Reclaim]:
    """Whose phone is proven and that wait for an answer, oldest first; all of them stand side by side."""
    r = sa.inspect(Reclaim).c
    query = sa.select(Reclaim).where(r.dog_id == dog_id, r.status.in_(WAITING), r.reclaim_id != but)
    return list(work.scalars(query.order_by(r.reclaim_id)))


def reclaims(work: Work, status: str | None, after: str | None = None, limit: int = 50) -> list[Reclaim]:
    """Oldest first."""
    r = sa.inspect(Reclaim).c
    query = sa.select(Reclaim).order_by(r.reclaim_id).limit(limit)
    if status:
        query = query.where(r.status == status)
    if after:
        query = query.where(r.reclaim_id > after)
    return list(work.scalars(query))
