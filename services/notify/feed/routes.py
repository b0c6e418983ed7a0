"""The feed, page by page."""

from typing import Annotated, Any

from fastapi import Query

from services.notify.feed import rules, store
from shared import views
from shared.auth import Who
from shared.doors import EVERYONE, STAFF, Doors
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


@doors.query("/events", EVERYONE)
def events(
    work: Work,
    who: Who,
    after: Cursor = "",
    type: Types = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Events:
    """What has happened, oldest first. Without a token: public events. Staff see theirs too."""
    at, staff, types = rules.position(after), who.may(STAFF), [rules.full_type(name) for name in type]
    rows = store.events_after(work, at, limit, store.readable(staff), types)
    reader = rules.reader_of(staff)
    shown = [told for row in rows if (told := views.shown(store.envelope(row), reader, work.public_url))]
    return Events(events=shown, next=str(rows[-1].position if rows else at))
