"""People, sealed."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Person(Table, table=True):
    """Somebody's personal data; each column is sealed to its place (`shared/sealed.py`)."""

    person: str = Field(primary_key=True)
    name: bytes
    phone: bytes
    email: bytes | None = None
    id_number: bytes | None = None
    kept_at: datetime
