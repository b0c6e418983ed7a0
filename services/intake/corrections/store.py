"""Named reads of corrections."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from services.intake.corrections.models import Correction
from services.intake.models import Dog, Staff, Stay
from shared.ids import uuid_from
from shared.problems import NotFound
from shared.store import Work


def correction(work: Work, correction_id: str) -> Correction:
    """Raises `NotFound`."""
    found = work.get(Correction, correction_id)
    if found is None:
        raise NotFound(
            "没有这项更正，请从列表里选。", "There is no such correction: choose it from the list."
        )
    return found


def first_stay(work: Work, dog_id: str) -> Stay:
    """The stay with which the dog came: it has the place where it was found."""
    return work.exec(select(Stay).where(Stay.dog_id == dog_id).order_by(Stay.stay_no).limit(1)).one()


def stay_of(work: Work, dog_id: str, stay_id: str | None) -> Stay:
    """The stay that is named, of this dog; else its first one. Raises `NotFound`."""
    if not stay_id:
        return first_stay(work, dog_id)
    stay = work.get(Stay, stay_id)
    if stay is None or stay.dog_id != dog_id:
        raise NotFound("该犬没有这次收容，请核对编号。", "The dog has no such stay: check its number.")
    return stay


def left_before(work: Work, stay: Stay) -> datetime | None:
    """When the dog left the time before."""
    others = select(Stay.closed_at).where(Stay.dog_id == stay.dog_id, col(Stay.stay_no) < stay.stay_no)
    return max((at for at in work.exec(others).all() if at), default=None)


def account_of(work: Work, username: str) -> str:
    """The id under which others hear of somebody; for a token without an account of ours, one of its own."""
    staff = work.get(Staff, username)
    return staff.account if staff else uuid_from("staff", username)


def corrections_of(work: Work, dog_id: str) -> Sequence[Correction]:
    """The newest first."""
    return work.exec(
        select(Correction).where(Correction.dog_id == dog_id).order_by(col(Correction.id).desc())
    ).all()


def waiting(work: Work, dog_id: str) -> Correction | None:
    """The one that waits for another person."""
    asked = select(Correction).where(Correction.dog_id == dog_id, Correction.state == "ASKED")
    return work.exec(asked).first()


def listed(work: Work, state: str, limit: int) -> Sequence[tuple[Correction, Dog]]:
    """The newest first."""
    query = select(Correction, Dog).join(Dog, col(Dog.id) == col(Correction.dog_id))
    if state:
        query = query.where(Correction.state == state)
    return work.exec(query.order_by(col(Correction.id).desc()).limit(limit)).all()
