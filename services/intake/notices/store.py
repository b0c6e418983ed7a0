"""TODO."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.intake.notices.models import Notice
from shared.store import Work


def notices_of(work: Work, stay_id: str) -> Sequence[Notice]:
    """Oldest first."""
    return work.exec(select(Notice).where(Notice.stay_id == stay_id).order_by(col(Notice.id))).all()
