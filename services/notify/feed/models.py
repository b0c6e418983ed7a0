"""The feed's rows: an event as it came and where in the feed it stands, and the key of its cursors."""

import sqlalchemy as sa
from sqlmodel import Field

from services.notify.table import Table

POSITION = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class FeedKey(Table, table=True):
    """The one key that makes cursors of positions."""

    __tablename__ = "feed_key"
    key: bytes = Field(sa_column=sa.Column(sa.LargeBinary, primary_key=True))


class Feed(Table, table=True):
    """An event that everybody, or only staff, may read. `position` is dense and in commit order."""

    __table_args__ = (
        sa.Index("ix_feed_audience_position", "audience", "position"),
        sa.Index("ix_feed_type_position", "type", "position"),
        sa.Index("ix_feed_source_sequence", "source", "sequence"),
        sa.Index("ix_feed_subject_position", "subject", "position"),
        sa.Index("ix_feed_time_position", "time", "position"),
    )
    position: int = Field(sa_column=sa.Column(POSITION, primary_key=True, autoincrement=False))
    event_id: str = Field(unique=True)
    type: str
    subject: str
    source: str
    sequence: int = Field(sa_column=sa.Column(sa.BigInteger, nullable=False))
    time: str
    audience: str
    dataschema: str
    traceparent: str
    data: str = Field(sa_column=sa.Column(sa.Text, nullable=False))
