"""The feed, page by page."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import Field

from services.notify.cross_origin import ForSitesOfTheList
from services.notify.feed import rules, store
from services.notify.feed.models import Feed
from services.notify.feed.rules import Wish
from services.notify.subscribers.reader import Reads, opens
from shared import clock, views
from shared.doors import EVERYONE, Doors
from shared.forms import Id
from shared.moments import Moment
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["notify"], route_class=ForSitesOfTheList)
Types = Annotated[
    list[Id],
    Query(
        max_length=100, description="A wire type or a class name, such as DogAdopted; may be given repeatedly"
    ),
]
Cursor = Annotated[
    str, Query(max_length=64, description="`next` of the answer before, as it is; all without it")
]


Source = Annotated[
    str,
    Query(pattern=r"^(/qingcheng(/[a-z]+){1,2})?$", max_length=100,
          description="Of one source alone, such as /qingcheng/intake"),
]  # fmt: skip
Subject = Annotated[Id | None, Query(description="Of one dog, or whatever else events are about")]
Since = Annotated[
    Moment | None,
    Query(description="Recorded then or later (RFC 3339; a + is written %2B in an address)"),
]
Number = Annotated[
    int | None,
    Query(ge=0, lt=2**63, description="With `source`: its events with a bigger `sequence`, in their order"),
]


class Events(Model):
    """CloudEvents in the order in which we heard of them, and the cursor for what follows."""

    events: list[dict[str, Any]]
    next: str = Field(description="Goes back as `after`; where you asked by `after_sequence`, as that")
    whole: bool = Field(
        description="Whether the numbers of a source may be compared: nothing was left out for this reader "
        "or by what was asked for. Asked by `after_sequence`: no number is missing up to `next`, and the "
        "feed has come so far."
    )


async def wished(
    reads: Reads,
    type: Types = [],  # noqa: B006
    source: Source = "",
    subject: Subject = None,
    since: Since = None,
) -> Wish:
    types = reads.wanted([rules.full_type(name) for name in type])
    return Wish(types, source, subject or "", clock.text(since) if since else "")


Wished = Annotated[Wish, Depends(wished)]


@doors.query("/events", EVERYONE, guard=opens)
def events(
    work: Work,
    reads: Reads,
    wish: Wished,
    after: Cursor = "",
    after_sequence: Number = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Events:
    """What has happened, oldest first. Without a token or key: public events. Staff see theirs too.

    What became of messages (`Message…`) is told where `type` or `source` asks for it. By `source` and
    `after_sequence` whoever may read numbers fills a gap of a stream. 410 where a cursor is beyond the end.
    """
    staff = reads.staff
    if after_sequence is not None:
        return _of_source(work, wish, after, after_sequence, limit, staff)
    cursors, audiences = store.cursors(work), store.readable(staff)
    at = cursors.position(after, staff)
    if at == 0 and wish.since:
        at = store.last_readable(work, store.position_before(work, wish.since), audiences)
    rows = store.events_after(work, at, limit, audiences, wish)
    if not rows:
        check_cursor(work, at)
    return Events(
        events=_shown(rows, staff, work),
        next=cursors.of(rows[-1].position if rows else at),
        whole=staff and wish.whole,
    )


def check_cursor(work: Work, at: int) -> None:
    """Raises `Gone` for one that the feed has not come to: it was given out before a restore."""
    if at > store.end_of_feed(work):
        raise rules.beyond_the_end()


def _of_source(work: Work, wish: Wish, after: str, number: int, limit: int, staff: bool) -> Events:
    rules.check_bridge(wish, after, staff)
    rows = store.events_of(work, number, limit, store.readable(staff), wish)
    numbers = [row.sequence for row in rows]
    last = numbers[-1] if numbers else number
    heard_of = number <= store.last_of(work, wish.source)
    whole = wish.whole and heard_of and rules.dense(numbers, number)
    return Events(events=_shown(rows, staff, work), next=f"{last:020}", whole=whole)


def _shown(rows: Sequence[Feed], staff: bool, work: Work) -> list[dict[str, Any]]:
    reader = rules.reader_of(staff)
    return [told for row in rows if (told := views.shown(store.envelope(row), reader, work.public_url))]
