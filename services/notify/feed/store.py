"""The feed: what has happened, in the order in which we heard of it."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.feed.cursors import Cursors
from services.notify.feed.models import Feed, FeedKey
from services.notify.feed.rules import Wish
from services.notify.table import rows_of
from shared.envelope import Envelope
from shared.store import Work

FOR_PUBLIC, FOR_STAFF = ("public",), ("public", "staff")
feed = rows_of(Feed)

# One statement for each event, at 200 a transaction: the next position is read where it is written, so
# a savepoint that is rolled back leaves no hole. Only one writer at a time gets here.
TEXTS = ("event_id", "type", "subject", "source", "time", "audience", "dataschema", "traceparent", "data")
ENTER = sa.text(
    f"INSERT INTO feed (position, sequence, {', '.join(TEXTS)})"
    f" SELECT last + 1, CAST(:sequence AS BIGINT), {', '.join(f'CAST(:{name} AS TEXT)' for name in TEXTS)}"
    " FROM (SELECT COALESCE(MAX(position), 0) AS last FROM feed) AS feed_so_far"
    " WHERE NOT EXISTS (SELECT 1 FROM feed WHERE event_id = :event_id)"
)


def enter(event: Envelope, audience: str, work: Work) -> None:
    """Appends the event, unless it is there from before a replay."""
    row: dict[str, Any] = {"event_id": event.id, "audience": audience, "sequence": event.sequence}
    row |= {name: getattr(event, name) for name in TEXTS if name not in row}
    work.sql(ENTER, row)


def data_of(event_id: str, work: Work) -> str | None:
    """What an event of the feed says, as JSON."""
    said: str | None = work.sql(sa.select(feed.c.data).where(feed.c.event_id == event_id)).scalar()
    return said


def tell_instead(event_id: str, data: str, work: Work) -> None:
    work.sql(sa.update(feed).where(feed.c.event_id == event_id).values(data=data))


def readable(staff: bool) -> tuple[str, ...]:
    return FOR_STAFF if staff else FOR_PUBLIC


def events_after(
    work: Work, after: int, limit: int, audiences: Collection[str], wish: Wish | None = None
) -> Sequence[Feed]:
    """The next events of the feed, oldest first; all of them where nothing is wished."""
    query = select(Feed).where(col(Feed.position) > after, *_wished(audiences, wish))
    return work.exec(query.order_by(col(Feed.position)).limit(limit)).all()


def events_of(
    work: Work, after_sequence: int, limit: int, audiences: Collection[str], wish: Wish
) -> Sequence[Feed]:
    """The next events of one source, in the order of its numbers."""
    query = select(Feed).where(col(Feed.sequence) > after_sequence, *_wished(audiences, wish))
    return work.exec(query.order_by(col(Feed.sequence)).limit(limit)).all()


def _wished(audiences: Collection[str], wish: Wish | None) -> list[Any]:
    wanted: list[Any] = [col(Feed.audience).in_(audiences)]
    if wish is None:
        return wanted
    if wish.types:
        wanted.append(col(Feed.type).in_(sorted(wish.types)))
    if wish.left_out:
        wanted.append(col(Feed.type).not_in(wish.left_out))
    if wish.source:
        wanted.append(col(Feed.source) == wish.source)
    if wish.subject:
        wanted.append(col(Feed.subject) == wish.subject)
    if wish.since:
        wanted.append(col(Feed.time) >= wish.since)
    return wanted


def position_before(work: Work, since: str) -> int:
    """Behind this position stands everything that was recorded from then on."""
    # `+ 0` lets both kinds of store look it up by its time, and not walk through the feed from its beginning
    first = sa.select(sa.func.min(feed.c.position + 0)).where(feed.c.time >= since)
    found: int | None = work.sql(first).scalar()
    return end_of_feed(work) if found is None else found - 1


def last_readable(work: Work, position: int, audiences: Collection[str]) -> int:
    """The last place up to this one that these readers know of: a cursor moves only when they see why."""
    last = sa.select(sa.func.max(feed.c.position))
    last = last.where(feed.c.position <= position, feed.c.audience.in_(audiences))
    return work.sql(last).scalar() or 0


def cursors(work: Work) -> Cursors:
    """What makes cursors of positions, and positions of cursors."""
    return Cursors(work.exec(select(FeedKey)).one().key)


def latest_events(work: Work, limit: int, audiences: Collection[str]) -> Sequence[Feed]:
    """The last events of the feed, newest first."""
    query = select(Feed).where(col(Feed.audience).in_(audiences))
    return work.exec(query.order_by(col(Feed.position).desc()).limit(limit)).all()


def end_of_feed(work: Work) -> int:
    return work.sql(sa.select(sa.func.max(feed.c.position))).scalar() or 0


def last_of(work: Work, source: str) -> int:
    """The biggest number of a source."""
    return work.sql(sa.select(sa.func.max(feed.c.sequence)).where(feed.c.source == source)).scalar() or 0


def envelope(row: Any) -> Envelope:
    """An event of the feed as it came over the wire."""
    return Envelope(
        id=row.event_id, source=row.source, type=row.type, subject=row.subject, time=row.time,
        dataschema=row.dataschema, sequence=row.sequence, traceparent=row.traceparent, data=row.data,
    )  # fmt: skip


def counts(work: Work) -> dict[str, int]:
    """How many events there are of each type."""
    by_type = sa.select(feed.c.type, sa.func.count()).group_by(feed.c.type).order_by(feed.c.type)
    return dict(map(tuple, work.sql(by_type)))
