"""A dog's row: nothing but what was heard of it."""

from sqlmodel import Field

from services.notify.table import Table
from shared import facets


class Dog(Table, table=True):
    """As much of a dog as a message says about it."""

    dog_id: str = Field(primary_key=True)
    stay_no: str | None = None
    name: str | None = None
    breed: str | None = None
    colour: str | None = None
    division: str | None = None
    code: str | None = None
    heard: dict[str, int] = facets.kept()
