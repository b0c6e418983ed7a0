"""Who works here, who tried to get in, and what was done about it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table
from shared.ids import uuid7


class Staff(Table, table=True):
    """Somebody who works here. `account` is the opaque id that tokens and events carry."""

    username: str = Field(primary_key=True)
    password_hash: str
    roles: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    active: bool = True
    account: str = Field(default_factory=uuid7, unique=True)


class LoginTry(Table, table=True):
    """Passwords for one name from one address; where one side is empty, for it from anywhere.

    Whether anybody has the name does not matter. Neither name nor address is kept, only a hash of each.
    """

    __tablename__ = "login_try"
    name_hash: str = Field(primary_key=True)
    from_hash: str = Field(primary_key=True)
    wrong: int = 0
    last_at: datetime = Field(index=True)
    wait_until: datetime | None = None
    known_at: datetime | None = Field(default=None, description="somebody logged in so, last")


class StaffAct(Table, table=True):
    """What happened to an account: by whom, when, why."""

    __tablename__ = "staff_act"
    id: str = Field(primary_key=True)
    at: datetime
    act: str
    username: str = Field(index=True)
    by: str
    why: str = ""
