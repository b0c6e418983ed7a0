"""Named reads of dogs and stays, and the numbers that they are given."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.law.deadlines import jurisdiction
from services.intake.stays.models import CustodyStep, Dog, Number, Stay, Told
from shared import clock
from shared.ids import uuid7
from shared.problems import NotFound
from shared.store import Work


def stay_of(work: Work, stay_id: str) -> Stay:
    """Raises `NotFound`."""
    found = work.get(Stay, stay_id)
    if found is None:
        raise NotFound(f"没有编号为 {stay_id} 的收容记录。", f"There is no stay {stay_id}: look up the dog.")
    return found


def told_of(work: Work, stay_id: str) -> Told | None:
    """What adoption has told of a stay; none if it has told nothing."""
    return work.get(Told, stay_id)


def enter(work: Work, stay_id: str, what: str, by: str, note: str) -> CustodyStep:
    """Writes down a step that somebody took."""
    step = CustodyStep(id=uuid7(), stay_id=stay_id, what=what, at=clock.now(), by=by, note=note)
    work.add(step)
    return step


def steps_of(work: Work, stay_id: str) -> Sequence[CustodyStep]:
    """Oldest first."""
    return work.exec(
        select(CustodyStep).where(CustodyStep.stay_id == stay_id).order_by(col(CustodyStep.id))
    ).all()


def next_number(work: Work, series: str) -> int:
    """The next of a series. It is given back if the work fails, so there are neither gaps nor doubles."""
    taken = work.sql(_NEXT, {"of": series}).scalar()
    if taken is None:
        work.sql(sa.insert(Number).values(series=series, last=1))
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


def new_stay_no(work: Work) -> str:
    """HH-2026-000123: the city, the year in which it was written down, the number."""
    series = series_of_today()
    return f"{series}-{next_number(work, series):06d}"


def series_of_today() -> str:
    return f"{jurisdiction().prefix}-{clock.now().astimezone(clock.CITY).year}"
