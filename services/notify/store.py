"""What notify looks up in its store, by name."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.models import Dog, Feed, Message, Subscription, rows_of
from shared.envelope import Envelope
from shared.store import Work

FOR_PUBLIC, FOR_STAFF = ("public",), ("public", "staff")
feed, message = rows_of(Feed), rows_of(Message)


def readable(staff: bool) -> tuple[str, ...]:
    return FOR_STAFF if staff else FOR_PUBLIC


def events_after(
    work: Work, after: int, limit: int, audiences: Collection[str], types: Sequence[str] = ()
) -> Sequence[Feed]:
    """The next events of the feed, oldest first."""
    query = select(Feed).where(col(Feed.position) > after, col(Feed.audience).in_(audiences))
    if types:
        query = query.where(col(Feed.type).in_(types))
    return work.exec(query.order_by(col(Feed.position)).limit(limit)).all()


def latest_events(work: Work, limit: int, audiences: Collection[str]) -> Sequence[Feed]:
    """The last events of the feed, newest first."""
    query = select(Feed).where(col(Feed.audience).in_(audiences))
    return work.exec(query.order_by(col(Feed.position).desc()).limit(limit)).all()


def end_of_feed(work: Work) -> int:
    return work.connection().scalar(sa.select(sa.func.max(feed.c.position))) or 0


def envelope(row: Any) -> Envelope:
    """An event of the feed as it came over the wire."""
    return Envelope(
        id=row.event_id, source=row.source, type=row.type, subject=row.subject, time=row.time,
        dataschema=row.dataschema, sequence=row.sequence, traceparent=row.traceparent, data=row.data,
    )  # fmt: skip


def dogs(work: Work, ids: Collection[str]) -> dict[str, Dog]:
    found = work.exec(select(Dog).where(col(Dog.dog_id).in_(ids))).all()
    return {dog.dog_id: dog for dog in found}


def subscriptions(work: Work) -> Sequence[Subscription]:
    return work.exec(select(Subscription).order_by(col(Subscription.subscription_id))).all()


def messages(work: Work, status: str | None, after: str, limit: int) -> Sequence[Message]:
    query = select(Message).where(col(Message.message_id) > after)
    if status:
        query = query.where(col(Message.status) == status)
    return work.exec(query.order_by(col(Message.message_id)).limit(limit)).all()


def due(work: Work, channel: str, now: datetime, but_not: Collection[str], limit: int) -> Sequence[Any]:
    """What to send now, and for whom: what has become due, and what a lost sender had in hand."""
    ready = (message.c.status == "queued") & (message.c.next_at <= now)
    lost = (message.c.status == "sending") & (message.c.lease_until < now)
    query = sa.select(message.c.message_id, message.c.subscription_id)
    query = query.where(message.c.channel == channel, ready | lost)
    if but_not:
        query = query.where(message.c.subscription_id.not_in(but_not))
    return work.connection().execute(query.order_by(message.c.next_at).limit(limit)).all()


def next_due(work: Work, channel: str, now: datetime) -> datetime | None:
    """When the next message that is waiting for its time becomes due."""
    waiting = (message.c.channel == channel) & (message.c.status == "queued") & (message.c.next_at > now)
    found: datetime | None = work.connection().scalar(
        sa.select(sa.func.min(message.c.next_at)).where(waiting)
    )
    return found


def counts(work: Work) -> tuple[dict[str, int], dict[str, int]]:
    """Events by type, messages by status."""
    by_type = sa.select(feed.c.type, sa.func.count()).group_by(feed.c.type).order_by(feed.c.type)
    by_status = sa.select(message.c.status, sa.func.count()).group_by(message.c.status)
    look = work.connection().execute
    return dict(map(tuple, look(by_type))), dict(map(tuple, look(by_status)))
