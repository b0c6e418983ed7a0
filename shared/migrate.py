"""Brings a service's store to the shape that its code expects (alembic).

A store has two histories: that of the service's own tables, and that of the rails, the tables that carry
events, which is one for all services. Each has its folder of migrations, and notes in a table how far it is.
"""

import argparse
import contextlib
import importlib
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from shared.refusal import CannotStart

ROOT = Path(__file__).parent.parent
RAILS = "rails"
MIGRATION_LOCK = 0x716368_03
_one_at_a_time = threading.Lock()  # alembic keeps what it works on in module globals


def histories(service: str) -> tuple[str, ...]:
    """Its own first: services that are older than the rails' history made these tables themselves."""
    return (service, RAILS) if service != RAILS else (RAILS,)


def folder(history: str) -> Path:
    """Where its migrations lie."""
    return ROOT / ("shared/rail/migrations" if history == RAILS else f"services/{history}/migrations")


def config(history: str, url: str) -> Config:
    """What alembic wants to know, wherever the code is installed."""
    settings = Config()
    settings.config_ini_section = history
    settings.set_section_option(history, "script_location", str(ROOT / "shared/migrations"))
    settings.set_section_option(history, "version_locations", str(folder(history)))
    settings.set_section_option(history, "path_separator", "os")
    settings.set_section_option(history, "sqlalchemy.url", url.replace("%", "%%"))
    return settings


class NewerStore(CannotStart):
    """The store was brought further by newer code: this one does not know its tables."""

    code = 78  # EX_CONFIG: starting again changes nothing (systemd: RestartPreventExitStatus=78)


def upgrade(service: str, url: str) -> None:
    """To the newest version; replicas that start together take turns. Raises `NewerStore`."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, poolclass=sa.NullPool)  # closing ends the session, and with it the lock
    with _one_at_a_time, engine.connect() as connection:
        _take_turns(connection)
        _refuse_newer(connection, service, url)
        for history in histories(service):
            settings = config(history, url)
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
        connection.commit()


def refuse_newer(service: str, url: str) -> None:
    """Raises `NewerStore`. One that is not there yet, or does not answer, is not newer."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with contextlib.suppress(sa.exc.OperationalError), engine.connect() as connection:
        _refuse_newer(connection, service, url)


def _refuse_newer(connection: sa.Connection, service: str, url: str) -> None:
    for history in histories(service):
        table = sa.table(f"alembic_{history}", sa.column("version_num"))
        if not sa.inspect(connection).has_table(table.name):
            continue
        at = connection.scalar(sa.select(table.c.version_num))
        known = {one.revision for one in ScriptDirectory.from_config(config(history, url)).walk_revisions()}
        if at and at not in known:
            raise NewerStore(
                f"{service} 的数据库由更新的程序写成（{history} {at}，本程序只到 {max(known)}），没有启动，"
                "数据未动。请换回那个版本的程序；确要用这个版本，先恢复升级前的备份。",
                f"The database of {service} was made by a newer version ({history} {at}; this one knows up "
                f"to {max(known)}), so it does not start, and nothing was touched. Run that version again; "
                "to stay with this one, restore the backup from before the upgrade.",
            )


def _take_turns(connection: sa.Connection) -> None:
    """Waits until no other process migrates this store."""
    if connection.dialect.name != "sqlite":
        connection.execute(sa.select(sa.func.pg_advisory_lock(MIGRATION_LOCK)))
        connection.commit()
        return
    driver: Any = connection.connection.driver_connection
    driver.isolation_level = None  # or the driver would commit before each CREATE TABLE
    connection.exec_driver_sql("PRAGMA busy_timeout=60000")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def tables(history: str) -> sa.MetaData:
    """What it should have led to."""
    from shared.tables import rails

    if history == RAILS:
        return rails
    models: Any = importlib.import_module(f"services.{history}.models")
    return models.Table.metadata  # type: ignore[no-any-return]


def described(history: str) -> Callable[[str | None, str, object], bool]:
    """Whether a table, a column or an index of a store is for its models to describe.

    An index over words, `…_words`, is made by each kind of store in its own way.
    """
    rails = tables(RAILS).tables

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        if kind not in ("table", "column", "index") or name is None:
            return True
        others = kind == "table" and ((name in rails) != (history == RAILS) or name.startswith("alembic_"))
        return not others and "_words" not in name

    return is_ours


def write(history: str, says: str) -> Path:
    """The next migration: what the models have by now, and a store that has all before it has not."""
    folder(history).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as here:
        settings = config(history, f"sqlite:///{here}/store.db")
        upgrade(history, f"sqlite:///{here}/store.db")
        before = ScriptDirectory.from_config(settings).walk_revisions()
        number = max((int(one.revision) for one in before), default=0) + 1
        made: Any = command.revision(settings, says, autogenerate=True, rev_id=f"{number:04d}")
    return Path(made.path)


def main() -> None:
    """`python -m shared.migrate SERVICE "kennels have zones"`: for those who write migrations."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("history", metavar="SERVICE", help=f"or {RAILS}, for the tables that carry events")
    parser.add_argument("says", help="what is new, in a few words")
    given = parser.parse_args()
    print(write(given.history, given.says).relative_to(ROOT))


if __name__ == "__main__":
    main()
