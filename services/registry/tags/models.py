"""A tag's row: nothing but what was heard of it."""

from sqlmodel import Field

from services.registry.table import Table
from shared import facets


class Tag(Table, table=True):
    """A collar tag. A code once withdrawn names no dog."""

    code: str = Field(primary_key=True)
    dog_id: str
    active: bool
    heard: dict[str, int] = facets.kept()
