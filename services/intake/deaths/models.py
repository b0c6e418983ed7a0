"""What is remembered of deaths: decisions to put a dog to sleep, deaths, carcasses, and where they went."""

from datetime import datetime

from sqlmodel import Field

from services.intake.table import Table
from shared.two_people import Asked


class Euthanasia(Asked, Table, table=True):
    """A vet's proposal to put a dog to sleep, and what another person decided about it."""

    id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    stay_id: str
    ground: str
    why: str
    vet_name: str
    vet_licence: str
    asked_by: str = Field(sa_column_kwargs={"name": "proposed_by"}, serialization_alias="proposed_by")
    asked_at: datetime = Field(sa_column_kwargs={"name": "proposed_at"}, serialization_alias="proposed_at")
    approved: bool = False
    refused_because: str = ""
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = Field(default=None, description="by either of the two, before it is done")
    withdrawn_because: str = ""


class Death(Table, table=True):
    """The record of a death. Of euthanasia it has the drug and its line in the controlled-drug register."""

    dog_id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    at: datetime = Field(index=True)
    kind: str
    cause: str
    vet_name: str
    vet_licence: str
    weight_kg: float | None = None
    sample_no: str = ""
    euthanasia_id: str | None = Field(default=None, unique=True)
    drug: str = ""
    batch_no: str = ""
    dose: str = ""
    register_no: str = ""
    recorded_by: str
    recorded_at: datetime


class Carcass(Table, table=True):
    """A sealed bag in the cold store, until a carrier takes it out."""

    dog_id: str = Field(primary_key=True)
    stay_id: str
    bag_no: str
    seal_no: str = Field(unique=True)
    weight_kg: float
    place: str
    stored_at: datetime
    stored_by: str
    taken_at: datetime | None = None
    disposal_id: str | None = Field(default=None, index=True)


class Disposal(Table, table=True):
    """Carcasses that left together: who took them where, and the plant's receipt. Two people sign."""

    id: str = Field(primary_key=True)
    taken_at: datetime
    carrier: str
    vehicle: str
    plant: str
    handed_by: str
    method: str | None = None
    receipt_no: str | None = Field(default=None, unique=True)
    disposed_at: datetime | None = Field(default=None, index=True)
    signed_by: str | None = None
