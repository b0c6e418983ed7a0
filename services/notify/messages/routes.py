"""Messages, and how many there are of them and of events."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query

from services.notify.feed import store as feed
from services.notify.feed.routes import Cursor
from services.notify.messages import store
from services.notify.messages.models import Message
from services.notify.roles import READERS
from shared.doors import STAFF, Doors
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["notify"])
Status = Literal["queued", "sending", "sent", "failed", "suppressed"]


class MessageSeen(Model):
    """One message and how far it has come."""

    message_id: str
    subscription_id: str
    event_id: str
    channel: str
    template: str
    status: str
    attempts: int
    next_at: datetime
    error: str | None
    provider_id: str | None
    created_at: datetime
    sent_at: datetime | None


class Messages(Model):
    messages: list[MessageSeen]
    next: str


@doors.query("/messages", *READERS)
def messages(
    work: Work,
    status: Status | None = None,
    after: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Messages:
    """Messages, oldest first."""
    rows = store.messages(work, status, after, limit)
    return Messages(messages=[seen(row) for row in rows], next=rows[-1].message_id if rows else after)


def seen(row: Message) -> MessageSeen:
    return MessageSeen(**row.model_dump(include=set(MessageSeen.model_fields)))


class Counts(Model):
    events: int
    by_type: dict[str, int]
    messages: dict[str, int]


@doors.query("/counts", *STAFF)
def counts(work: Work) -> Counts:
    """How many events of each type there are, and how many messages in each state."""
    by_type, by_status = feed.counts(work), store.counts(work)
    return Counts(events=sum(by_type.values()), by_type=by_type, messages=by_status)
