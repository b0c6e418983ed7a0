"""Carries the journal to the streams: in order, in pipelines, woken by the commit.

Journals are truth, streams are transport. What a stream has lost is published again from the hole on;
what was published twice has the same id and sequence, and inboxes make it harmless.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.store import Store, Work, entry, journal, relayed
from shared.writer import Writer

log = logging.getLogger(__name__)
BATCH = 500
RELAY_LOCK = 0x716368_02
LOOK_EVERY = 1.0  # seconds between looks for holes, and for commits of another replica


class Relay:
    """One active relay for each store; on PostgreSQL the holder of an advisory lock."""

    def __init__(self, service: str, store: Store, writer: Writer, redis: Redis) -> None:
        self.source, self.store, self.writer, self.redis = service, store, writer, redis
        self.streams = (f"qingcheng:{service}", f"qingcheng:{service}:restricted")
        self.position: dict[str, int] = {}
        self.woken = asyncio.Event()
        self.lead: sa.Connection | None = None
        self.marking: asyncio.Future[None] | None = None

    def wake(self) -> None:
        self.woken.set()

    @property
    def leading(self) -> bool:
        return bool(self.position)

    async def run(self) -> None:
        """Relays until cancelled. Redis may be away: then it waits, and begins at the hole."""
        pause = 0.2
        while True:
            try:
                self.woken.clear()
                if await asyncio.to_thread(self._take_lead):
                    await self._find_holes()
                    await self._relay_all()
                    pause = 0.2
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), LOOK_EVERY)
            except (RedisError, OSError, sa.exc.DBAPIError) as error:
                log.warning("relay of %s waits %.1f s: %s", self.source, pause, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def _relay_all(self) -> None:
        for stream in self.streams:
            while rows := await asyncio.to_thread(self._after, stream, self.position[stream]):
                pipeline = self.redis.pipeline(transaction=False)
                for row in rows:
                    pipeline.xadd(stream, entry(self.source, row).to_fields())  # type: ignore[arg-type]
                await pipeline.execute()
                self.position[stream] = rows[-1].sequence
                await self._remember()

    async def _remember(self) -> None:
        """Notes how far we are, with whatever commits next; one note at a time, the latest counts."""
        if self.marking and not self.marking.done():
            return
        position = dict(self.position)
        self.marking = asyncio.ensure_future(self.writer.do(lambda work: _mark(work, position)))
        self.marking.add_done_callback(lambda note: note.cancelled() or note.exception())

    async def _find_holes(self) -> None:
        for stream in self.streams:
            last = await self.redis.xrevrange(stream, count=1)
            there = int(last[0][1].get(b"sequence", 0)) if last else 0
            if there < self.position[stream]:
                log.warning("%s ends at %d, the journal relayed %d: publishing again from there",
                            stream, there, self.position[stream])  # fmt: skip
                self.position[stream] = there

    def _after(self, stream: str, sequence: int) -> Sequence[Any]:
        query = (
            sa.select(journal)
            .where(journal.c.stream == stream, journal.c.sequence > sequence)
            .order_by(journal.c.sequence)
            .limit(BATCH)
        )
        with self.store.engine.connect() as connection:
            return connection.execute(query).all()

    def _take_lead(self) -> bool:
        """True while we are the one. The position is read when the lead is won."""
        if not self._holds_lock():
            self.position = {}
            return False
        if not self.position:
            with self.store.engine.connect() as connection:
                known = {row.stream: row.sequence for row in connection.execute(sa.select(relayed))}
            self.position = {stream: known.get(stream, 0) for stream in self.streams}
        return True

    def _holds_lock(self) -> bool:
        if self.store.on_sqlite:
            return True
        try:
            if self.lead is not None:
                self.lead.execute(sa.select(1))
                return True
            lead = self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if lead.scalar(sa.select(sa.func.pg_try_advisory_lock(RELAY_LOCK))):
                self.lead = lead
                return True
            lead.close()
        except sa.exc.DBAPIError:
            self.lead = None
            raise
        return False

    def close(self) -> None:
        if self.lead is not None:
            self.lead.close()


def _mark(work: Work, position: dict[str, int]) -> None:
    """Position is a note to ourselves: behind by some is harmless, so it never goes ahead of Redis."""
    for stream, sequence in position.items():
        changed = work.connection().execute(
            sa.update(relayed).where(relayed.c.stream == stream).values(sequence=sequence)
        )
        if changed.rowcount == 0:
            work.connection().execute(sa.insert(relayed).values(stream=stream, sequence=sequence))
