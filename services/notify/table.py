"""The ground that every row of notify stands on."""

from typing import Any

from shared.store import SQLModel, new_registry


class Table(SQLModel, registry=new_registry()):
    """Notify's own tables."""


def rows_of(model: type[SQLModel]) -> Any:
    """The plain table behind a model, for statements over many rows."""
    return model.metadata.tables[str(model.__tablename__)]
