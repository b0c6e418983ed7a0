"""Stays that began before holds were written down get theirs, once, on the first start after it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from services.intake.holds import rules, store
from services.intake.holds.models import Hold
from services.intake.stays.models import Stay
from services.intake.stays.rules import ARRIVAL
from shared import clock
from shared.service import Service
from shared.store import Work


def remember_holds(work: Work) -> None:
    """On every start: of open stays without any, those that their custody basis brings, and news of them.

    A quarantine only where it is not over: who was let out of it before is not put back.
    """
    now, laws = clock.now(), store.laws()
    for stay in _without(work):
        past = () if stay.status == ARRIVAL else (store.QUARANTINE,)
        store.arrive(work, stay, stay.arrived_at or stay.opened_at or now, now, past)
        found = [one for one in store.of_stay(work, stay.id) if rules.standing(one, laws[one.kind], now)]
        for hold in found:
            if hold.kind != store.CLAIM or hold.until is None:  # else its `claim_until` was told long ago
                work.publish(rules.placed(hold, laws[hold.kind], now))
                store.hold_back(work, stay, laws[hold.kind], now)


def _without(work: Work) -> Sequence[Stay]:
    """Not those of dogs that came back: they bring none along."""
    held = sa.exists().where(col(Hold.stay_id) == col(Stay.id))
    before = aliased(Stay)
    came_back = sa.exists().where(
        col(before.dog_id) == col(Stay.dog_id), col(before.stay_no) < col(Stay.stay_no)
    )
    open_ = select(Stay).where(col(Stay.outcome).is_(None), ~held, ~came_back)
    return work.exec(open_.order_by(col(Stay.stay_no))).all()


async def on_first_start(service: Service) -> None:
    await service.writer.do(remember_holds)
