"""The store that intake's rows belong to."""

from shared.store import SQLModel, new_registry


class Table(SQLModel, registry=new_registry()):
    """A row of intake's own."""
