"""Visits that are booked."""

from datetime import date, datetime

from sqlmodel import Field

from services.adoption.table import Table


class Visit(Table, table=True):
    """So many people come on that open day: UNPROVEN, then BOOKED; withdrawn by them, or cancelled by us."""

    visit_id: str = Field(primary_key=True)
    day: date = Field(index=True)
    people: int
    person: str
    booked_at: datetime
    status: str = Field(default="BOOKED", index=True)
    reason: str | None = None
    decided_by: str | None = None
