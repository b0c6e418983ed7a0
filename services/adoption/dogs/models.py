"""The dog as adoption knows it: what it heard, and what it decided."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.adoption.table import Table


class Dog(Table, table=True):
    """One dog. Intake owns its stay and status; what is decided here stands under *ours*."""

    __table_args__ = (
        sa.Index("ix_dog_waiting", "listed_at", "gone", "vaccinated_until"),
        sa.Index("ix_dog_gallery", "listed_at", "dog_id"),
    )

    dog_id: str = Field(primary_key=True)
    heard: dict[str, int] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))

    # described by DogIntaken; the news of a dog may come before its description
    known_since: datetime | None = Field(
        default=None, description="written down here; before, it was others'"
    )
    first_stay: str | None = None
    stay_no: str | None = None
    found_at: datetime | None = None
    name: str | None = None
    sex: str = "unknown"
    breed: str = ""
    colour: str = ""
    age_months: int | None = None
    size: str = ""
    custody_basis: str | None = None
    claim_until: datetime | None = None
    division: str = ""
    external_ref: str | None = Field(default=None, index=True)

    # what keeps it here, by the id of each hold; and, made of them, until when
    holds: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    held_until: datetime | None = Field(default=None, description="from a family")
    kept_from_owner_until: datetime | None = None
    claim_lifted: str | None = Field(default=None, description="the stay whose claim window ended early")

    # custody, as intake last said it
    status: str = ""
    custody_stay: str | None = None

    tag: str | None = None
    chip: str | None = None
    kennel: str | None = None
    photo: str | None = Field(default=None, description="the latest from the front; intake shows it")
    vaccinated_until: date | None = None
    died_at: datetime | None = None

    # ours
    stay_id: str | None = None
    listed_at: datetime | None = None
    reserved_for: str | None = Field(default=None, description="the approved application")
    open_reclaims: int = 0
    gone: str | None = Field(default=None, description="RECLAIMED or ADOPTED, while it is at home")
