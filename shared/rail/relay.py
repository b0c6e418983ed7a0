"""Carries the journal to the streams: in order, in pipelines, woken by the commit.

Journals are truth, streams are transport. What a stream has lost is published again, exactly that; what
was published twice has the same id and sequence, and inboxes make it harmless.
"""

import asyncio
import contextlib
import json
import logging
import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisClusterException, RedisError, WatchError

from shared import clock
from shared.rail import holes
from shared.rail.holes import Holds
from shared.rail.lead import Lead
from shared.rail.lineage import Lineage
from shared.rail.streams import entry_id, following, text_of
from shared.rail.writer import Writer
from shared.store import Store, StoreUnavailable, Work, entry, insert_new, intervene
from shared.tables import interventions, journal, relayed
from shared.tasks import goes_on

log = logging.getLogger(__name__)
Places = dict[str, tuple[int, Holds]]  # of each stream: the last sequence, and what it holds
A_DAY = timedelta(days=1)
BATCH = 500
AGAIN = "publish again"
AWAY = (RedisError, RedisClusterException, OSError, sa.exc.SQLAlchemyError, StoreUnavailable)
LOOK_EVERY = 1.0  # seconds between looks for holes, and for commits of another replica


class Relay:
    """One active relay for each store: the one that has won the lead."""

    def __init__(self, service: str, store: Store, writer: Writer, redis: Redis) -> None:
        self.source, self.store, self.writer, self.redis = service, store, writer, redis
        self.streams = (f"qingcheng:{service}", f"qingcheng:{service}:restricted")
        self.position: dict[str, int] = {}  # the last sequence known to be in each stream
        self.noted: Places = {}  # what the store remembers of it
        self.left: dict[str, Holds] = {}  # what each stream held when we left it
        self.holes: dict[str, list[int]] = {}  # what each stream has lost, to be published first of all
        self.lineage = Lineage(service, store, writer, redis)
        self.woken = asyncio.Event()
        self.published = self.filled = 0
        self.heeded = ""  # id of the last request to publish again
        self.lead = Lead(store)
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
                look = time.monotonic() - looked >= LOOK_EVERY
                if self.lineage.due:
                    await self.lineage.look()
                if self.writer.barred:
                    self._forget_place()
                elif await asyncio.to_thread(self._take_lead):
                    for stream in self.streams:
                        await self._relay(stream, look)
                    if look:
                        await asyncio.to_thread(self._heed)
                        self._remember()
                if look:
                    looked = time.monotonic()
                pause = 0.2
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await self.woken.wait()
            except WatchError:
                continue  # somebody else was there between our look and our batch: look again
            except AWAY as error:
                self.lineage.sure = False
                log.warning("relay of %s waits %.1f s: %s", self.source, pause, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 1.0)

    async def _relay(self, stream: str, look: bool) -> None:
        """One batch, if the stream is as we left it: nothing new is ever added behind a hole."""
        if stream not in self.left:
            await self._take_stock(stream)
        rows = await asyncio.to_thread(self._next, stream)
        if not rows:
            if look and await holes.holds(stream, self.redis) != self.left[stream]:
                await self._take_stock(stream)
                self.wake()
            return
        async with self.redis.pipeline(transaction=True) as pipeline:
            await pipeline.watch(stream)  # only what adds or removes entries will make EXEC fail
            here = await holes.holds(stream, pipeline)
            if here != self.left[stream]:
                await self._take_stock(stream)
                self.wake()
                return
            pipeline.multi()  # type: ignore[no-untyped-call]
            for row in rows:
                pipeline.xadd(stream, entry(row, self.store.public_url).to_fields())  # type: ignore[arg-type]
            added: list[bytes] = await pipeline.execute()
        self.left[stream] = here.plus(len(rows), entry_id(added[-1]))
        self._note_sent(stream, [row.sequence for row in rows])
        if len(rows) == BATCH:
            self.wake()

    def _note_sent(self, stream: str, sequences: list[int]) -> None:
        self.published += len(sequences)
        if stream in self.holes:
            self.filled += len(sequences)
            self._fill(stream, sequences)
            self.wake()
        else:
            self.position[stream] = sequences[-1]

    def _fill(self, stream: str, sequences: Iterable[int]) -> None:
        left = sorted(set(self.holes.pop(stream, ())) - set(sequences))
        if left:
            self.holes[stream] = left

    async def _take_stock(self, stream: str) -> None:
        """The stream is not as we left it: has it lost something, or has somebody only added?"""
        here, left = await holes.holds(stream, self.redis), self.left.get(stream)
        new: list[Any] = await holes.page_after(stream, left.end, self.redis) if left else []
        told = await asyncio.to_thread(holes.numbers_of, new, stream, self.store)
        self._go_on(stream, told)
        expected = left.plus(len(new), here.end) if left else None
        if here != expected or len(new) == holes.PAGE:
            await self._search(stream, here, left)
            if expected and here.length < expected.length:
                self._go_back(stream, await asyncio.to_thread(self._recently_asked))
        self.left[stream] = here

    def _go_on(self, stream: str, told: Iterable[int]) -> None:
        """What follows where we left it may be our own, where only the answer was lost."""
        self._fill(stream, told)
        for sequence in told:
            if sequence == self.position[stream] + 1:
                self.position[stream] = sequence

    async def _search(self, stream: str, here: Holds, left: Holds | None) -> None:
        """Every entry is looked at, and what is missing is published again; nothing else is."""
        there, last = await holes.walk(stream, self.redis, self.store), self.position[stream]
        after = await asyncio.to_thread(holes.trimmed, stream, self.store)
        if not there and here.began_anew(left):
            after = 0
        if after is None:  # from before it was noted: then what is gone from the head was trimmed
            after = min(there, default=last + 1) - 1
        found = await asyncio.to_thread(holes.missing, stream, there, after, last, self.store)
        self.holes.pop(stream, None)
        if found:
            log.warning("%s lacks %d events, from %d to %d: publishing them again",
                        stream, len(found), found[0], found[-1])  # fmt: skip
            self.holes[stream] = found

    def _go_back(self, stream: str, there: float) -> None:
        if there < self.position[stream]:
            log.warning("%s is published again after %d, as asked", stream, there)
            self.position[stream] = int(there)

    async def trim(self, stream: str, head: Sequence[Any]) -> int:
        """Removes the first entries of a stream; says so before, or they would be taken for lost."""
        numbers = await asyncio.to_thread(holes.numbers_of, head, stream, self.store)
        if highest := max(numbers):
            await self.writer.do(lambda work: holes.note_trimmed(work, stream, highest))
        below = text_of(following(entry_id(head[-1][0])))
        removed: int = await self.redis.xtrim(stream, minid=below, approximate=False)
        if left := self.left.get(stream):  # where this is wrong, a look at every entry puts it right
            self.left[stream] = replace(left, length=left.length - removed)
        return removed

    def _heed(self) -> None:
        """Goes back where somebody has asked for it since the last look."""
        with self.store.engine.connect() as connection:
            asked = _last_asked(connection)
        if asked is None or asked.id == self.heeded:
            return
        self.heeded, after = asked.id, _after_what(asked)
        for stream in self.streams:
            self._go_back(stream, after)

    def _recently_asked(self) -> float:
        """After what somebody asked us to publish again: of what was lost there may be copies left."""
        with self.store.engine.connect() as connection:
            asked = _last_asked(connection)
        recent = asked is not None and clock.now() - clock.parse(asked.at) < A_DAY
        return _after_what(asked) if recent else math.inf

    def _remember(self) -> None:
        """Notes where we are, with whatever commits next; one note at a time, the latest counts.

        A stream with a hole is not noted: whoever begins after us finds the hole again.
        """
        whole = [stream for stream in self.streams if stream not in self.holes]
        place = {stream: (self.position[stream], self.left[stream]) for stream in whole}
        if place == self.noted or (self.marking and not self.marking.done()):
            return
        self.marking = asyncio.ensure_future(self._note(place, self.heeded))
        self.marking.add_done_callback(lambda note: note.cancelled() or note.exception())

    async def _note(self, place: Places, heeded: str) -> None:
        await self.writer.do(lambda work: _mark(work, place, heeded))
        self.noted = place

    def _next(self, stream: str) -> Sequence[Any]:
        """What fills a hole, before what is new."""
        here = sa.select(journal).where(journal.c.stream == stream).order_by(journal.c.sequence)
        lost = self.holes.get(stream, [])[:BATCH]
        query = here.where(
            journal.c.sequence.in_(lost) if lost else journal.c.sequence > self.position[stream]
        )
        with self.store.engine.connect() as connection:
            return connection.execute(query.limit(BATCH)).all()

    def _take_lead(self) -> bool:
        """True while we are the one. The position is read when the lead is won."""
        if not self.lead.won():
            self._forget_place()
            return False
        if not self.position:
            with self.store.engine.connect() as connection:
                known = {row.stream: row for row in connection.execute(sa.select(relayed))}
                self.heeded = getattr(_last_asked(connection), "id", "")
            self.position = {name: known[name].sequence if name in known else 0 for name in self.streams}
            noted = [row for row in known.values() if row.ends]
            self.left = {
                row.stream: Holds(row.length, entry_id(row.ends.encode()), row.added) for row in noted
            }
            self.noted = {}
        return True

    def _forget_place(self) -> None:
        self.position, self.left, self.holes = {}, {}, {}


def _mark(work: Work, place: Places, heeded: str) -> None:
    """A place is a note to ourselves: behind by some is harmless, so it never goes ahead of Redis.

    Nothing is noted over a request that we have not heeded yet.
    """
    if getattr(_last_asked(work.connection()), "id", "") != heeded:
        return
    for stream, (sequence, left) in place.items():
        work.sql(insert_new(work, relayed), {"stream": stream, "sequence": 0})
        here = sa.update(relayed).where(relayed.c.stream == stream)
        holds = {"ends": text_of(left.end), "length": left.length, "added": left.added}
        work.sql(here.values(sequence=sequence, **holds))


def _last_asked(connection: sa.Connection) -> Any:
    query = sa.select(interventions).where(interventions.c.act == AGAIN)
    return connection.execute(query.order_by(interventions.c.id.desc()).limit(1)).one_or_none()


def _after_what(asked: Any) -> int:
    return int(json.loads(asked.what)["after"])


def publish_again(work: Work, after: int, who: str, why: str) -> None:
    """Asks whoever relays to publish again what follows a sequence; subscribers know it by its ids.

    The record of it is the request. What is noted goes back too, for one who becomes leader just now, and
    because all of it should then be in the streams.
    """
    intervene(work, who, why, AGAIN, {"after": after})
    for note in (relayed.c.sequence, relayed.c.trimmed):
        work.sql(sa.update(relayed).where(note > after).values({note: after}))
