"""A service's own store: SQLite or PostgreSQL, one writer at a time, and the journal of its events."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVarTuple, overload

import sqlalchemy as sa
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import registry
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlmodel import Session
from sqlmodel import SQLModel as SQLModel

from shared import clock, trace
from shared.engines import engines
from shared.envelope import Envelope
from shared.events import BY_TYPE, Event, source_of, stream_of
from shared.ids import uuid7
from shared.tables import NAMING, contradictions, interventions, journal
from shared.views import schema_url

WRITER_LOCK = 0x716368_01  # the same in every store: each service has a database of its own


def new_registry() -> registry:
    """A service's own tables: two services in one process may both have a `dog`."""
    return registry(metadata=sa.MetaData(naming_convention=NAMING))


class StoreUnavailable(Exception):
    """The store did not say that it kept the command. Send it again in a moment, with the same key."""


class OlderStore(StoreUnavailable):
    """The store was restored from an older state; nothing is written until a person has decided."""


Ts = TypeVarTuple("Ts")
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


@dataclass(slots=True)
class Fact:
    """An event on its way into the journal."""

    event: Event
    id: str
    traceparent: str


def insert_new(work: Session, table: Any) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that leaves a row alone if its key is there already."""
    if work.connection().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def intervene(work: "Work", who: str, why: str, act: str, what: dict[str, Any]) -> None:
    """Records what a person does to the course of events: kept if, and only if, this work commits."""
    row = {"id": uuid7(), "at": clock.text(clock.now()), "who": who, "why": why, "act": act}
    work.sql(sa.insert(interventions), row | {"what": to_json(what).decode()})


class Work(Session):
    """One unit of work: a session, and the events that become true when it commits.

    `changed` is for whoever sees to something before the commit: the ids of what it has to look at, by a name
    of its own. What a savepoint took back is still among them.
    """

    trace: str = ""
    imported: bool = False  # what it says is history
    sealed: bool = False  # only the commit is left

    def __init__(self, bind: sa.Engine | sa.Connection, public_url: str = "") -> None:
        super().__init__(bind, expire_on_commit=False)
        self.public_url = public_url
        self.facts: list[Fact] = []
        self.changed: defaultdict[str, set[str]] = defaultdict(set)

    @overload
    def sql(self, statement: TypedReturnsRows[*Ts], values: Values = None) -> sa.CursorResult[*Ts]: ...

    @overload
    def sql(self, statement: sa.Executable, values: Values = None) -> sa.CursorResult[*tuple[Any, ...]]: ...

    def sql(self, statement: sa.Executable, values: Values = None) -> sa.CursorResult[*tuple[Any, ...]]:
        """A statement of SQLAlchemy Core, for these values or for each of several.

        It sees all that this work has done: rows that were added, changed or deleted and are not written yet
        are written first, as before `exec` and `get`; where there are none it costs nothing. Rows at hand do
        not learn what it changes.
        """
        self.flush()
        return self.connection().execute(statement, values)

    @contextmanager
    def as_history(self) -> Iterator[None]:
        """What is said meanwhile was taken over from older records."""
        before, self.imported = self.imported, True
        try:
            yield
        finally:
            self.imported = before

    def publish(self, *events: Event) -> None:
        """Says what is now true. It is journalled and relayed if, and only if, this work commits."""
        if self.imported:
            events = tuple(event.model_copy(update={"imported": True}) for event in events)
        self.facts += [Fact(event, uuid7(), trace.step(self.trace)) for event in events]

    def seal(self) -> None:
        """Enters the events in the journal, last thing before the commit, with the next numbers.

        Only one writer at a time gets here, so the numbers are in commit order and have no holes, but
        where a person has decided that some are lost.
        """
        streams: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            streams[stream_of(type(fact.event))].append(fact)
        time = clock.text(clock.now())
        for stream, facts in sorted(streams.items()):
            said, decided = self.sql(_LAST, {"of": stream}).one()
            self.sql(
                sa.insert(journal),
                [
                    {
                        "stream": stream,
                        "sequence": sequence,
                        "id": fact.id,
                        "type": fact.event.type,
                        "subject": fact.event.subject,
                        "time": time,
                        "traceparent": fact.traceparent,
                        "data": fact.event.model_dump_json(),
                    }
                    for sequence, fact in enumerate(facts, start=max(said or 0, decided or 0) + 1)
                ],
            )
        self.facts, self.sealed = [], True


_LAST = sa.select(  # built once: the last number of a stream, and one that is lost and not given again
    sa.select(sa.func.max(journal.c.sequence))
    .where(journal.c.stream == sa.bindparam("of"))
    .scalar_subquery(),
    sa.select(contradictions.c.sequence)
    .where(contradictions.c.stream == sa.bindparam("of"), contradictions.c.decided_at.is_not(None))
    .scalar_subquery(),
)


def entry(row: Any, public_url: str) -> Envelope:
    """A journal row as it goes over the wire."""
    event = BY_TYPE.get(row.type)
    return Envelope(
        id=row.id,
        source=source_of(row.stream),
        type=row.type,
        subject=row.subject,
        time=row.time,
        dataschema=schema_url(event, public_url) if event else "",
        sequence=row.sequence,
        traceparent=row.traceparent,
        data=row.data,
    )


class Store:
    """A database at a URL: `sqlite:///FILE` (WAL, synchronous=FULL) or `postgresql://…`.

    `before_commit` is called last thing before each commit, when all is written but what it writes itself.
    """

    def __init__(
        self, url: str, public_url: str = "", before_commit: Sequence[Callable[[Work], None]] = ()
    ) -> None:
        self.url, self.public_url, self.before_commit = url, public_url, before_commit
        self.on_sqlite = url.startswith("sqlite")
        self.engine, self.glances = engines(url)

    @contextmanager
    def write(self) -> Iterator[Work]:
        """The store's one writer at a time: BEGIN IMMEDIATE, or an advisory lock on PostgreSQL."""
        with (
            self.engine.connect().execution_options(writes=True) as connection,
            Work(connection, self.public_url) as work,
        ):
            if not self.on_sqlite:
                work.sql(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
            yield work
            work.flush()
            for see_to_it in self.before_commit:
                see_to_it(work)
            work.seal()
            work.commit()

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A snapshot to look at. Nothing done here is kept."""
        with self.engine.connect() as connection, Work(connection, self.public_url) as work:
            yield work

    def has_ended(self, work: Work) -> bool:
        """Whether SQLite has rolled the whole transaction back by itself, as it does on a full disk."""
        driver: Any = work.connection().connection.driver_connection
        return self.on_sqlite and not driver.in_transaction

    @contextmanager
    def glance(self) -> Iterator[sa.Connection]:
        """For one quick statement: no transaction is opened around it, which costs more than it does."""
        with self.glances.connect() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()
        self.glances.dispose()


class Model(BaseModel):
    """A request body or an answer: what is not named in it is refused.

    `shown_once` names the fields of an answer that are nowhere kept, not even for its idempotency key.
    """

    model_config = {"extra": "forbid"}
    shown_once: ClassVar[frozenset[str]] = frozenset()
