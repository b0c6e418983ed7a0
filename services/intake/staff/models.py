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
    first_password: bool = Field(default=False, description="given by somebody else: to be changed")


class SecondStep(Table, table=True):
    """What makes somebody's six digits (TOTP, RFC 6238); there is a row once a first code was right."""

    __tablename__ = "second_step"
    username: str = Field(primary_key=True)
    secret: bytes = Field(description="sealed")
    since: datetime
    used: int = Field(sa_type=sa.BigInteger, description="the last step whose code was taken: none is twice")


class RecoveryCode(Table, table=True):
    """For whoever has lost the telephone. Each is good once; only a hash is kept."""

    __tablename__ = "recovery_code"
    username: str = Field(primary_key=True)
    code_hash: str = Field(primary_key=True)


class LoginTry(Table, table=True):
    """Passwords for one name from one address; or for it from anywhere, or from there for any.

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
