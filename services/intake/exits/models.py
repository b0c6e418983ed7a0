"""What is remembered of transfers: who asked, who agreed, and which house took the dog."""

from datetime import datetime

from sqlmodel import Field

from services.intake.table import Table


class Transfer(Table, table=True):
    """Somebody asks that another house take the dog, and somebody else decides."""

    id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    to: str
    because: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, index=True)
    granted: bool | None = None
    answer: str = ""
