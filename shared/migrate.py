"""Brings a service's store to the shape that its code expects (alembic)."""

import importlib
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parent.parent
MIGRATION_LOCK = 0x716368_03


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
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        if not url.startswith("sqlite"):
            connection.execute(sa.select(sa.func.pg_advisory_lock(MIGRATION_LOCK)))
            connection.commit()
        settings = config(service, url)
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.commit()
    engine.dispose()


def tables(service: str) -> list[sa.MetaData]:
    """What the store of a service should hold: its own tables and the rails."""
    from shared.store import rails

    models = importlib.import_module(f"services.{service}.models")
    return [models.Table.metadata, rails]
