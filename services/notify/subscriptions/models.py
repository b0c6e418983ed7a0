"""A subscription's rows: who wants to know, what, and how they are reached."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.notify.table import Table


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
