"""A message's row: who is told of what, and how far that has come."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.notify.table import Table


class Message(Table, table=True):
    """One subscription is told of one event: queued, sending, then sent, failed or suppressed.

    Where the order of events is kept, `lane` is the dog, and `position` the event's in the feed.
    """

    __table_args__ = (
        sa.UniqueConstraint("subscription_id", "event_id"),
        sa.Index("ix_message_due", "channel", "status", "next_at"),
        sa.Index("ix_message_lane", "subscription_id", "lane", "position"),
    )
    message_id: str = Field(primary_key=True)
    subscription_id: str = Field(foreign_key="subscription.subscription_id")
    event_id: str
    channel: str
    template: str
    lane: str | None = None
    position: int | None = Field(default=None, sa_column=sa.Column(sa.BigInteger))
    status: str = "queued"
    attempts: int = 0
    next_at: datetime
    lease_until: datetime | None = None
    error: str | None = None
    provider_id: str | None = None
    created_at: datetime
    sent_at: datetime | None = None
