"""What notify keeps: the feed, who wants to know what, and every message with its attempts."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from shared.store import SQLModel, new_registry

POSITION = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Table(SQLModel, registry=new_registry()):
    """Notify's own tables."""


class Feed(Table, table=True):
    """An event that everybody, or only staff, may read. `position` is dense and in commit order."""

    __table_args__ = (
        sa.Index("ix_feed_audience_position", "audience", "position"),
        sa.Index("ix_feed_type_position", "type", "position"),
    )
    position: int = Field(sa_column=sa.Column(POSITION, primary_key=True, autoincrement=False))
    event_id: str = Field(unique=True)
    type: str
    subject: str
    source: str
    sequence: int = Field(sa_column=sa.Column(sa.BigInteger, nullable=False))
    time: str
    audience: str
    dataschema: str
    traceparent: str
    data: str = Field(sa_column=sa.Column(sa.Text, nullable=False))


class Dog(Table, table=True):
    """As much of a dog as a message says about it."""

    dog_id: str = Field(primary_key=True)
    stay_no: str | None = None
    name: str | None = None
    breed: str | None = None
    colour: str | None = None
    code: str | None = None
    heard: dict[str, int] = Field(default={}, sa_column=sa.Column(sa.JSON, nullable=False))


class Subscription(Table, table=True):
    """Somebody wants to know. The address and the webhook's secret are sealed."""

    subscription_id: str = Field(primary_key=True)
    channel: str
    address: bytes
    secret: bytes | None = None
    masked: str
    types: list[str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    dog_id: str | None = None
    lang: str = "both"
    made_by: str
    made_at: datetime
    cancelled_at: datetime | None = None
    cancelled_because: str | None = None


class Interest(Table, table=True):
    """One type that one subscription asks for, to be found by type."""

    type: str = Field(primary_key=True)
    subscription_id: str = Field(primary_key=True, foreign_key="subscription.subscription_id")


class Message(Table, table=True):
    """One subscription is told of one event: queued, sending, then sent, failed or suppressed."""

    __table_args__ = (
        sa.UniqueConstraint("subscription_id", "event_id"),
        sa.Index("ix_message_due", "channel", "status", "next_at"),
    )
    message_id: str = Field(primary_key=True)
    subscription_id: str = Field(foreign_key="subscription.subscription_id")
    event_id: str
    channel: str
    template: str
    status: str = "queued"
    attempts: int = 0
    next_at: datetime
    lease_until: datetime | None = None
    error: str | None = None
    provider_id: str | None = None
    created_at: datetime
    sent_at: datetime | None = None


class Attempt(Table, table=True):
    """One call to the channel, entered before it is made; `outcome` stays empty if nobody saw the end."""

    attempt_id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(index=True, foreign_key="message.message_id")
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    detail: str | None = None


def rows_of(model: type[SQLModel]) -> Any:
    """The plain table behind a model, for statements over many rows."""
    return model.metadata.tables[str(model.__tablename__)]
