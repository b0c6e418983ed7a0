"""A store with the rails, a writer at work on it, and a dog to write about."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Field

from shared import events
from shared.rail.writer import Writer
from shared.store import SQLModel, Store, Work, new_registry
from shared.tables import journal, rails


class Table(SQLModel, registry=new_registry()):
    """What these tests write into."""


class Dog(Table, table=True):
    """A row and the facets that were heard of it."""

    id: str = Field(primary_key=True)
    name: str | None = None
    code: str | None = None
    kennel: str | None = None
    times: int = 0
    heard: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)


def intaken(dog_id: str = "dog-1") -> events.DogIntaken:
    return events.DogIntaken.model_validate(events.DogIntaken.example | {"dog_id": dog_id})


def watched(dog_id: str = "dog-1") -> events.ObservationOpened:
    return events.ObservationOpened.model_validate(events.ObservationOpened.example | {"dog_id": dog_id})


def publish(dog_id: str, work: Work) -> str:
    work.publish(intaken(dog_id))
    return dog_id


def journalled(where: Store, stream: str = "qingcheng:intake") -> list[tuple[int, str]]:
    """What the journal holds of a stream: numbers and subjects."""
    query = sa.select(journal).where(journal.c.stream == stream).order_by(sa.text("sequence"))
    with where.engine.connect() as connection:
        return [(row.sequence, row.subject) for row in connection.execute(query)]


def dogs(where: Store) -> set[str]:
    with where.engine.connect() as connection:
        return set(connection.scalars(sa.select(Dog.__table__.c.id)))  # type: ignore[attr-defined]


def new_store(url: str) -> Store:
    where = Store(url)
    rails.create_all(where.engine)
    Table.metadata.create_all(where.engine)
    return where


@contextlib.asynccontextmanager
async def at_work(where: Store) -> AsyncIterator[Writer]:
    """A writer that runs until left, and finishes what waits."""
    writer = Writer(where)
    running = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@pytest.fixture
def any_store(any_store_url: str) -> Iterator[Store]:
    """A store of either kind with the rails and the dogs."""
    where = new_store(any_store_url)
    yield where
    where.close()


@pytest.fixture
def sqlite_store(store_url: str) -> Iterator[Store]:
    where = new_store(store_url)
    yield where
    where.close()
