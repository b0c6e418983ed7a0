"""What a stream holds, against what its journal says that it should hold.

A stream should hold every event from the last one that the janitor removed up to the last one that was
relayed. Whatever else is missing is a hole, wherever it lies and whoever made it. A stream that was lost as
a whole is filled from the first event on: groups and dead letters may be lost with it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from redis.exceptions import ResponseError

from shared.rail.streams import EntryId, entry_id, text_of
from shared.store import Store, Work, insert_new
from shared.tables import journal, relayed

BEGINNING: EntryId = (0, 0)
PAGE = 500


@dataclass(frozen=True, slots=True)
class Holds:
    """A stream at one look: neither a loss nor an addition leaves all three as they were."""

    length: int
    end: EntryId  # the id that the stream gave last; trimming does not change it
    added: int = 0  # entries ever; -1 where the server does not count them (before 7.0)

    def plus(self, count: int, end: EntryId) -> "Holds":
        """The same with so many entries more."""
        return Holds(self.length + count, end, self.added if self.added < 0 else self.added + count)

    def began_anew(self, left: "Holds | None") -> bool:
        """Whether it is another stream than the one that was left, or none."""
        earlier = left is not None and (self.end < left.end or self.added < left.added)
        return earlier or self.end == BEGINNING


async def holds(stream: str, redis: Any) -> Holds:
    """As XINFO STREAM says, whatever the length of the stream."""
    try:
        said = await redis.xinfo_stream(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return Holds(0, BEGINNING)
        raise
    return Holds(said["length"], entry_id(said["last-generated-id"]), said.get("entries-added", -1))


async def page_after(stream: str, after: EntryId, redis: Any) -> list[tuple[bytes, dict[bytes, bytes]]]:
    """The next entries; a page that is not full is the last."""
    page: list[Any] = await redis.xrange(stream, f"({text_of(after)}", "+", count=PAGE)
    return page


async def walk(stream: str, redis: Any, store: Store) -> set[int]:
    """The number of every event of the journal that lies in the stream."""
    there: set[int] = set()
    page = await page_after(stream, BEGINNING, redis)
    while page:
        there.update(await asyncio.to_thread(numbers_of, page, stream, store))
        page = await page_after(stream, entry_id(page[-1][0]), redis) if len(page) == PAGE else []
    return there - {0}


def numbers_of(entries: Sequence[tuple[bytes, Any]], stream: str, store: Store) -> list[int]:
    """The number that the journal gave to each of these events; 0 where it knows none."""
    texts = [fields.get(b"id", b"").decode(errors="replace") for _, fields in entries]
    query = sa.select(journal.c.id, journal.c.sequence).where(
        journal.c.stream == stream, journal.c.id.in_(texts)
    )
    with store.engine.connect() as connection:
        known = {row.id: row.sequence for row in connection.execute(query)}
    return [known.get(id, 0) for id in texts]


def trimmed(stream: str, store: Store) -> int | None:
    """Up to here nobody needs it in the stream any more; None where that was not noted yet."""
    query = sa.select(relayed.c.trimmed).where(relayed.c.stream == stream)
    with store.engine.connect() as connection:
        row = connection.execute(query).one_or_none()
        return row.trimmed if row else 0


def missing(stream: str, there: set[int], after: int, last: int, store: Store) -> list[int]:
    """Of what follows `after`, up to the `last` that was relayed: what the stream does not hold, in order."""
    should = sa.select(journal.c.sequence).where(
        journal.c.stream == stream, journal.c.sequence.between(after + 1, last)
    )
    with store.engine.connect() as connection:
        return sorted(set(connection.scalars(should)) - there)


def note_trimmed(work: Work, stream: str, sequence: int) -> None:
    """Up to here nobody needs it in the stream any more. Noted before it goes, or it would come back.

    An event below that lies further back, where it filled a hole, is as old as this, and has been there
    for an hour when it goes.
    """
    work.sql(insert_new(work, relayed), {"stream": stream, "sequence": 0})
    here = sa.update(relayed).where(
        relayed.c.stream == stream, sa.func.coalesce(relayed.c.trimmed, 0) < sequence
    )
    work.sql(here.values(trimmed=sequence))
