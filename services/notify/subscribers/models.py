"""A subscriber's rows: who it is, what it may read, and what is kept of its keys."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.notify.table import Table


class Subscriber(Table, table=True):
    """A machine that may read. `types` none is all that its audience may read."""

    name: str = Field(primary_key=True)
    contact: str
    audience: str
    types: list[str] | None = Field(sa_column=sa.Column(sa.JSON(none_as_null=True)))
    made_by: str
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    revoked_because: str | None = None


class SubscriberKey(Table, table=True):
    """One of its keys. The secret itself is kept nowhere: only its SHA-256."""

    __tablename__ = "subscriber_key"
    key_id: str = Field(primary_key=True)
    name: str = Field(foreign_key="subscriber.name", index=True)
    digest: str
    made_by: str
    made_at: datetime
    ends_at: datetime | None = None
    last_used: datetime | None = None
