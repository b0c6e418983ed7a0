"""Returns: one stay was left, another begins."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Return(Table, table=True):
    """The dog came back; `left_stay` is behind it, `stay_id` begins."""

    return_id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    left_stay: str = Field(index=True)
    stay_id: str
    left_by: str
    reason: str
    returned_at: datetime
