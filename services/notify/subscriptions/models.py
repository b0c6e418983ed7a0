"""A subscription's rows: who wants to know, what, and how they are reached."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.notify.table import Table


class Subscription(Table, table=True):
    """Somebody wants to know. The address and the webhook's secrets are sealed.

    `owner` is the subscriber whose key made it; none where staff did. `failing_since`: nothing has been
    taken since then, though it was tried.
    """

    subscription_id: str = Field(primary_key=True)
    channel: str
    address: bytes
    secret: bytes | None = None
    masked: str
    types: list[str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    dog_id: str | None = None
    area: str | None = None
    audience: str = "staff"
    order: str = "any"
    lang: str = "both"
    made_by: str
    owner: str | None = Field(default=None, index=True)
    made_at: datetime
    cancelled_at: datetime | None = None
    cancelled_because: str | None = None
    paused_at: datetime | None = None
    paused_because: str | None = None
    failing_since: datetime | None = None
    old_secret: bytes | None = None
    old_secret_until: datetime | None = None


class Interest(Table, table=True):
    """One type that one subscription asks for, to be found by type."""

    type: str = Field(primary_key=True)
    subscription_id: str = Field(primary_key=True, foreign_key="subscription.subscription_id")


class Unplaced(Table, table=True):
    """An event whose dog is not known yet: who asks for an area is told once we know where it was found."""

    event_id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
