"""People, sealed, and who has looked at them."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Person(Table, table=True):
    """Somebody's personal data; each column is sealed to its place (`shared/sealed.py`)."""

    person: str = Field(primary_key=True)
    name: bytes
    phone: bytes
    email: bytes | None = None
    id_number: bytes | None = None
    kept_at: datetime


class Look(Table, table=True):
    """Somebody opened a person's data: who, when, what for."""

    look_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    who: str = Field(index=True)
    purpose: str = "OTHER"
    note: str = ""
    record: str = Field(default="", description="the application or reclaim that was opened with it")
    looked_at: datetime
