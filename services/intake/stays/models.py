"""A dog, its stays and their numbers; and, on a row of its own, what adoption says of a stay."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.table import Table
from shared import facets


class Dog(Table, table=True):
    """A dog that has been here at least once."""

    id: str = Field(primary_key=True)
    name: str | None = None
    sex: str
    breed: str
    colour: str
    age_months: int | None = None
    size: str
    chip: str | None = Field(default=None, index=True)
    chip_scheme: str | None = None
    chip_raw: str | None = None
    external_ref: str | None = Field(default=None, unique=True)
    gone_at: datetime | None = Field(default=None, index=True, description="died, or went to another shelter")
    gone_by: str | None = None
    death_cause: str | None = None


class Stay(Table, table=True):
    """One time in our care, from the street to the door that it leaves by."""

    id: str = Field(primary_key=True)
    stay_no: str = Field(unique=True)
    dog_id: str = Field(index=True)
    custody_basis: str
    operation_id: str | None = Field(default=None, index=True)
    status: str = Field(index=True)
    kennel: str | None = Field(default=None, index=True)
    opened_at: datetime | None = None
    arrived_at: datetime | None = Field(default=None, description="in the house; unknown: as it was found")
    found_text: str = ""
    division: str = ""
    claim_until: datetime | None = None
    claim_provisional: bool = False
    answers: int = Field(
        default=0, description="sequence of adoption's last word that its status follows",
        sa_column=sa.Column(sa.BigInteger, nullable=False),
    )  # fmt: skip
    left_at: datetime | None = Field(default=None, description="it ran away, or went to another house")
    left_by: str | None = None
    closed_at: datetime | None = None
    outcome: str | None = Field(default=None, index=True)
    notes: str = ""
    taken_in_by: str = ""
    back_to: str | None = Field(default=None, description="its status when its foster family brings it back")
    phone_said: dict[str, Any] | None = Field(
        default=None, sa_column=sa.Column(sa.JSON(none_as_null=True), nullable=True)
    )  # a PhoneSaid of clocks.py: where its times are not as a phone's clock told them
    goes_on_as: str | None = Field(default=None, description="its status if its end is taken back")
    left_kennel: str | None = Field(default=None, description="where it lived when its stay ended")


class Told(Table, table=True):
    """What adoption has told of a stay. Nothing here is decided: a replay makes it anew."""

    stay_id: str = Field(primary_key=True)
    reserved: bool = Field(default=False, description="adoption keeps it for somebody")
    left_at: datetime | None = Field(default=None, description="handed over, before hand-overs had ids")
    left_by: str | None = None
    handovers: dict[str, Any] = Field(
        default_factory=dict, description="each with its time and outcome, until it was taken back",
        sa_column=sa.Column(sa.JSON, nullable=False),
    )  # fmt: skip
    heard: dict[str, int] = facets.kept()


class Number(Table, table=True):
    """The last number given out in a series. Taken and given back with the transaction, so without gaps."""

    series: str = Field(primary_key=True)
    last: int


class CustodyStep(Table, table=True):
    """A step of a stay that somebody took: triage, quarantine passed or failed, a check, treatment."""

    id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    what: str
    at: datetime
    by: str
    note: str = ""
