"""Forgets the answers to keys that nobody needs any more."""

import asyncio
import logging

import sqlalchemy as sa

from shared import clock
from shared.once import anything_over, forget
from shared.rail.writer import Writer
from shared.store import Store, StoreUnavailable
from shared.tasks import goes_on

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds


async def forget_as_time_passes(store: Store, writer: Writer) -> None:
    """Looks every minute, and writes only when there is something to forget."""
    while goes_on():
        try:
            while await asyncio.to_thread(anything_over, store, clock.now()):
                await writer.do(lambda work: forget(work, clock.now()))
        except (sa.exc.SQLAlchemyError, StoreUnavailable) as error:
            log.warning("answers that nobody needs could not be forgotten: %s", error)
        await asyncio.sleep(EVERY)
