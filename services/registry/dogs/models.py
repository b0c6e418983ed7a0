"""A dog's row: nothing but what was heard of it."""

from datetime import datetime

from sqlmodel import Field

from services.registry.table import Table
from shared import facets


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
    heard: dict[str, int] = facets.kept()
