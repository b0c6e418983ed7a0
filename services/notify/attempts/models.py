"""An attempt's row: one call to a channel, and what became of it."""

from datetime import datetime

from sqlmodel import Field

from services.notify.table import Table


class Attempt(Table, table=True):
    """One call to the channel, entered before it is made; `outcome` stays empty if nobody saw the end."""

    attempt_id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(index=True, foreign_key="message.message_id")
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    detail: str | None = None
    code: int | None = None
    ms: int | None = None
