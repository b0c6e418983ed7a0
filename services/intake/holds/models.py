"""What is remembered of holds: what keeps which dog here until when, and the people who said so."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table


class Hold(Table, table=True):
    """One reason why a dog stays. A second time of the same kind is a new row.

    It is never changed back, but with a hand-over that was taken back and so did not happen.
    """

    __table_args__ = (sa.Index("ix_hold_due", "released_at", "until"),)

    id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    dog_id: str
    kind: str
    because: str
    placed_at: datetime
    placed_by: str
    until: datetime | None = Field(default=None, description="none: its clock has not begun, or nobody knows")
    provisional: bool = False
    released_at: datetime | None = None
    released_by: str | None = None
    released_because: str | None = None


class BrokenHold(Table, table=True):
    """A dog left although this hold closed that way out. It is an alarm until somebody has seen to it."""

    __tablename__ = "broken_hold"

    hold_id: str = Field(primary_key=True)
    stay_id: str
    dog_id: str = Field(index=True)
    way_out: str
    left_at: datetime
    heard_at: datetime
    again: str | None = Field(
        default=None, description="the hold that stands in its place, the dog being back"
    )
    seen_by: str | None = None
    seen_at: datetime | None = Field(default=None, index=True)
    seen_because: str | None = None


class HoldRequest(Table, table=True):
    """Somebody asks that a hold end before its time, and somebody else decides."""

    id: str = Field(primary_key=True)
    hold_id: str = Field(index=True)
    asked_by: str
    asked_at: datetime
    because: str
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, index=True)
    granted: bool | None = None
    answer: str = ""


class HoldExtension(Table, table=True):
    """Somebody asks that a seizure last longer, and the head of the agency decides."""

    id: str = Field(primary_key=True)
    hold_id: str = Field(index=True)
    days: int
    document: str
    because: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, index=True)
    granted: bool | None = None
    answer: str = ""
    was_until: datetime | None = Field(default=None, description="the end before it was granted")
