"""Who has looked at whose data."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Look(Table, table=True):
    """Somebody opened a person's data: who, when, what for."""

    look_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    who: str = Field(index=True)
    purpose: str = "OTHER"
    note: str = ""
    record: str = Field(default="", description="the application or reclaim that was opened with it")
    looked_at: datetime
