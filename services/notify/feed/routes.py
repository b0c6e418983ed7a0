"""The feed, page by page."""

from typing import Annotated, Any

from fastapi import Query

from services.notify.feed import rules, store
from services.notify.subscribers.reader import Reads, opens
from shared import views
from shared.doors import EVERYONE, Doors
from shared.forms import Id
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["notify"])
Types = Annotated[
    list[Id],
    Query(
        max_length=100, description="A wire type or a class name, such as DogAdopted; may be given repeatedly"
    ),
]
Cursor = Annotated[
    str, Query(max_length=64, description="`next` of the answer before; from the beginning without it")
]


class Events(Model):
    """CloudEvents in the order in which we heard of them, and the cursor for what follows."""

    events: list[dict[str, Any]]
    next: str


@doors.query("/events", EVERYONE, guard=opens)
def events(
    work: Work,
    reads: Reads,
    after: Cursor = "",
    type: Types = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Events:
    """What has happened, oldest first. Without a token or key: public events. Staff see theirs too."""
    at, staff = rules.position(after), reads.staff
    types = sorted(reads.wanted([rules.full_type(name) for name in type]))
    rows = store.events_after(work, at, limit, store.readable(staff), types)
    shown = [
        told for row in rows if (told := views.shown(store.envelope(row), reads.audience, work.public_url))
    ]
    return Events(events=shown, next=str(rows[-1].position if rows else at))
