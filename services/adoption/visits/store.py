"""Named reads of visits."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from services.adoption.visits.models import Visit
from shared.problems import NotFound
from shared.store import Work


def visit_of(work: Work, visit_id: str) -> Visit:
    visit = work.get(Visit, visit_id)
    if visit is None:
        raise NotFound("没有这次预约，请核对编号。", "No such visit: check its id.")
    return visit


def booked_on(work: Work, day: date, but: str = "") -> int:
    """How many people come on that day; what nobody has proven takes no place."""
    v = sa.inspect(Visit).c
    booked = sa.select(sa.func.sum(v.people)).where(v.day == day, v.status == "BOOKED", v.visit_id != but)
    return work.scalar(booked) or 0


def visits_on(work: Work, day: date, after: str = "", limit: int = 50) -> Sequence[Visit]:
    """All of that day but what is unproven or was never, in the order in which they were booked."""
    query = select(Visit).where(Visit.day == day, col(Visit.status).not_in(("UNPROVEN", "EXPIRED")))
    return work.exec(query.where(Visit.visit_id > after).order_by(Visit.visit_id).limit(limit)).all()


def days_from(work: Work, day: date, most: int = 60) -> list[tuple[date, int]]:
    """The days on which somebody comes, from this one on, and how many people."""
    v = sa.inspect(Visit).c
    query = sa.select(v.day, sa.func.sum(v.people)).where(v.day >= day, v.status == "BOOKED")
    return [(on, people) for on, people in work.sql(query.group_by(v.day).order_by(v.day).limit(most))]
