"""The registry's rows: dogs and tags as intake tells of them, and the vaccinations that are its own."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from shared.store import SQLModel, new_registry


class Table(SQLModel, registry=new_registry()):
    """Everything in the registry's store."""


def heard() -> dict[str, int]:
    """The last sequence applied to each facet; see `shared.store.newer`."""
    field: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    return field


class Dog(Table, table=True):
    """Who a dog is. Any event may be the first to name it, so all but its id may still be unknown."""

    dog_id: str = Field(primary_key=True)
    name: str | None = None
    sex: str | None = None
    breed: str | None = None
    colour: str | None = None
    age_months: int | None = None  # at `found_at`
    size: str | None = None
    division: str | None = None
    external_ref: str | None = None
    found_at: datetime | None = None
    stay_no: str | None = None
    claim_until: datetime | None = None
    status: str | None = None
    chip: str | None = None
    died_at: datetime | None = None
    heard: dict[str, int] = heard()


class Tag(Table, table=True):
    """A collar tag. A code once withdrawn names no dog."""

    code: str = Field(primary_key=True)
    dog_id: str
    active: bool
    heard: dict[str, int] = heard()


class Vaccination(Table, table=True):
    """A vaccination that a vet gave. It counts to the end of `valid_until` in the city's own time."""

    vaccination_id: str = Field(primary_key=True)
    dog_id: str
    disease: str
    product: str
    manufacturer: str
    batch_no: str
    given_at: datetime
    valid_until: date
    vet_licence: str
    __table_args__ = (sa.Index("ix_vaccination_of_dog", "dog_id", "disease", "valid_until"),)
