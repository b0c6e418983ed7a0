"""Files of records from elsewhere."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table


class Import(Table, table=True):
    """A file of records from elsewhere, and how far it has got.

    Until `begun_at` it is only looked at. `position` counts the records that are worked through: what is
    taken up again begins there. The file is `sealed`; once it is `finished_at` only its refused rows are, for
    a month. `text` is of files that had begun before they were sealed, until they are done.
    """

    id: str = Field(primary_key=True)
    name: str = ""
    started_by: str
    started_at: datetime
    begun_at: datetime | None = None
    finished_at: datetime | None = None
    text: str = ""
    sealed: bytes | None = None
    rows: int
    position: int = 0
    done: int = 0
    taken_in: int = 0
    known: int = 0
    refused: list[dict[str, Any]] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
