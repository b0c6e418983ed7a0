"""The feed as it happens: server-sent events, read off its tail."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.notify.feed import rules
from services.notify.feed.routes import Types
from services.notify.feed.tail import Tail
from services.notify.subscribers.reader import Reads, still_reads
from shared.doors import Doors
from shared.sessions import LOOK_EVERY


async def beginning(
    after: Annotated[str | None, Query(max_length=64, description="a cursor; from now on without it")] = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> int | None:
    """Behind which event; none is from now on. Before the stream is open it can be refused."""
    cursor = last_event_id or after
    return None if cursor is None else rules.position(cursor)


async def wanted(reads: Reads, type: Types = []) -> frozenset[str]:  # noqa: B006
    return reads.wanted([rules.full_type(name) for name in type])


def doors(tail: Tail) -> Doors:
    """The door at which this tail is listened to."""
    doors = Doors(prefix="/notify/v1", tags=["notify"])

    @doors.get("/events/stream", response_class=EventSourceResponse)
    async def stream(
        request: Request,
        reads: Reads,
        at: Annotated[int | None, Depends(beginning)],
        types: Annotated[frozenset[str], Depends(wanted)],
    ) -> AsyncIterator[ServerSentEvent]:
        """The feed as server-sent events. A client that comes back with Last-Event-ID has missed nothing.

        It ends when the session or the key does with which it was opened: come back with a fresh one.
        """
        yield ServerSentEvent(retry=2000)
        looked = time.monotonic()
        async for entry in tail.listen(request.app.state.service, at, reads.staff, types):
            if reads.name and time.monotonic() > looked + LOOK_EVERY:
                if not await still_reads(request, reads):
                    return
                looked = time.monotonic()
            yield ServerSentEvent(id=str(entry.position), event=entry.type, raw_data=entry.shown(reads.staff))

    return doors
