"""TODO."""

from datetime import datetime

from sqlmodel import Field

from services.intake.table import Table


class Notice(Table, table=True):
    """The found-dog notice of a stay was published there."""

    id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    published_at: datetime
    place: str
    link: str | None = None
    entered_by: str
    entered_at: datetime
