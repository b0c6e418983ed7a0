"""Which photo shows which dog from which side. The file itself lies in the album under its hash."""

from datetime import datetime

from sqlmodel import Field

from services.intake.table import Table


class Photo(Table, table=True):
    """One view of a dog in one of its stays. Two rows may share a file; no row is ever changed."""

    id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    stay_id: str
    view: str
    kind: str
    size: int
    width: int
    height: int
    sha256: str = Field(index=True)
    sm3: str
    received_at: datetime
    taken_by: str
