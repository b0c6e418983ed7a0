"""Whether this store is the latest of its line: nobody may know more of a journal than it holds itself.

Each service says in Redis, in a stream of its own with one entry, which event of each stream it knows last:
of its own what it has said, of others what it has taken in. A journal that lacks an event which a stream or
somebody else knows, or has another under its number, was restored from an older state, or is foreign. Then
its service writes nothing more, nor does it relay, until a person has decided (shared/rail/recovery.py).
"""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from shared import clock
from shared.envelope import Envelope, Unreadable, from_fields
from shared.events import BY_TYPE, speaks_in
from shared.rail.writer import Writer
from shared.store import Store, Work, insert_new
from shared.tables import contradictions, heard_of, journal

log = logging.getLogger(__name__)
KNOWN = "qingcheng:known:{service}"
LOOK_EVERY = 5.0  # seconds, and at once when Redis was away
SAY_EVERY = 10.0  # seconds, though nothing is new: Redis may have lost it
NEWEST = 10  # entries of a stream; one of them is readable and its publisher's, or nothing is said


@dataclass(frozen=True, slots=True)
class Last:
    """An event that is known to be the last of its stream."""

    sequence: int
    id: str

    def later_than(self, other: "Last | None") -> bool:
        return other is None or self.sequence > other.sequence

    def __str__(self) -> str:
        return f"{self.sequence} {self.id}"


Known = dict[str, Last]  # by stream


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An event that somebody knows, and that the journal does not have under its number."""

    stream: str
    last: Last
    said_by: str

    def __str__(self) -> str:
        return f"{self.said_by} 有 has {self.stream} {self.last.sequence} ({self.last.id})"


class Lineage:
    """What a service knows, against what Redis and the others say of it."""

    def __init__(self, service: str, store: Store, writer: Writer, redis: Any) -> None:
        self.service, self.store, self.writer, self.redis = service, store, writer, redis
        self.streams = (f"qingcheng:{service}", f"qingcheng:{service}:restricted")
        self.others = sorted({event.publisher for event in BY_TYPE.values()} | {service})
        self.looked = -LOOK_EVERY
        self.sure = False  # whether somebody has been asked since Redis was last away
        self.looking = asyncio.Lock()  # one look at a time: an earlier one must not have the last word
        self.agreed: set[tuple[str, Last]] = set()
        self.unheard: Known = {}  # what we had heard, as Redis says, and our store does not know
        self.said: tuple[float, Known] = (0.0, {})

    @property
    def due(self) -> bool:
        return not self.sure or time.monotonic() - self.looked >= LOOK_EVERY

    async def look(self) -> None:
        """Asks everybody. Raises what Redis and the store raise; what was known before stays."""
        async with self.looking:
            await self._look()

    async def _look(self) -> None:
        self.sure = False
        told = {name: await known_to(name, self.redis) for name in self.others}
        ours = await asyncio.to_thread(self._ours)  # afterwards: it is read as it is written
        claims = [
            Contradiction(stream, last, name)
            for name, known in told.items()
            for stream, last in known.items()
            if stream in self.streams
        ]
        claims += [one for stream in self.streams if (one := await self._in_the_stream(stream))]
        new = [one for one in claims if (one.stream, one.last) not in self.agreed]
        found = await asyncio.to_thread(lambda: [one for one in new if not self._agrees(one)])
        self.agreed |= {(one.stream, one.last) for one in new if one not in found}
        if found:
            await self.writer.do(lambda work: remember(work, found), though_barred=True)
        self.writer.barred = await asyncio.to_thread(self._remembered)
        self._compare(told[self.service], ours)
        await self._say(ours, told[self.service])
        self.sure, self.looked = True, time.monotonic()

    def _ours(self) -> Known:
        with self.store.engine.connect() as connection:
            known = {row.stream: Last(row.sequence, row.event_id)
                     for row in connection.execute(sa.select(heard_of))}  # fmt: skip
            for stream in self.streams:
                end = sa.select(journal.c.sequence, journal.c.id).where(journal.c.stream == stream)
                for row in connection.execute(end.order_by(journal.c.sequence.desc()).limit(1)):
                    known[stream] = Last(row.sequence, row.id)
        return known

    async def _in_the_stream(self, stream: str) -> Contradiction | None:
        """The newest event of ours that lies in our stream; what nobody can read is nobody's."""
        newest: Any = await self.redis.xrevrange(stream, count=NEWEST)
        for _, fields in newest:
            if (event := _read(fields)) and speaks_in(stream, event.source):
                return Contradiction(stream, Last(event.sequence, event.id), stream)
        return None

    def _agrees(self, claim: Contradiction) -> bool:
        here = sa.select(journal.c.id).where(
            journal.c.stream == claim.stream, journal.c.sequence == claim.last.sequence
        )
        with self.store.engine.connect() as connection:
            decided = connection.scalar(_decided(claim.stream)) or 0
            return claim.last.sequence <= decided or connection.scalar(here) == claim.last.id

    def _remembered(self) -> str:
        with self.store.read() as work:
            return "; ".join(map(str, open_ones(work)))

    def _compare(self, told: Known, ours: Known) -> None:
        """A store that is older has heard less than its group has acknowledged."""
        for stream, last in told.items():
            if stream not in self.streams and last.later_than(ours.get(stream)):
                self.unheard.setdefault(stream, ours.get(stream, Last(0, "")))
            else:
                self.unheard.pop(stream, None)

    async def _say(self, ours: Known, told: Known) -> None:
        """Unless Redis knows more of us than we do: that is what shows that we are not the latest."""
        more = any(
            stream not in ours or ours[stream].sequence < last.sequence for stream, last in told.items()
        )
        when, before = self.said
        if more or self.writer.barred or not ours or (ours == before and time.monotonic() - when < SAY_EVERY):
            return
        fields: Any = {stream: str(last) for stream, last in ours.items()}
        await self.redis.xadd(KNOWN.format(service=self.service), fields, maxlen=1, approximate=False)
        self.said = time.monotonic(), ours


async def known_to(service: str, redis: Any) -> Known:
    """Of each stream, the last event that this service says it knows."""
    for _, fields in await redis.xrevrange(KNOWN.format(service=service), count=1):
        try:
            return dict(_last(stream, text) for stream, text in fields.items())
        except ValueError as error:
            log.warning("nobody can read what %s says that it knows: %s", service, error)
    return {}


def _last(stream: bytes, text: bytes) -> tuple[str, Last]:
    sequence, _, id = text.decode().partition(" ")
    return stream.decode(), Last(int(sequence), id)


def _read(fields: Mapping[bytes, bytes]) -> Envelope | None:
    try:
        envelope = from_fields(fields)
        if envelope.known:
            envelope.event()
        return envelope
    except Unreadable:
        return None


# ---- in the store ---------------------------------------------------------------------------------------


def note_heard(work: Work, stream: str, envelopes: Sequence[Envelope]) -> None:
    """The last of these, if it is later than what was heard of the stream before."""
    last = max(
        (one for one in envelopes if speaks_in(stream, one.source)),
        key=lambda one: one.sequence,
        default=None,
    )
    if last is None:
        return
    work.sql(insert_new(work, heard_of), {"stream": stream, "sequence": 0, "event_id": ""})
    earlier = sa.update(heard_of).where(heard_of.c.stream == stream, heard_of.c.sequence < last.sequence)
    work.sql(earlier.values(sequence=last.sequence, event_id=last.id))


def remember(work: Work, found: Sequence[Contradiction]) -> None:
    """Keeps, of each stream, the highest number that was heard of, until somebody decides."""
    for one in found:
        as_high = contradictions.c.sequence >= one.last.sequence  # decided about meanwhile, perhaps
        here = contradictions.c.stream == one.stream
        if work.sql(sa.select(contradictions.c.stream).where(here, as_high)).scalar():
            continue
        log.error("the store is older than what others know: %s", one)
        work.sql(sa.delete(contradictions).where(here))
        row = {"stream": one.stream, "sequence": one.last.sequence, "event_id": one.last.id}
        row |= {"said_by": one.said_by, "found_at": clock.text(clock.now())}
        work.sql(sa.insert(contradictions), row)


def open_ones(work: Work) -> list[Contradiction]:
    """Those that nobody has decided about yet."""
    query = sa.select(contradictions).where(contradictions.c.decided_at.is_(None))
    rows = work.sql(query.order_by(contradictions.c.stream))
    return [Contradiction(row.stream, Last(row.sequence, row.event_id), row.said_by) for row in rows]


def _decided(stream: str) -> sa.Select[int]:
    return sa.select(contradictions.c.sequence).where(
        contradictions.c.stream == stream, contradictions.c.decided_at.is_not(None)
    )
