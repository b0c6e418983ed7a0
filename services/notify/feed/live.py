"""The feed as it happens: server-sent events, read off its tail."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.notify.cross_origin import ForSitesOfTheList
from services.notify.feed import store
from services.notify.feed.routes import Wished, check_cursor
from services.notify.feed.rules import Wish
from services.notify.feed.tail import Tail, end
from services.notify.subscribers.reader import Reads, still_reads
from shared.crowd import Seats
from shared.doors import Doors
from shared.limits import place
from shared.service import Service
from shared.sessions import LOOK_EVERY

SEATS = Seats(500, 20)  # streams at once in this process, and of them so many to one reader
FOR_STRANGERS = Seats(100, 5)  # and to one address


async def beginning(
    request: Request,
    wish: Wished,
    reads: Reads,
    after: Annotated[str | None, Query(max_length=64, description="a cursor; from now on without it")] = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> int | None:
    """Behind which event; none is from now on. Before the stream is open it can be refused."""
    cursor = last_event_id or after
    if cursor is None and not wish.since:
        return None
    return await asyncio.to_thread(_checked, request.app.state.service, cursor or "", wish, reads.staff)


def _checked(service: Service, cursor: str, wish: Wish, staff: bool) -> int:
    with service.store.read() as work:
        at = store.cursors(work).position(cursor, staff)
        check_cursor(work, at)
        return store.position_before(work, wish.since) if at == 0 and wish.since else at


async def seat(request: Request, reads: Reads) -> AsyncIterator[None]:
    """Held as long as the stream is open; strangers never take those of staff. Raises `TooManyAtOnce`."""
    taken = SEATS.taken(reads.name) if reads.name else FOR_STRANGERS.taken(place(request))
    with taken:
        yield


def doors(tail: Tail) -> Doors:
    """The door at which this tail is listened to."""
    doors = Doors(prefix="/notify/v1", tags=["notify"], route_class=ForSitesOfTheList)

    async def behind(request: Request, at: Annotated[int | None, Depends(beginning)]) -> int:
        """From now on begins before we answer, where the store ends: the tail may not have begun yet."""
        return await asyncio.to_thread(end, request.app.state.service) if at is None else at

    @doors.get("/events/stream", response_class=EventSourceResponse)
    async def stream(
        request: Request,
        reads: Reads,
        seated: Annotated[None, Depends(seat)],
        at: Annotated[int, Depends(behind)],
        wish: Wished,
    ) -> AsyncIterator[ServerSentEvent]:
        """The feed as server-sent events. A client that comes back with Last-Event-ID has missed nothing.

        Each is a `message`; its type is in its data. A comment every 15 seconds says that we are still here.
        It ends when the session or the key does with which it was opened: come back with a fresh one.
        """
        yield ServerSentEvent(retry=2000)
        looked = time.monotonic()
        async for entry in tail.listen(request.app.state.service, at, reads.staff, wish):
            if reads.name and time.monotonic() > looked + LOOK_EVERY:
                if not await still_reads(request, reads):
                    return
                looked = time.monotonic()
            yield ServerSentEvent(id=entry.cursor, raw_data=entry.shown(reads.staff))

    return doors
