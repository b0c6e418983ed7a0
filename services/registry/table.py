"""The ground that every row of the registry stands on."""

from shared.store import SQLModel, new_registry


class Table(SQLModel, registry=new_registry()):
    """Everything in the registry's store."""
