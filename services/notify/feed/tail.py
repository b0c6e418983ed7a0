"""The live end of the feed: read once for everyone who is listening."""

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from services.notify.feed import rules, store
from services.notify.feed.models import Feed
from services.notify.feed.rules import Wish
from shared.bell import Bell, heard
from shared.events import DogReferenceReplaced
from shared.service import Service
from shared.tasks import goes_on
from shared.views import Reader, shown

RECENT = 2000  # events kept at hand for those who listen
PAGE = 500
READERS: tuple[Reader, ...] = ("staff", "public")
LOOK_EVERY = 1.0  # seconds between looks for what another replica has added


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the feed, ready to be shown."""

    position: int
    cursor: str
    type: str
    source: str
    subject: str
    time: str
    audience: str
    for_staff: str
    for_public: str

    def shown(self, staff: bool) -> str:
        return self.for_staff if staff else self.for_public


def entry(row: Feed, cursor: str, public_url: str) -> Entry:
    event = store.envelope(row)
    staff, public = (_text(shown(event, reader, public_url)) for reader in READERS)
    return Entry(
        row.position, cursor, row.type, row.source, row.subject, row.time, row.audience, staff, public
    )  # fmt: skip


def _text(told: dict[str, Any] | None) -> str:
    return rules.as_json(told) if told else ""


class Tail:
    """Follows the feed and keeps its last entries."""

    def __init__(self) -> None:
        self.recent: deque[Entry] = deque(maxlen=RECENT)
        self.position = 0
        self.more = Bell()
        self.ending = False

    async def follow(self, service: Service) -> None:
        """Woken by the commits of this process; looks for those of others every second."""
        self.recent.clear()
        self.ending = False
        self.position = await asyncio.to_thread(end, service)
        self.more.ring()  # begun again: what came meanwhile is not among the recent
        try:
            while goes_on():
                rings = service.commits.next
                if not await self._read_on(service):
                    await heard(rings, LOOK_EVERY)
                if server_is_leaving():
                    self._let_go()
        finally:
            if not goes_on():
                self._let_go()

    def _let_go(self) -> None:
        """Whoever listens is sent away."""
        self.ending = True
        self.more.ring()

    async def _read_on(self, service: Service) -> bool:
        entries = await asyncio.to_thread(_after, service, self.position, store.FOR_STAFF)
        if any(one.type == DogReferenceReplaced.type for one in entries):
            self.recent.clear()  # what was told before is mended in the store, not here
        if entries:
            self.recent.extend(entries)
            self.position = entries[-1].position
            self.more.ring()
        return bool(entries)

    async def listen(self, service: Service, at: int, staff: bool, wish: Wish) -> AsyncIterator[Entry]:
        """What follows a position, and then what happens, until we stop."""
        audiences = store.readable(staff)
        while not self.ending:
            rings = self.more.next
            entries = await self._from(service, at)
            for one in entries:
                if one.audience in audiences and one.shown(staff) and wish.takes(one):
                    yield one
            if entries:
                at = entries[-1].position
            else:
                await rings.wait()

    async def _from(self, service: Service, at: int) -> list[Entry]:
        if at >= self.position:
            return []
        if self.recent and self.recent[0].position <= at + 1:
            fresh = list(takewhile(lambda one: one.position > at, reversed(self.recent)))
            return fresh[::-1]  # whoever listens has most of them: nobody looks at all for each
        return await asyncio.to_thread(_after, service, at, store.FOR_STAFF)


def server_is_leaving() -> bool:
    """Whether our server has been told to stop: it waits for open streams before it tells the app."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))


def end(service: Service) -> int:
    with service.store.read() as work:
        return store.end_of_feed(work)


def _after(service: Service, position: int, audiences: tuple[str, ...]) -> list[Entry]:
    with service.store.read() as work:
        rows = store.events_after(work, position, PAGE, audiences)
        cursors = store.cursors(work)
        return [entry(row, cursors.of(row.position), work.public_url) for row in rows]
