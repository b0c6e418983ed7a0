"""How a store is reached: SQLite or PostgreSQL, never waiting long, and never stuck with what is broken."""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import create_engine

AT_MOST: dict[str, Any] = {"connect_timeout": 3, "tcp_user_timeout": 4000}  # seconds, milliseconds
LIMITS = {
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "15s",
    "tcp_keepalives_idle": "2s",
    "tcp_keepalives_interval": "1s",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "4s",
}
BROKEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
GLANCES: dict[str, Any] = {
    "isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True, "pool_reset_on_return": None
}  # fmt: skip

QUIET: dict[str, Any] = {"hide_parameters": True}  # an error that quotes a row would put it into the log


def engines(url: str) -> tuple[sa.Engine, sa.Engine]:
    """One for transactions, one for single quick statements."""
    return _sqlite(url) if url.startswith("sqlite") else _postgres(url)


# ---- PostgreSQL -----------------------------------------------------------------------------------------


def _postgres(url: str) -> tuple[sa.Engine, sa.Engine]:
    patience: dict[str, Any] = {"pool_timeout": 5, "connect_args": AT_MOST}
    engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, **patience, **QUIET)
    glances = create_engine(url, **GLANCES, **patience, **QUIET)
    for one in (engine, glances):
        sa.event.listen(one, "connect", _limit)
    return engine, glances


def _limit(connection: Any, _record: Any) -> None:
    """Nobody waits long for a lock; a replica that hangs or is cut off gives up those that it holds."""
    before, connection.autocommit = connection.autocommit, True
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in LIMITS.items()))
    connection.autocommit = before


# ---- SQLite ---------------------------------------------------------------------------------------------


def _sqlite(url: str) -> tuple[sa.Engine, sa.Engine]:
    """WAL, synchronous=FULL: what is committed survives a power cut."""
    engine = create_engine(url, pool_size=20, max_overflow=30, pool_timeout=5, **QUIET)
    glances = create_engine(url, pool_timeout=5, **GLANCES, **QUIET)
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    known: set[tuple[int, int]] = set()
    for one in (engine, glances):
        _keep_to_the_file(one, Path(one.url.database or ""), known)
    return engine, glances


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below decides, not the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_to_the_file(engine: sa.Engine, file: Path, known: set[tuple[int, int]]) -> None:
    """SQLite would go on in a file that was moved, deleted or replaced: it would be lost with the process.

    It would also make an empty one in its place, and keep a connection read-only for ever once the file
    could not be written.
    """

    @sa.event.listens_for(engine, "do_connect")
    def only_if_there(_dialect: Any, _record: Any, _args: Any, _more: Any) -> None:
        if known:
            _which(file)

    @sa.event.listens_for(engine, "checkout")
    def only_the_same(_connection: Any, record: Any, _fairy: Any) -> None:
        known.add(now := _which(file))
        if record.info.setdefault("file", now) != now:
            raise sa.exc.DisconnectionError(f"{file} is another file now")

    @sa.event.listens_for(engine, "handle_error")
    def give_up_broken(context: sa.ExceptionContext) -> None:
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        context.is_disconnect |= code & 0xFF in BROKEN


def _which(file: Path) -> tuple[int, int]:
    try:
        there = file.stat()
    except OSError as error:
        raise sqlite3.OperationalError(f"{file}: {error.strerror}") from None
    return there.st_dev, there.st_ino
