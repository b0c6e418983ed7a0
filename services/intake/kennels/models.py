"""What is remembered of kennels: places, litters, sealed zones, and the log on the kennel's door."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table


class Kennel(Table, table=True):
    """One of the kennels of the house, and how many of its places are taken."""

    code: str = Field(primary_key=True)
    zone: str = Field(index=True)
    capacity: int
    occupied: int = 0
    company: str | None = Field(default=None, description="what dogs live in it; none when it is empty")
    state: str = Field(default="open", description="open, cleaning, disinfecting or maintenance")
    until: datetime | None = Field(default=None, description="when the contact time is over")
    sealed: bool = Field(default=False, description="its zone is closed because of an outbreak")
    cleaned_at: datetime | None = Field(default=None, description="when it was last cleaned or disinfected")
    left_at: datetime | None = Field(default=None, description="when a dog last left it")


class Litter(Table, table=True):
    """A stay in a litter, with the mother or the brothers and sisters; the next stay is without."""

    stay_id: str = Field(primary_key=True)
    litter: str = Field(index=True)


class ZoneSeal(Table, table=True):
    """A zone that was closed because of an outbreak, by whom, and who opened it again."""

    __tablename__ = "zone_seal"

    id: str = Field(primary_key=True)
    zone: str = Field(index=True)
    reason: str
    sealed_at: datetime
    sealed_by: str
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reopened_because: str | None = None
    holds: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))


class KennelEntry(Table, table=True):
    """One line of a kennel's log."""

    __tablename__ = "kennel_entry"

    id: str = Field(primary_key=True)
    kennel: str = Field(index=True)
    at: datetime
    what: str
    stay_id: str | None = None
    note: str = ""
    by: str
