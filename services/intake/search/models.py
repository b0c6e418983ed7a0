"""What a stay is found by, and who has taken records out of the house."""

from datetime import date, datetime

from sqlmodel import Field

from services.intake.table import Table


class FoundBy(Table, table=True):
    """All the words under which a stay is found now. Each store indexes them in its own way (see 0008)."""

    __tablename__ = "found_by"

    serial: int | None = Field(default=None, primary_key=True, description="in the order of stay numbers")
    stay_id: str = Field(unique=True)
    words: str


class Export(Table, table=True):
    """Records left the house as a file: who asked, when, what for, which and how many."""

    id: str = Field(primary_key=True)
    by: str = Field(index=True)
    at: datetime
    purpose: str
    note: str = ""
    q: str
    status: str
    operation_id: str
    since: date | None = None
    until: date | None = None
    rows: int
