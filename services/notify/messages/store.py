"""Messages: planned, listed, counted, called off."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.notify.messages.models import Message
from services.notify.messages.states import WAITING
from services.notify.messages.words import template_of
from services.notify.table import rows_of
from shared import clock
from shared.envelope import Envelope
from shared.ids import uuid7
from shared.store import Work, insert_new

message = rows_of(Message)


def plan(wanted: Sequence[tuple[Envelope, Any]], work: Work) -> None:
    """One message for each event and the subscription that wants it, however often the event is heard."""
    now = clock.now()
    rows = [
        {
            "message_id": uuid7(),
            "subscription_id": wish.subscription_id,
            "event_id": event.id,
            "channel": wish.channel,
            "template": template_of(event.type),
            "status": "queued",
            "attempts": 0,
            "next_at": now,
            "created_at": now,
        }
        for event, wish in wanted
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
