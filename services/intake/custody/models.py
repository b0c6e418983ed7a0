"""Which words of adoption intake has answered: what is heard again decides nothing again."""

from sqlmodel import Field

from services.intake.table import Table


class Answered(Table, table=True):
    """An event of adoption after which intake did what was to be done. A replay leaves it as it is."""

    event_id: str = Field(primary_key=True)
