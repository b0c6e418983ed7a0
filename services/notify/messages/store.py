"""Messages: planned, listed, counted, called off."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.dogs.rules import dog_of
from services.notify.messages.models import Message
from services.notify.messages.states import WAITING
from services.notify.messages.words import template_of
from services.notify.table import rows_of
from shared import clock
from shared.envelope import Envelope
from shared.ids import uuid7
from shared.store import Work, insert_new

message = rows_of(Message)
PER_DOG = "per-dog"


def plan(wanted: Sequence[tuple[int, Envelope, Any]], work: Work) -> None:
    """One message for each event and the subscription that wants it, however often the event is heard.

    With each event comes its position in the feed.
    """
    now = clock.now()
    rows = [
        {
            "message_id": uuid7(),
            "subscription_id": wish.subscription_id,
            "event_id": event.id,
            "channel": wish.channel,
            "template": template_of(event.type),
            "lane": dog_of(event) if wish.order == PER_DOG else None,
            "position": position,
            "status": "queued",
            "attempts": 0,
            "next_at": now,
            "created_at": now,
        }
        for position, event, wish in wanted
    ]
    if rows:
        work.sql(insert_new(work, message), rows)


def suppress(subscription_id: str, because: str, work: Work) -> None:
    """Of what waits for this receiver, nothing is sent."""
    waiting = message.c.status.in_(WAITING)
    work.sql(
        sa.update(message)
        .where(message.c.subscription_id == subscription_id, waiting)
        .values(status="suppressed", error=because)
    )


def messages(work: Work, status: str | None, after: str, limit: int) -> Sequence[Message]:
    query = select(Message).where(col(Message.message_id) > after)
    if status:
        query = query.where(col(Message.status) == status)
    return work.exec(query.order_by(col(Message.message_id)).limit(limit)).all()


def counts(work: Work) -> dict[str, int]:
    """How many messages there are in each state."""
    by_status = sa.select(message.c.status, sa.func.count()).group_by(message.c.status)
    return dict(map(tuple, work.sql(by_status)))


def of_events(subscription_id: str, events: Collection[str], work: Work) -> dict[str, Any]:
    """The messages by which a receiver was told of these events, by event."""
    its = (message.c.subscription_id == subscription_id) & message.c.event_id.in_(events)
    query = sa.select(message.c.event_id, message.c.message_id, message.c.status).where(its)
    return {row.event_id: row for row in work.sql(query)}


def queue_again(messages: Collection[str], work: Work) -> None:
    """From the first attempt, under the same ids."""
    work.sql(
        sa.update(message)
        .where(message.c.message_id.in_(messages))
        .values(status="queued", attempts=0, next_at=clock.now(), error=None, sent_at=None)
    )


def hurry(subscription_id: str, work: Work) -> None:
    """What waits for a later try is tried now."""
    waiting = (message.c.subscription_id == subscription_id) & (message.c.status == "queued")
    work.sql(sa.update(message).where(waiting).values(next_at=clock.now()))
