"""What is remembered of an intake sheet: every entry, those who were bitten, and who looked at them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table


def _json() -> Any:
    return Field(sa_column=sa.Column(sa.JSON, nullable=False))


class SheetEntry(Table, table=True):
    """The whole sheet of a stay as it read after this entry. No entry is ever changed; the last one holds."""

    stay_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    dog_id: str
    at: datetime
    by: str
    because: str = ""
    confirmed_by: str = Field(default="", description="who agreed, where something written was replaced")
    changed: list[str] = _json()
    sheet: dict[str, Any] = _json()
    sha256: str


class Victim(Table, table=True):
    """Somebody whom a dog has bitten, who saw it caught, or who brought it; sealed (`shared/sealed.py`)."""

    id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    kind: str = "VICTIM"
    name: bytes
    phone: bytes | None = None
    note: bytes | None = None
    kept_at: datetime
    kept_by: str


class VictimLook(Table, table=True):
    """Somebody opened a victim's data: who, when, what for."""

    id: str = Field(primary_key=True)
    victim: str = Field(index=True)
    who: str
    purpose: str  # of shared/looks.py
    note: str = ""
    looked_at: datetime
