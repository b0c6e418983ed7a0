"""The rows of a store, carried into another of whatever kind: both have the shape that the code expects."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shared import migrate
from shared.tables import journal

AT_ONCE = 1000


def tables(service: str) -> list[sa.Table]:
    """Of both its histories, those that others refer to first."""
    return [
        table for history in migrate.histories(service) for table in migrate.tables(history).sorted_tables
    ]


def revisions(store: sa.Connection, service: str) -> dict[str, str]:
    """How far each history of the store is; nothing of one that has not begun."""
    there = set(sa.inspect(store).get_table_names())
    names = [name for name in migrate.histories(service) if f"alembic_{name}" in there]
    number = "SELECT version_num FROM alembic_{}"
    return {name: str(store.exec_driver_sql(number.format(name)).scalar()) for name in names}


def counts(store: sa.Connection, service: str) -> dict[str, int]:
    return {
        one.name: store.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables(service)
    }


def ends(store: sa.Connection) -> dict[str, int]:
    """The last number of each stream in the journal."""
    last = sa.select(journal.c.stream, sa.func.max(journal.c.sequence)).group_by(journal.c.stream)
    return {row[0]: row[1] for row in store.execute(last)}


def copy_file(snapshot: sa.Connection, file: Path) -> None:
    """A store on SQLite as the snapshot sees it, page by page, in one file."""
    source: Any = snapshot.connection.driver_connection
    target = sqlite3.connect(file)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def carry(source: sa.Connection, target: sa.Connection, service: str) -> None:
    """All rows of the source in place of those that the target has from its migrations."""
    for table in reversed(tables(service)):
        target.execute(sa.delete(table))
    for table in tables(service):
        for page in _pages(source, table):
            target.execute(sa.insert(_plain(table)), page)
        if target.dialect.name == "postgresql":
            _count_on(target, table)


def _plain(table: sa.Table) -> sa.Table:
    """The same, but for JSON, which is carried as the text that it is: SQL's NULL is not JSON's null."""
    columns = [
        sa.Column(one.name, sa.types.NullType() if isinstance(one.type, sa.JSON) else one.type)
        for one in table.columns
    ]
    return sa.Table(table.name, sa.MetaData(), *columns)


def _pages(source: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    plain = _plain(table)
    is_json = {one.name for one in table.columns if isinstance(one.type, sa.JSON)}
    looks = [sa.cast(one, sa.Text).label(one.name) if one.name in is_json else one for one in plain.columns]
    rows = source.execution_options(yield_per=AT_ONCE).execute(sa.select(*looks))
    for page in rows.mappings().partitions():
        yield [dict(row) for row in page]


def _count_on(target: sa.Connection, table: sa.Table) -> None:
    """Numbers that the store gives by itself go on after the biggest."""
    for column in table.primary_key.columns:
        if not isinstance(column.type, sa.Integer):
            continue
        series = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        last = sa.select(sa.func.max(column)).scalar_subquery()
        target.execute(sa.select(sa.func.setval(sa.cast(series, sa.Text), last)).where(last.is_not(None)))
