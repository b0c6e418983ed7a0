"""Brings a service's store to the shape that its code expects (alembic)."""

import importlib
import threading
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parent.parent
MIGRATION_LOCK = 0x716368_03
_one_at_a_time = threading.Lock()  # alembic keeps what it works on in module globals


def config(service: str, url: str) -> Config:
    """As alembic.ini says it, for wherever the code is installed."""
    settings = Config()
    settings.config_ini_section = service
    settings.set_section_option(service, "script_location", str(ROOT / "shared/migrations"))
    settings.set_section_option(service, "version_locations", str(ROOT / f"services/{service}/migrations"))
    settings.set_section_option(service, "path_separator", "os")
    settings.set_section_option(service, "sqlalchemy.url", url.replace("%", "%%"))
    return settings


def upgrade(service: str, url: str) -> None:
    """To the newest version; replicas that start together take turns."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, poolclass=sa.NullPool)  # closing ends the session, and with it the lock
    with _one_at_a_time, engine.connect() as connection:
        _take_turns(connection)
        settings = config(service, url)
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.commit()


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


def tables(service: str) -> list[sa.MetaData]:
    """What the store of a service should hold: its own tables and the rails."""
    from shared.tables import rails

    models = importlib.import_module(f"services.{service}.models")
    return [models.Table.metadata, rails]


def modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether models describe it: an index over words, `…_words`, is made by each store in its own way."""
    return kind not in ("table", "index", "column") or "_words" not in (name or "")
