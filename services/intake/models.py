"""What intake remembers: dogs, their stays, kennels, tags, operations, staff and imports."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table


class Dog(Table, table=True):
    """A dog that has been here at least once."""

    id: str = Field(primary_key=True)
    name: str | None = None
    sex: str
    breed: str
    colour: str
    age_months: int | None = None
    size: str
    chip: str | None = Field(default=None, index=True)
    chip_scheme: str | None = None
    chip_raw: str | None = None
    external_ref: str | None = Field(default=None, unique=True)
    gone_at: datetime | None = Field(default=None, description="died, or went to another shelter")
    gone_by: str | None = None
    death_cause: str | None = None


class Stay(Table, table=True):
    """One time in our care, from the street to the door that it leaves by."""

    id: str = Field(primary_key=True)
    stay_no: str = Field(unique=True)
    dog_id: str = Field(index=True)
    custody_basis: str
    operation_id: str | None = Field(default=None, index=True)
    status: str = Field(index=True)
    kennel: str | None = Field(default=None, index=True)
    opened_at: datetime | None = None
    found_text: str = ""
    division: str = ""
    claim_until: datetime | None = None
    claim_provisional: bool = False
    left_at: datetime | None = Field(default=None, description="handed over, as adoption says")
    left_by: str | None = None
    closed_at: datetime | None = None
    outcome: str | None = Field(default=None, index=True)
    notes: str = ""
    taken_in_by: str = ""
    heard: dict[str, int] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))


class Kennel(Table, table=True):
    """One of the kennels of the house, and how many dogs are in it."""

    code: str = Field(primary_key=True)
    zone: str = Field(index=True)
    capacity: int
    occupied: int = 0


class Tag(Table, table=True):
    """What a dog wears round its neck."""

    code: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    status: str = "ACTIVE"
    issued_at: datetime


class Operation(Table, table=True):
    """A night on which several departments collect strays together."""

    id: str = Field(primary_key=True)
    name: str
    division: str
    started_at: datetime
    closed_at: datetime | None = None
    headcount: dict[str, int] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))


class Number(Table, table=True):
    """The last number given out in a series. Taken and given back with the transaction, so without gaps."""

    series: str = Field(primary_key=True)
    last: int


class Staff(Table, table=True):
    """Somebody who works here."""

    username: str = Field(primary_key=True)
    password_hash: str
    roles: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    active: bool = True


class Import(Table, table=True):
    """A file of records from elsewhere, and how far it has got."""

    id: str = Field(primary_key=True)
    started_by: str
    started_at: datetime
    finished_at: datetime | None = None
    text: str
    rows: int
    done: int = 0
    taken_in: int = 0
    known: int = 0
    refused: list[dict[str, Any]] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
