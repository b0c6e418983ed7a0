"""A service's own store: SQLite or PostgreSQL, one writer at a time, and the journal of its events."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import registry
from sqlmodel import Session
from sqlmodel import SQLModel as SQLModel

from shared import clock
from shared.envelope import Envelope
from shared.events import BY_TYPE, Event, stream_of
from shared.facets import newer as newer  # until all who hear import it from there
from shared.ids import uuid7
from shared.rail import trace
from shared.rail.engines import engines

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
WRITER_LOCK = 0x716368_01  # the same in every store: each service has a database of its own


def new_registry() -> registry:
    """A service's own tables: two services in one process may both have a `dog`."""
    return registry(metadata=sa.MetaData(naming_convention=NAMING))


# ---- the rails: the tables that carry events, alike in every store -----------------------------------

rails = sa.MetaData(naming_convention=NAMING)

journal = sa.Table(
    "journal",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("traceparent", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
relayed = sa.Table(
    "relayed",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("ends", sa.Text, nullable=False, server_default=""),  # the entry id of the stream's end
    sa.Column("length", sa.BigInteger, nullable=False, server_default="-1"),  # of the stream; -1: not noted
    sa.Column("added", sa.BigInteger, nullable=False, server_default="-1"),  # to the stream, ever
    sa.Column("trimmed", sa.BigInteger, server_default="0"),  # up to here it may be gone; null: not noted
)
inbox = sa.Table(
    "inbox",
    rails,
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
)
heard_of = sa.Table(  # the last event of each stream that was taken in
    "heard_of",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
)
contradictions = sa.Table(  # what others know of our journal, and it does not
    "contradictions",
    rails,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("found_at", sa.Text, nullable=False),
    sa.Column("decided_at", sa.Text),  # then the journal goes on behind this number
)
idempotency = sa.Table(
    "idempotency",
    rails,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
)
interventions = sa.Table(
    "interventions",
    rails,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
)
ended_sessions = sa.Table(
    "ended_sessions",
    rails,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("before", sa.Text, nullable=False),  # what was signed in until then is over
)
known_keys = sa.Table(
    "known_keys",
    rails,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("made_anew", sa.Boolean, nullable=False),  # in place of one that was lost; nobody has said so
)


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


def intervene(work: Session, who: str, why: str, act: str, what: dict[str, Any]) -> None:
    """Records what a person does to the course of events: kept if, and only if, this work commits."""
    row = {"id": uuid7(), "at": clock.text(clock.now()), "who": who, "why": why, "act": act}
    work.connection().execute(sa.insert(interventions), row | {"what": to_json(what).decode()})


class Work(Session):
    """One unit of work: a session, and the events that become true when it commits."""

    trace: str = ""
    sealed: bool = False  # only the commit is left

    def __init__(self, bind: sa.Engine | sa.Connection, public_url: str = "") -> None:
        super().__init__(bind, expire_on_commit=False)
        self.public_url = public_url
        self.facts: list[Fact] = []

    def publish(self, *events: Event) -> None:
        """Says what is now true. It is journalled and relayed if, and only if, this work commits."""
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
            said, decided = self.connection().execute(_LAST, {"of": stream}).one()
            self.connection().execute(
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


def entry(source: str, row: Any) -> Envelope:
    """A journal row as it goes over the wire."""
    return Envelope(
        id=row.id,
        source=f"/qingcheng/{source}",
        type=row.type,
        subject=row.subject,
        time=row.time,
        dataschema=BY_TYPE[row.type].schema_name() if row.type in BY_TYPE else "",
        sequence=row.sequence,
        traceparent=row.traceparent,
        data=row.data,
    )


class Store:
    """A database at a URL: `sqlite:///FILE` (WAL, synchronous=FULL) or `postgresql://…`."""

    def __init__(self, url: str, public_url: str = "") -> None:
        self.url, self.public_url = url, public_url
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
                work.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
            yield work
            work.flush()
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
