"""All stores as they were at one moment, to be read while their services go on writing.

Services hear each other in circles, so no order of copying would do. All writers are held at once, a snapshot
of each store is begun, and they are let go: what one has heard by then is in the journal of who said it.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from services.keeping.house import kind
from shared.refusal import Refusal
from shared.store import WRITER_LOCK

WITHIN = 2.0  # seconds that all locks together may take: writers that wait give up after 5
TRIES = 10
PAUSE = 0.5  # seconds
LOCK_TIMEOUT = "55P03"  # lock_not_available


@dataclass(frozen=True)
class Moment:
    """A connection in a snapshot for each service, and for how many seconds all writers were held."""

    snapshots: dict[str, sa.Connection]
    held: float


@contextlib.contextmanager
def one_moment(stores: dict[str, str]) -> Iterator[Moment]:
    """Until the block is left. Raises `Refusal` where a store does not answer or is busy for too long."""
    with contextlib.ExitStack() as open_ones:
        try:
            readers = {name: open_ones.enter_context(connection(url)) for name, url in stores.items()}
            with contextlib.ExitStack() as holding:
                writers = [(name, holding.enter_context(connection(url))) for name, url in stores.items()]
                began = _hold(writers)
                for reader in readers.values():
                    _begin(reader)
                for _, writer in writers:
                    writer.exec_driver_sql("ROLLBACK")
                held = time.monotonic() - began
        except sa.exc.OperationalError as error:
            raise Refusal("数据库没有应答。", f"A store does not answer: {error.orig}") from None
        yield Moment(readers, held)


@contextlib.contextmanager
def connection(url: str) -> Iterator[sa.Connection]:
    """Of our own, that begins and ends nothing by itself."""
    given: dict[str, Any] = {"timeout": WITHIN} if kind(url) == "sqlite" else {"connect_timeout": 3}
    engine = sa.create_engine(
        url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args=given, hide_parameters=True
    )
    with engine.connect() as opened:
        yield opened


def _hold(writers: list[tuple[str, sa.Connection]]) -> float:
    """The one writer's lock of each store, always in the same order. When the first was held."""
    for _ in range(TRIES):
        began, busy = time.monotonic(), ""
        taken: list[sa.Connection] = []
        for name, writer in writers:
            left = WITHIN - (time.monotonic() - began)
            if left <= 0 or not _lock(writer, left):
                busy = name
                break
            if not taken:
                began = time.monotonic()
            taken.append(writer)
        if not busy:
            return began
        for writer in taken:
            writer.exec_driver_sql("ROLLBACK")
        time.sleep(PAUSE)
    raise Refusal(
        f"{busy} 一直在写入，没有等到空隙。请稍后再试。",
        f"The writer of {busy} never paused: try again later.",
    )


def _lock(writer: sa.Connection, seconds: float) -> bool:
    try:
        if writer.dialect.name == "sqlite":
            writer.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")
            writer.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            writer.exec_driver_sql("BEGIN")
            writer.exec_driver_sql(f"SET LOCAL lock_timeout = '{max(1, int(seconds * 1000))}ms'")
            writer.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
    except sa.exc.OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != LOCK_TIMEOUT and "is locked" not in str(error.orig):
            raise
        with contextlib.suppress(sa.exc.OperationalError):  # SQLite has begun nothing
            writer.exec_driver_sql("ROLLBACK")
        return False
    return True


def _begin(reader: sa.Connection) -> None:
    """A snapshot begins with the first look."""
    if reader.dialect.name == "sqlite":
        reader.exec_driver_sql("PRAGMA query_only=ON")
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    else:
        reader.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reader.exec_driver_sql("SELECT 1").scalar()
