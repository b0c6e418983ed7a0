"""Operations, what was changed of them, and what went wrong in them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table


def _json() -> sa.Column[sa.JSON]:
    return sa.Column(sa.JSON, nullable=False)


class Operation(Table, table=True):
    """A night on which several departments collect strays together."""

    id: str = Field(primary_key=True)
    name: str
    division: str
    planned_for: datetime | None = Field(default=None, description="none: it went out without a plan")
    started_at: datetime = Field(description="as planned until it goes out, then as it was")
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    headcount: dict[str, int] = Field(default_factory=dict, sa_column=_json())
    area: str = Field(default="", description="in words: streets, markets, villages")
    team: list[dict[str, str]] = Field(default_factory=list, sa_column=_json())
    vehicles: list[str] = Field(default_factory=list, sa_column=_json())
    equipment: str = ""
    approval: str = Field(default="", description="the document that approves the plan")
    summary: str = ""
    planned_by: str = ""
    opened_by: str = ""
    closed_by: str = ""


class OperationChange(Table, table=True):
    """What was changed of a plan, or put right while it was out: what stood there before, and after."""

    id: str = Field(primary_key=True)
    operation_id: str = Field(index=True)
    at: datetime
    by: str
    reason: str = ""
    changed: dict[str, list[Any]] = Field(default_factory=dict, sa_column=_json())


class OperationIncident(Table, table=True):
    """Something that should not have happened on such a night."""

    id: str = Field(primary_key=True)
    operation_id: str = Field(index=True)
    at: datetime
    kind: str
    text: str
    noted_by: str
