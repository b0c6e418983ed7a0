"""Carries the journal to the streams: in order, in pipelines, woken by the commit.

Journals are truth, streams are transport. What a stream has lost is published again from the hole on;
what was published twice has the same id and sequence, and inboxes make it harmless.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.ending import goes_on
from shared.store import Store, Work, entry, journal, relayed
from shared.writer import Writer

log = logging.getLogger(__name__)
EntryId = tuple[int, int]
BEGINNING: EntryId = (0, 0)
BATCH = 500
RELAY_LOCK = 0x716368_02
LOOK_EVERY = 1.0  # seconds between looks for holes, and for commits of another replica


class Relay:
    """One active relay for each store; on PostgreSQL the holder of an advisory lock."""

    def __init__(self, service: str, store: Store, writer: Writer, redis: Redis) -> None:
        self.source, self.store, self.writer, self.redis = service, store, writer, redis
        self.streams = (f"qingcheng:{service}", f"qingcheng:{service}:restricted")
        self.position: dict[str, int] = {}  # the last sequence known to be in each stream
        self.noted: dict[str, int] = {}  # what the store remembers of it
        self.ends: dict[str, EntryId] = {}  # where each stream ended; one that ends lower has lost something
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
        looked = 0.0
        while goes_on():
            try:
                self.woken.clear()
                if await asyncio.to_thread(self._take_lead):
                    look = time.monotonic() - looked >= LOOK_EVERY
                    for stream in self.streams:
                        await self._relay(stream, look)
                    if look:
                        self._remember()
                        looked = time.monotonic()
                    pause = 0.2
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await self.woken.wait()
            except Exception as error:
                known = isinstance(error, RedisError | OSError | sa.exc.SQLAlchemyError)
                log.warning("relay of %s waits %.1f s: %s", self.source, pause, error, exc_info=not known)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def _relay(self, stream: str, look: bool) -> None:
        """One batch. In the same transaction Redis says where the stream ended before it."""
        if stream not in self.ends:
            await self._find_hole(stream)
        rows = await asyncio.to_thread(self._after, stream, self.position[stream])
        if not rows and not look:
            return
        async with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.xinfo_stream(stream)
            for row in rows:
                pipeline.xadd(stream, entry(self.source, row).to_fields())  # type: ignore[arg-type]
            before, *added = await pipeline.execute(raise_on_error=False)
        if refused := [answer for answer in added if isinstance(answer, Exception)]:
            raise refused[0]
        if _end(before) < self.ends[stream]:
            await self._find_hole(stream, before=added[0] if added else None)
            self.wake()
            return
        self.ends[stream] = _entry_id(added[-1]) if added else _end(before)
        if rows:
            self.position[stream] = rows[-1].sequence
        if len(rows) == BATCH:
            self.wake()

    async def _find_hole(self, stream: str, before: bytes | None = None) -> None:
        """Goes back to where the stream really ends. Redriven and foreign entries may be among the last."""
        tail: list[Any] = await self.redis.xrevrange(
            stream, max=b"(" + before if before else "+", count=BATCH
        )  # type: ignore[assignment]
        there = max((_sequence(fields) for _, fields in tail), default=0)
        end = await self._end_now(stream)
        all_trimmed = not tail and end != BEGINNING and stream not in self.ends
        if there < self.position[stream] and not all_trimmed:
            log.warning("%s ends at %d, the journal relayed %d: publishing again from there",
                        stream, there, self.position[stream])  # fmt: skip
            self.position[stream] = there
        self.ends[stream] = end

    async def _end_now(self, stream: str) -> EntryId:
        async with self.redis.pipeline(transaction=False) as pipeline:
            pipeline.xinfo_stream(stream)
            return _end((await pipeline.execute(raise_on_error=False))[0])

    def _remember(self) -> None:
        """Notes how far we are, with whatever commits next; one note at a time, the latest counts."""
        if self.position == self.noted or (self.marking and not self.marking.done()):
            return
        self.marking = asyncio.ensure_future(self._note(dict(self.position)))
        self.marking.add_done_callback(lambda note: note.cancelled() or note.exception())

    async def _note(self, position: dict[str, int]) -> None:
        await self.writer.do(lambda work: _mark(work, position))
        self.noted = position

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
            self.position, self.ends = {}, {}
            return False
        if not self.position:
            with self.store.engine.connect() as connection:
                known = {row.stream: row.sequence for row in connection.execute(sa.select(relayed))}
            self.position = {stream: known.get(stream, 0) for stream in self.streams}
            self.noted, self.ends = dict(self.position), {}
        return True

    def _holds_lock(self) -> bool:
        if self.store.on_sqlite:
            return True
        if self.lead is None:
            lead = self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not lead.scalar(sa.select(sa.func.pg_try_advisory_lock(RELAY_LOCK))):
                lead.close()
                return False
            lead.detach()  # closing it ends its session and so gives up the lock, which the pool would keep
            self.lead = lead
        try:
            self.lead.execute(sa.select(1))
        except sa.exc.DBAPIError:
            self.close()
            raise
        return True

    def close(self) -> None:
        if self.lead is not None:
            with contextlib.suppress(sa.exc.DBAPIError):
                self.lead.close()
            self.lead = None


def _sequence(fields: Mapping[bytes, bytes]) -> int:
    with contextlib.suppress(KeyError, ValueError):
        return int(fields[b"sequence"])
    return 0


def _entry_id(text: bytes) -> EntryId:
    milliseconds, _, counter = text.partition(b"-")
    return int(milliseconds), int(counter)


def _end(stream: dict[str, bytes] | Exception) -> EntryId:
    """The id that the stream gave last, as XINFO STREAM says; trimming does not change it."""
    if isinstance(stream, Exception):
        if "no such key" in str(stream):
            return BEGINNING
        raise stream
    return _entry_id(stream["last-generated-id"])


def _mark(work: Work, position: dict[str, int]) -> None:
    """Position is a note to ourselves: behind by some is harmless, so it never goes ahead of Redis."""
    for stream, sequence in position.items():
        changed = work.connection().execute(
            sa.update(relayed).where(relayed.c.stream == stream).values(sequence=sequence)
        )
        if changed.rowcount == 0:
            work.connection().execute(sa.insert(relayed).values(stream=stream, sequence=sequence))
