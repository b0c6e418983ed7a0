"""Tags, batches that were printed before any dog had them, and what became of each tag."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table

WORN = sa.text("status = 'ACTIVE'")


class Tag(Table, table=True):
    """What a dog wears round its neck. It wears one at a time; those that it wore before are kept."""

    __table_args__ = (
        sa.Index("uq_tag_one_worn", "dog_id", unique=True, sqlite_where=WORN, postgresql_where=WORN),
    )

    code: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    status: str = "ACTIVE"
    issued_at: datetime


class TagBatch(Table, table=True):
    """Some sheets of labels that were printed together."""

    __tablename__ = "tag_batch"

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    count: int
    purpose: str = ""
    made_by: str
    made_at: datetime


class BlankTag(Table, table=True):
    """A label of a batch. Once a dog has it, it is that dog's for ever."""

    __tablename__ = "blank_tag"

    code: str = Field(primary_key=True)
    batch_id: str = Field(index=True)
    position: int
    dog_id: str | None = None
    bound_at: datetime | None = None


class TagChange(Table, table=True):
    """What somebody did to a tag, and why. Only ever added to."""

    __tablename__ = "tag_change"

    id: str = Field(primary_key=True)
    code: str = Field(index=True)
    status: str
    at: datetime
    by: str
    why: str = ""
