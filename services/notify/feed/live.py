"""The feed as it happens: server-sent events, read off its tail."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.notify.feed import rules
from services.notify.feed.routes import Types
from services.notify.feed.tail import Tail
from shared.auth import NotLoggedIn, Who
from shared.doors import EVERYONE, STAFF, Doors, allow, who_asks
from shared.sessions import LOOK_EVERY


async def beginning(
    after: Annotated[str | None, Query(max_length=64, description="a cursor; from now on without it")] = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> int | None:
    """Behind which event; none is from now on. Before the stream is open it can be refused."""
    cursor = last_event_id or after
    return None if cursor is None else rules.position(cursor)


async def wanted(type: Types = []) -> set[str]:  # noqa: B006
    return {rules.full_type(name) for name in type}


def doors(tail: Tail) -> Doors:
    """The door at which this tail is listened to."""
    doors = Doors(prefix="/notify/v1", tags=["notify"])

    @doors.get("/events/stream", response_class=EventSourceResponse)
    async def stream(
        request: Request,
        who: Annotated[Who, Depends(allow(EVERYONE))],
        at: Annotated[int | None, Depends(beginning)],
        types: Annotated[set[str], Depends(wanted)],
    ) -> AsyncIterator[ServerSentEvent]:
        """The feed as server-sent events. A client that comes back with Last-Event-ID has missed nothing.

        It ends when the session does with which it was opened: come back with a fresh token.
        """
        staff = who.may(STAFF)
        yield ServerSentEvent(retry=2000)
        looked = time.monotonic()
        async for entry in tail.listen(request.app.state.service, at, staff, types):
            if staff and time.monotonic() > looked + LOOK_EVERY:
                if not _still_in(request):
                    return
                looked = time.monotonic()
            yield ServerSentEvent(id=str(entry.position), event=entry.type, raw_data=entry.shown(staff))

    return doors


def _still_in(request: Request) -> bool:
    try:
        return who_asks(request).may(STAFF)
    except NotLoggedIn:
        return False
