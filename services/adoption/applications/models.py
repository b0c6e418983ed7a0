"""Applications, and the adoptions that came of them."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Application(Table, table=True):
    """UNPROVEN, PENDING when its phone is proven; APPROVED or REFUSED; ADOPTED when handed over."""

    application_id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    person: str
    status: str = Field(index=True)
    note: bytes | None = None
    reason: str | None = None
    applied_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None


class Adoption(Table, table=True):
    """A dog went home with this person."""

    adoption_id: str = Field(primary_key=True)
    dog_id: str = Field(index=True)
    stay_id: str
    application_id: str | None = None
    person: str
    handed_over_at: datetime
    undone_at: datetime | None = None
