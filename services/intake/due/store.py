"""What falls due: holds and claim windows that end, observations to check, requests for a second person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from services.intake.deadlines import HoldLaw, jurisdiction
from services.intake.holds import store
from services.intake.holds.alarms import Alarm, seen_to, unseen
from services.intake.holds.models import Hold, HoldExtension, HoldRequest
from services.intake.periods import midnight_after
from services.intake.stays.models import CustodyStep, Dog, Stay
from shared import clock
from shared.store import Work

Asked = TypeVar("Asked", HoldRequest, HoldExtension)
CHECKED = ("CHECKED_WELL", "CHECKED_ILL")
MOST = 300
PARTS = ("requests", "extensions", "notices", "checks", "decide", "ending")


@dataclass(frozen=True, slots=True)
class Item:
    """A hold with its dog; `request` and `extension` are what somebody asks of it, `checks` how often it was
    seen that day."""

    hold: Hold
    stay: Stay
    dog: Dog
    request: HoldRequest | None = None
    checks: int = 0
    extension: HoldExtension | None = None

    def over(self, now: datetime) -> bool:
        return self.hold.until is not None and self.hold.until <= now


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that a day asks for."""

    day: date
    broken: Sequence[Alarm] = ()
    seen_to: Sequence[Alarm] = ()
    requests: list[Item] = field(default_factory=list)
    extensions: list[Item] = field(default_factory=list)
    notices: list[Item] = field(default_factory=list)
    checks: list[Item] = field(default_factory=list)
    decide: list[Item] = field(default_factory=list)
    ending: list[Item] = field(default_factory=list)


def sort(
    day: date, items: Iterable[Item], laws: Mapping[str, HoldLaw], starts: datetime, ends: datetime,
    checks: int,
) -> Due:  # fmt: skip
    """Puts what is found in its place. What is over and needs a person stays until somebody decides; what
    ends by itself is shown on its day. A dog under observation is seen twice a day (domain §2.3)."""
    due = Due(day)
    for item in items:
        hold = item.hold
        if item.request:
            due.requests.append(item)
        if item.extension:
            due.extensions.append(item)
        if hold.kind == store.CLAIM and hold.until is None:
            due.notices.append(item)
        if hold.kind == store.RABIES and item.checks < checks:
            due.checks.append(item)
        if hold.until is None or hold.until > ends:
            continue
        if laws[hold.kind].ends != "time":
            due.decide.append(item)
        elif hold.until > starts:
            due.ending.append(item)
    return due


def on(work: Work, day: date) -> Due:
    """What falls due on that day in the city; on today's list is also what was left undone before.

    A broken hold is on every day's, first of all, until somebody has seen to it; then on that day's.
    """
    starts = datetime.combine(day, time(), clock.CITY).astimezone(UTC)
    ends, laws = midnight_after(day), store.laws()
    found = _open(work, starts, ends, laws)
    ids = [hold.id for hold, _, _ in found]
    asked = {one.hold_id: one for one in work.exec(_undecided(HoldRequest, ids)).all()}
    longer = {one.hold_id: one for one in work.exec(_undecided(HoldExtension, ids)).all()}
    seen = _seen(work, [stay.id for hold, stay, _ in found if hold.kind == store.RABIES], starts, ends)
    items = [
        Item(hold, stay, dog, asked.get(hold.id), seen.get(stay.id, 0), longer.get(hold.id))
        for hold, stay, dog in found
    ]
    due = sort(day, items, laws, starts, ends, jurisdiction().checks_a_day)
    return replace(due, broken=unseen(work), seen_to=seen_to(work, starts, ends))


def _open(
    work: Work, starts: datetime, ends: datetime, laws: Mapping[str, HoldLaw]
) -> Sequence[tuple[Hold, Stay, Dog]]:
    timed = [kind for kind, law in laws.items() if law.ends == "time"]
    waits = [
        col(Hold.id).in_(select(asked.hold_id).where(col(asked.decided_at).is_(None)))
        for asked in (HoldRequest, HoldExtension)
    ]
    wanted = sa.or_(
        sa.and_(col(Hold.until) <= ends, sa.or_(col(Hold.until) > starts, col(Hold.kind).not_in(timed))),
        col(Hold.kind) == store.RABIES,
        sa.and_(col(Hold.kind) == store.CLAIM, col(Hold.until).is_(None)),
        *waits,
    )
    return work.exec(
        select(Hold, Stay, Dog)
        .join(Stay, col(Stay.id) == col(Hold.stay_id))
        .join(Dog, col(Dog.id) == col(Stay.dog_id))
        .where(col(Hold.released_at).is_(None), col(Stay.outcome).is_(None), wanted)
        .order_by(col(Hold.until).is_(None), col(Hold.until), col(Stay.stay_no))
        .limit(MOST)
    ).all()


def _undecided(kind: type[Asked], holds: Sequence[str]) -> SelectOfScalar[Asked]:
    return select(kind).where(col(kind.decided_at).is_(None), col(kind.hold_id).in_(holds))


def _seen(work: Work, stays: Sequence[str], starts: datetime, ends: datetime) -> dict[str, int]:
    rows = work.exec(
        select(CustodyStep.stay_id, sa.func.count())
        .where(col(CustodyStep.stay_id).in_(stays), col(CustodyStep.what).in_(CHECKED))
        .where(col(CustodyStep.at) >= starts, col(CustodyStep.at) < ends)
        .group_by(col(CustodyStep.stay_id))
    ).all()
    return dict(rows)
