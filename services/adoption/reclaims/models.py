"""Reclaims, from the request to the handover."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Reclaim(Table, table=True):
    """UNPROVEN, REQUESTED when its phone is proven, PLAUSIBLE when staff accept it; then RECLAIMED or not."""

    reclaim_id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    stay_id: str
    person: str
    status: str = Field(index=True)
    proof: bytes | None = None
    licence_no: bytes | None = None
    reason: str | None = None
    requested_at: datetime
    handed_over_at: datetime | None = None
    decided_by: str | None = None
