"""Forgets what came with the keys of requests, once nobody needs it any more."""

import asyncio
import logging
from datetime import datetime

import sqlalchemy as sa

from shared import clock
from shared.once import ROW
from shared.rail.writer import Writer
from shared.store import Store, StoreUnavailable, Work
from shared.tables import idempotency
from shared.tasks import goes_on

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds
AT_A_TIME = 1000


async def as_time_passes(store: Store, writer: Writer) -> None:
    """Looks every minute, and writes only when there is something to forget."""
    while goes_on():
        try:
            while await asyncio.to_thread(anything_over, store, clock.now()):
                await writer.do(lambda work: forget(work, clock.now()))
        except (sa.exc.SQLAlchemyError, StoreUnavailable) as error:
            log.warning("answers that nobody needs could not be forgotten: %s", error)
        await asyncio.sleep(EVERY)


def anything_over(store: Store, now: datetime) -> bool:
    with store.glance() as connection:
        over = sa.select(ROW.key).where(ROW.until < clock.text(now)).limit(1)
        return connection.execute(over).first() is not None


def forget(work: Work, now: datetime) -> int:
    """Some of what is over; says how many."""
    over = sa.select(ROW.caller, ROW.key).where(ROW.until < clock.text(now)).limit(AT_A_TIME)
    these = [tuple(row) for row in work.sql(over)]
    if these:
        work.sql(sa.delete(idempotency).where(sa.tuple_(ROW.caller, ROW.key).in_(these)))
    return len(these)
