"""Broken holds in the store: the alarm that they raise, and the holds themselves when the dog is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select

from services.intake.holds import broken, rules, store
from services.intake.holds.models import BrokenHold, Hold
from services.intake.stays import store as stays
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.problems import NotFound
from shared.store import Work

MOST = 300


@dataclass(frozen=True, slots=True)
class Alarm:
    """A broken hold with its dog."""

    row: BrokenHold
    hold: Hold
    stay: Stay
    dog: Dog


def sound(work: Work, stay: Stay, way_out: str, at: datetime) -> None:
    """For each hold that the dog has left against; once, however often we hear of it."""
    now, laws = clock.now(), store.laws()
    kept = store.of_stay(work, stay.id, all_=True)
    for hold in broken.broken_by(kept, way_out, stay.custody_basis, laws, at, now):
        if work.get(BrokenHold, hold.id) is None:
            alarm, told = broken.break_(hold, laws[hold.kind], way_out, at, now)
            work.add(alarm)
            work.publish(told)


def take_back(work: Work, stay: Stay) -> None:
    """The dog has not left after all: a hold that it leaves against another time is an alarm again."""
    work.execute(
        delete(BrokenHold).where(col(BrokenHold.stay_id) == stay.id, col(BrokenHold.again).is_(None))
    )


def hold_again(work: Work, dog_id: str) -> None:
    """What was broken keeps the dog again as soon as it is back, whichever of both we hear of first."""
    rows = work.exec(
        select(BrokenHold).where(BrokenHold.dog_id == dog_id, col(BrokenHold.again).is_(None))
    ).all()
    if not rows:
        return
    now, laws, stay = clock.now(), store.laws(), stays.latest_stay(work, dog_id)
    for row in rows:
        hold = work.get_one(Hold, row.hold_id)
        if broken.stands_again(row, hold, laws[hold.kind], stay, now):
            again = store.carry_over(work, hold, stay, now)
            row.again = again.id
            work.publish(rules.placed(again, laws[hold.kind], now))
            store.hold_back(work, stay, laws[hold.kind], now)


def unseen(work: Work) -> Sequence[Alarm]:
    """Those that nobody has seen to, the oldest first."""
    return _alarms(work, col(BrokenHold.seen_at).is_(None))


def seen_to(work: Work, starts: datetime, ends: datetime) -> Sequence[Alarm]:
    """Those that somebody has seen to in that time."""
    return _alarms(work, col(BrokenHold.seen_at) >= starts, col(BrokenHold.seen_at) < ends)


def _alarms(work: Work, *where: ColumnElement[bool]) -> Sequence[Alarm]:
    found = work.exec(
        select(BrokenHold, Hold, Stay, Dog)
        .join(Hold, col(Hold.id) == col(BrokenHold.hold_id))
        .join(Stay, col(Stay.id) == col(BrokenHold.stay_id))
        .join(Dog, col(Dog.id) == col(BrokenHold.dog_id))
        .where(*where)
        .order_by(col(BrokenHold.heard_at), col(Stay.stay_no))
        .limit(MOST)
    ).all()
    return [Alarm(*row) for row in found]


def alarm_of(work: Work, hold_id: str) -> BrokenHold:
    """Raises `NotFound`."""
    found = work.get(BrokenHold, hold_id)
    if found is None:
        raise NotFound("没有这条告警，请从列表里选。", "There is no such alarm: choose it from the list.")
    return found
