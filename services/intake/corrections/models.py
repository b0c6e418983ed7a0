"""What is remembered of corrections: the record before, what is wrong in it, and the two who say so."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table
from shared.two_people import Asked


def _json() -> Any:
    return Field(sa_column=sa.Column(sa.JSON, nullable=False))


class Correction(Asked, Table, table=True):
    """One person asks for it and another confirms it; only then does the dog's record say the new values."""

    id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    stay_id: str
    before: dict[str, Any] = _json()
    old_hash: str
    old: dict[str, Any] = _json()
    new: dict[str, Any] = _json()
    new_hash: str | None = None
    reason: str
    note: str = ""
    state: str = Field(default="ASKED", index=True)
    decided_at: datetime | None = None
    refused_because: str = ""
    followed: list[str] = _json()
    redo: list[str] = _json()
