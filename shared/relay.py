"""Carries the journal to the streams: in order, in pipelines, woken by the commit.

Journals are truth, streams are transport. What a stream has lost is published again from the hole on;
what was published twice has the same id and sequence, and inboxes make it harmless.
"""

import asyncio
import contextlib
import json
import logging
import math
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisClusterException, RedisError, ResponseError, WatchError

from shared import clock
from shared.ending import goes_on
from shared.store import Store, Work, entry, insert_new, intervene, interventions, journal, relayed
from shared.writer import Writer

log = logging.getLogger(__name__)
EntryId = tuple[int, int]
Places = dict[str, tuple[int, str]]  # of each stream: the last sequence, and the entry id of its end
A_DAY = timedelta(days=1)
BEGINNING: EntryId = (0, 0)
BATCH = 500
AGAIN = "publish again"
RELAY_LOCK = 0x716368_02
LOOK_EVERY = 1.0  # seconds between looks for holes, and for commits of another replica


class Relay:
    """One active relay for each store; on PostgreSQL the holder of an advisory lock."""

    def __init__(self, service: str, store: Store, writer: Writer, redis: Redis) -> None:
        self.source, self.store, self.writer, self.redis = service, store, writer, redis
        self.streams = (f"qingcheng:{service}", f"qingcheng:{service}:restricted")
        self.position: dict[str, int] = {}  # the last sequence known to be in each stream
        self.noted: Places = {}  # what the store remembers of it
        self.ends: dict[str, EntryId] = {}  # where each stream ended; one that ends lower has lost something
        self.woken = asyncio.Event()
        self.published = 0
        self.heeded = ""  # id of the last request to publish again
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
                        await asyncio.to_thread(self._heed)
                        self._remember()
                        looked = time.monotonic()
                    pause = 0.2
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await self.woken.wait()
            except WatchError:
                continue  # somebody else was there between our look and our batch: look again
            except (RedisError, RedisClusterException, OSError, sa.exc.SQLAlchemyError) as error:
                log.warning("relay of %s waits %.1f s: %s", self.source, pause, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 1.0)

    async def _relay(self, stream: str, look: bool) -> None:
        """One batch, if the stream still ends where we left it: nothing is ever added behind a hole."""
        if stream not in self.ends:
            await self._find_place(stream)
        rows = await asyncio.to_thread(self._after, stream, self.position[stream])
        if not rows:
            if look and await _end_of(stream, self.redis) != self.ends[stream]:
                await self._find_place(stream)
                self.wake()
            return
        async with self.redis.pipeline(transaction=True) as pipeline:
            await pipeline.watch(stream)  # only what adds or removes entries will make EXEC fail
            if await _end_of(stream, pipeline) != self.ends[stream]:
                await self._find_place(stream)
                self.wake()
                return
            pipeline.multi()  # type: ignore[no-untyped-call]
            for row in rows:
                pipeline.xadd(stream, entry(self.source, row).to_fields())  # type: ignore[arg-type]
            added: list[bytes] = await pipeline.execute()
        self.ends[stream] = _entry_id(added[-1])
        self.position[stream] = rows[-1].sequence
        self.published += len(rows)
        if len(rows) == BATCH:
            self.wake()

    async def _find_place(self, stream: str) -> None:
        """Goes to where the stream really ends; foreign entries and copies may be among the last."""
        end = await _end_of(stream, self.redis)
        tail: Any = await self.redis.xrevrange(stream, count=BATCH)
        told = await asyncio.to_thread(
            self._sequences, stream, [fields.get(b"id", b"") for _, fields in tail]
        )
        ids = [_entry_id(entry_id) for entry_id, _ in tail]
        left = self.ends.get(stream)
        if left is None:
            self._go_back(stream, max(told, default=0 if end == BEGINNING else self.position[stream]))
        elif left in ids or await self.redis.xrange(stream, _text(left), _text(left)):
            self._go_on(stream, reversed(told[: ids.index(left)] if left in ids else told))
        else:
            newest = next(filter(None, told), 0)
            self._go_back(stream, min(newest, await asyncio.to_thread(self._recently_asked)))
        self.ends[stream] = end

    def _go_on(self, stream: str, told: Iterable[int]) -> None:
        """Nothing is lost. What follows may be our own, where only the answer was lost."""
        for sequence in told:
            if sequence == self.position[stream] + 1:
                self.position[stream] = sequence

    def _go_back(self, stream: str, there: float) -> None:
        if there < self.position[stream]:
            log.warning("%s ends at %d, the journal relayed %d: publishing again from there",
                        stream, there, self.position[stream])  # fmt: skip
            self.position[stream] = int(there)

    def _sequences(self, stream: str, ids: list[bytes]) -> list[int]:
        """The number that the journal gave to each of these events; 0 where it knows none."""
        texts = [id.decode(errors="replace") for id in ids]
        query = sa.select(journal.c.id, journal.c.sequence).where(
            journal.c.stream == stream, journal.c.id.in_(texts)
        )
        with self.store.engine.connect() as connection:
            known = {row.id: row.sequence for row in connection.execute(query)}
        return [known.get(id, 0) for id in texts]

    def _heed(self) -> None:
        """Goes back where somebody has asked for it since the last look."""
        with self.store.engine.connect() as connection:
            asked = _last_asked(connection)
        if asked is None or asked.id == self.heeded:
            return
        self.heeded, after = asked.id, _after_what(asked)
        for stream, position in self.position.items():
            if after < position:
                log.warning("%s is published again after %d, as asked", stream, after)
                self.position[stream] = after

    def _recently_asked(self) -> float:
        """After what somebody asked us to publish again, if copies may be among what was lost."""
        with self.store.engine.connect() as connection:
            asked = _last_asked(connection)
        recent = asked is not None and clock.now() - clock.parse(asked.at) < A_DAY
        return _after_what(asked) if recent else math.inf

    def _remember(self) -> None:
        """Notes where we are, with whatever commits next; one note at a time, the latest counts."""
        place = {stream: (self.position[stream], _text(self.ends[stream])) for stream in self.streams}
        if place == self.noted or (self.marking and not self.marking.done()):
            return
        self.marking = asyncio.ensure_future(self._note(place, self.heeded))
        self.marking.add_done_callback(lambda note: note.cancelled() or note.exception())

    async def _note(self, place: Places, heeded: str) -> None:
        await self.writer.do(lambda work: _mark(work, place, heeded))
        self.noted = place

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
                known = {row.stream: row for row in connection.execute(sa.select(relayed))}
                self.heeded = getattr(_last_asked(connection), "id", "")
            self.position = {name: known[name].sequence if name in known else 0 for name in self.streams}
            self.ends = {name: _entry_id(row.ends.encode()) for name, row in known.items() if row.ends}
            self.noted = {}
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


def _entry_id(text: bytes) -> EntryId:
    milliseconds, _, counter = text.partition(b"-")
    return int(milliseconds), int(counter)


def _text(entry: EntryId) -> str:
    return f"{entry[0]}-{entry[1]}"


async def _end_of(stream: str, redis: Any) -> EntryId:
    """The id that the stream gave last, as XINFO STREAM says; trimming does not change it."""
    try:
        return _entry_id((await redis.xinfo_stream(stream))["last-generated-id"])
    except ResponseError as error:
        if "no such key" in str(error):
            return BEGINNING
        raise


def _mark(work: Work, place: Places, heeded: str) -> None:
    """A place is a note to ourselves: behind by some is harmless, so it never goes ahead of Redis.

    Nothing is noted over a request that we have not heeded yet.
    """
    if getattr(_last_asked(work.connection()), "id", "") != heeded:
        return
    for stream, (sequence, ends) in place.items():
        work.connection().execute(insert_new(work, relayed), {"stream": stream, "sequence": 0})
        here = sa.update(relayed).where(relayed.c.stream == stream)
        work.connection().execute(here.values(sequence=sequence, ends=ends))


def _last_asked(connection: sa.Connection) -> Any:
    query = sa.select(interventions).where(interventions.c.act == AGAIN)
    return connection.execute(query.order_by(interventions.c.id.desc()).limit(1)).one_or_none()


def _after_what(asked: Any) -> int:
    return int(json.loads(asked.what)["after"])


def publish_again(work: Work, after: int, who: str, why: str) -> None:
    """Asks whoever relays to publish again what follows a sequence; subscribers know it by its ids.

    The record of it is the request. The noted positions go back too, for one who becomes leader just now.
    """
    intervene(work, who, why, AGAIN, {"after": after})
    set_back = sa.update(relayed).where(relayed.c.sequence > after)
    work.connection().execute(set_back.values(sequence=after))
