"""Named reads of what was asked of holds: early ends, and extensions."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.holds import ending
from services.intake.holds.models import Hold, HoldExtension, HoldRequest
from shared.problems import NotFound
from shared.store import Work


def request_of(work: Work, request_id: str) -> HoldRequest:
    """Raises `NotFound`."""
    found = work.get(HoldRequest, request_id)
    if found is None:
        raise _unknown()
    return found


def extension_of(work: Work, extension_id: str) -> HoldExtension:
    """Raises `NotFound`."""
    found = work.get(HoldExtension, extension_id)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound("没有这项申请，请从列表里选。", "There is no such request: choose it from the list.")


def open_request(work: Work, hold_id: str) -> HoldRequest | None:
    """What waits for another person's decision."""
    asked = select(HoldRequest).where(HoldRequest.hold_id == hold_id)
    return work.exec(asked.where(col(HoldRequest.decided_at).is_(None))).first()


def drop_request(work: Work, hold: Hold, because: str, now: datetime) -> None:
    """What was asked is about a term that is no more."""
    if request := open_request(work, hold.id):
        ending.lapse(request, because, now)


def requests_of(work: Work, holds: Sequence[Hold]) -> Sequence[HoldRequest]:
    """All that was ever asked of these, oldest first."""
    these = col(HoldRequest.hold_id).in_([hold.id for hold in holds])
    return work.exec(select(HoldRequest).where(these).order_by(col(HoldRequest.id))).all()


def extensions_of(work: Work, holds: Sequence[Hold]) -> Sequence[HoldExtension]:
    """Oldest first."""
    these = col(HoldExtension.hold_id).in_([hold.id for hold in holds])
    return work.exec(select(HoldExtension).where(these).order_by(col(HoldExtension.id))).all()


def of_seizure(work: Work, hold: Hold) -> Sequence[HoldExtension]:
    """Also of what the dog was held by before it ran away: to the same day, it is the same seizure."""
    same = sa.or_(col(Hold.id) == hold.id, col(Hold.until) == hold.until)
    holds = select(Hold).where(Hold.dog_id == hold.dog_id, Hold.kind == hold.kind, same)
    return extensions_of(work, work.exec(holds).all())
