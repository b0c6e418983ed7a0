"""A vaccination's row: what a vet gave, written down here and nowhere else."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.registry.table import Table


class Vaccination(Table, table=True):
    """A vaccination that a vet gave. It counts to the end of `valid_until` in the city's own time."""

    vaccination_id: str = Field(primary_key=True)
    dog_id: str
    disease: str
    product: str
    manufacturer: str
    batch_no: str
    given_at: datetime
    valid_until: date
    vet_licence: str
    __table_args__ = (sa.Index("ix_vaccination_of_dog", "dog_id", "disease", "valid_until"),)
