"""Hand-overs: to whom, on what proof, and what became of everybody else who had asked for the dog."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.adoption.table import Table


class Handover(Table, table=True):
    """A dog went with somebody. One that was taken back stays on record, and did not happen."""

    handover_id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    stay_id: str
    left_by: str
    record: str = Field(index=True, description="the reclaim or the application")
    adoption_id: str | None = None
    person: str
    shown_by: str
    proof_seen: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    proof_note: bytes | None = None
    others: list[dict[str, Any]] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    listed_at: datetime | None = Field(default=None, description="the dog, before")
    handed_over_at: datetime
    recorded_at: datetime
    by: str
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_because: str | None = None
