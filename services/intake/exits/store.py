"""Named reads of transfers and of dogs that are away, and the holds of one that is caught again."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from services.intake.exits import away
from services.intake.exits.models import Transfer
from services.intake.holds import rules as hold_rules
from services.intake.holds import store as holds
from services.intake.holds.models import Hold
from services.intake.stays.models import CustodyStep, Dog, Stay
from services.intake.stays.rules import AWAY
from shared.problems import NotFound
from shared.store import Work

MOST = 300
ANEW = frozenset(
    {away.QUARANTINE, away.CLAIM}
)  # where nobody knows how it left, its owner has his time again
STEPS = ("ESCAPED", "CAUGHT_AGAIN", "FOSTERED", "FOSTERING_ENDED")
Row = tuple[Stay, Dog]


def transfer_of(work: Work, transfer_id: str) -> Transfer:
    """Raises `NotFound`."""
    found = work.get(Transfer, transfer_id)
    if found is None:
        raise NotFound(
            "没有这项移交申请，请从列表里选。", "There is no such transfer: choose it from the list."
        )
    return found


def transfers_of(work: Work, stay_id: str) -> Sequence[Transfer]:
    """Oldest first."""
    return work.exec(select(Transfer).where(Transfer.stay_id == stay_id).order_by(col(Transfer.id))).all()


def waits(work: Work, stay_id: str) -> bool:
    """Whether a transfer waits for a second person."""
    return any(one.decided_at is None for one in transfers_of(work, stay_id))


def hold_again(
    work: Work, old: Stay, stay: Stay, now: datetime, entered: datetime | None = None,
    anew: frozenset[str] = frozenset({away.QUARANTINE}),
) -> dict[str, datetime | None]:  # fmt: skip
    """What kept the dog when it ran away keeps it again, but for what begins anew with the day on which it
    `entered`; gives what the others are told from the start."""
    laws, had = holds.laws(), holds.of_stay(work, old.id, all_=True)
    stand = [hold for hold in away.stand_again(had, laws, now) if hold.kind not in anew]
    again = [holds.carry_over(work, hold, stay, now) for hold in stand]
    told = holds.arrive(work, stay, entered or now, now, {hold.kind for hold in had} - anew)
    for hold in again:
        if _is_told(hold) and "ADOPTED" in laws[hold.kind].blocks:
            told[hold.id] = hold.until if laws[hold.kind].ends == "time" else None
    return told


def tell_holds(work: Work, stay: Stay, now: datetime) -> None:
    """Each with all that it closes."""
    laws, found = holds.laws(), holds.of_stay(work, stay.id)
    work.publish(*(hold_rules.placed(one, laws[one.kind], now) for one in found if _is_told(one)))


def _is_told(hold: Hold) -> bool:
    """Of a claim window whose end is known, `claim_until` tells."""
    return hold.kind != away.CLAIM or hold.until is None


def waiting(work: Work) -> Sequence[tuple[Transfer, Stay, Dog]]:
    """Transfers that wait for a second person, first come first, unless the dog has left in another way."""
    return work.exec(
        select(Transfer, Stay, Dog)
        .join(Stay, col(Stay.id) == col(Transfer.stay_id))
        .join(Dog, col(Dog.id) == col(Stay.dog_id))
        .where(col(Transfer.decided_at).is_(None), col(Stay.outcome).is_(None))
        .order_by(col(Transfer.id))
        .limit(MOST)
    ).all()


def fostered(work: Work) -> Sequence[Row]:
    """Dogs that foster families have now."""
    return work.exec(
        select(Stay, Dog)
        .join(Dog, col(Dog.id) == col(Stay.dog_id))
        .where(Stay.status == AWAY, col(Stay.outcome).is_(None))
        .order_by(col(Stay.stay_no))
        .limit(MOST)
    ).all()


def at_large(work: Work) -> Sequence[Row]:
    """Dogs that ran away and are not here again, the latest first."""
    later = aliased(Stay)
    here_again = (
        sa.exists()
        .where(col(later.dog_id) == col(Stay.dog_id))
        .where(
            sa.or_(
                col(later.opened_at) > col(Stay.opened_at),
                sa.and_(col(later.opened_at) == col(Stay.opened_at), col(later.stay_no) > col(Stay.stay_no)),
            )
        )
    )
    return work.exec(
        select(Stay, Dog)
        .join(Dog, col(Dog.id) == col(Stay.dog_id))
        .where(Stay.outcome == away.ESCAPED, col(Dog.gone_at).is_(None), ~here_again)
        .order_by(col(Stay.closed_at).desc())
        .limit(MOST)
    ).all()


def last_steps(work: Work, stays: Sequence[Row], what: str) -> dict[str, CustodyStep]:
    """The latest step of this kind of each of these stays."""
    of = [stay.id for stay, _ in stays]
    found = select(CustodyStep).where(col(CustodyStep.stay_id).in_(of), CustodyStep.what == what)
    return {step.stay_id: step for step in work.exec(found.order_by(col(CustodyStep.id))).all()}


def steps_of_exits(work: Work, stay_id: str) -> Sequence[CustodyStep]:
    """Out and back, the latest first."""
    found = select(CustodyStep).where(CustodyStep.stay_id == stay_id, col(CustodyStep.what).in_(STEPS))
    return work.exec(found.order_by(col(CustodyStep.id).desc())).all()
