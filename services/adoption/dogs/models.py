"""The dog as adoption knows it: in one row what it heard, in another what it decided."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from services.adoption.table import Table
from shared import facets


class Placement(Table, table=True):
    """What adoption decided about a dog, on the way to its home. No replay touches it."""

    __table_args__ = (
        sa.Index("ix_placement_waiting", "listed_at", "gone"),
        sa.Index("ix_placement_gallery", "listed_at", "dog_id"),
    )

    dog_id: str = Field(primary_key=True)
    stay_id: str | None = None
    behind: list[str] = Field(
        default_factory=list, sa_type=sa.JSON, description="the stays that it has come back from"
    )
    listed_at: datetime | None = None
    reserved_for: str | None = Field(default=None, description="the approved application")
    open_reclaims: int = 0
    gone: str | None = Field(default=None, description="RECLAIMED or ADOPTED, while it is at home")
    heard: dict[str, int] = facets.kept()  # what was known of it when it was last considered


class Dog(Table, table=True):
    """What others told of a dog. Its news may come before its description."""

    dog_id: str = Field(primary_key=True)
    heard: dict[str, int] = facets.kept()

    # described by DogIntaken
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
    holds: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
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
    vaccinated_until: date | None = Field(default=None, index=True)
    died_at: datetime | None = None

    ours: Placement = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "foreign(Dog.dog_id) == Placement.dog_id", "lazy": "joined", "innerjoin": True,
        }
    )  # fmt: skip
