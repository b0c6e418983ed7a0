"""Imports: the file as it came, and what became of each row."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Import(Table, table=True):
    """`running` until every row is settled, then `finished`. The file is kept, sealed, until then.

    `csv` is of files that had begun before they were sealed.
    """

    import_id: str = Field(primary_key=True)
    status: str = Field(index=True)
    rows: int
    csv: str = ""
    sealed: bytes | None = None
    asked_by: str
    asked_at: datetime


class ImportedRow(Table, table=True):
    """A row that is settled: recorded, refused with a reason, or not ours."""

    import_id: str = Field(primary_key=True)
    row: int = Field(primary_key=True, description="as in the file; the header is 1")
    outcome: str
    reason: str | None = None
