"""Named reads: what was answered to somebody's key, and the dogs that it is about."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.stays.models import Dog, Stay
from shared.problems import NotFound
from shared.store import Work
from shared.tables import idempotency


def answer_to(work: Work, who: str, key: str) -> str:
    """Raises `NotFound` where this person has had no answer for this key."""
    this_one = (idempotency.c.caller == who) & (idempotency.c.key == key)
    kept = work.sql(sa.select(idempotency.c.answer).where(this_one)).scalar()
    if not kept:
        raise NotFound(
            "没有这次办理的结果，请回到列表重新勾选。",
            "There is no such answer: go back to the list and tick again.",
        )
    return str(kept)


def stays_with_dogs(work: Work, stay_ids: Iterable[str]) -> dict[str, tuple[Stay, Dog]]:
    """By the id of the stay."""
    these = col(Stay.id).in_(list(stay_ids))
    rows = work.exec(select(Stay, Dog).join(Dog, col(Dog.id) == col(Stay.dog_id)).where(these))
    return {stay.id: (stay, dog) for stay, dog in rows}
