"""What nobody proves ends by itself; and what was asked for before there were slips gets one."""

import asyncio
import logging
from typing import Any

import sqlalchemy as sa

from services.adoption.my.acts import THINGS, row_of
from services.adoption.people.models import Person
from services.adoption.people.store import opened
from services.adoption.slips import store
from services.adoption.slips.asking import From
from services.adoption.slips.models import Slip
from services.adoption.slips.proving import Thing
from services.adoption.slips.rules import expire, prove
from shared import clock
from shared.sealed import KeyMissing, Sealer, Unreadable
from shared.service import Service
from shared.store import StoreUnavailable, Work

log = logging.getLogger(__name__)
EVERY = 30.0  # seconds
AT_A_TIME = 200
BEFORE = From("", by="before")


async def end_unproven(service: Service) -> None:
    """Until cancelled."""
    all_given = False
    while True:
        try:
            while not all_given and not service.sealer().keyless:
                all_given = not await service.writer.do(lambda work: give_slips(work, service.sealer()))
            while await service.writer.do(end):
                pass
        except (StoreUnavailable, KeyMissing) as error:
            log.warning("what nobody proved waits: %r", error)
        await asyncio.sleep(EVERY)


def end(work: Work) -> int:
    """Ends those whose time is over; says how many it has looked at."""
    now = clock.now()
    late = store.over(work, now, AT_A_TIME)
    for slip in late:
        expire(row_of(work, slip), THINGS[slip.kind].machine)
        slip.ended_at, slip.wants_code, slip.code = now, False, None
    return len(late)


def give_slips(work: Work, seal: Sealer) -> int:
    """To what was asked for before there were any, so that it is found by name and phone like the others."""
    given = 0
    for thing in THINGS.values():
        r = sa.inspect(thing.rows).c
        without = ~sa.exists().where(sa.inspect(Slip).c.record == r[thing.id])
        known = sa.exists().where(sa.inspect(Person).c.person == r.person)
        for one in work.scalars(sa.select(thing.rows).where(without, known).limit(AT_A_TIME)).all():
            _give(work, seal, thing, one)
            given += 1
    return given


def _give(work: Work, seal: Sealer, thing: Thing, row: Any) -> None:
    try:
        told = opened(work.get_one(Person, row.person), seal)
    except Unreadable:
        told = {"name": "", "phone": "", "email": None}
    slip = store.begin(
        work, seal, thing.kind, getattr(row, thing.id), str(getattr(row, thing.about)), BEFORE,
        told["name"] or "", told["phone"] or "", told["email"],
    )  # fmt: skip
    slip.apart = False
    prove(slip, BEFORE.by, clock.now())
