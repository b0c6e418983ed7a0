"""What is remembered of transfers: who asked, who agreed, and which house took the dog."""

from sqlmodel import Field

from services.intake.table import Table
from shared.two_people import Answered


class Transfer(Answered, Table, table=True):
    """Somebody asks that another house take the dog, and somebody else decides."""

    id: str = Field(primary_key=True)
    stay_id: str = Field(index=True)
    to: str
    because: str
