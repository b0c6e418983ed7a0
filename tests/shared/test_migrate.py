"""A store comes to the shape that the code expects, whoever starts first."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services import SERVICES
from shared import migrate
from shared.tables import rails

ROOT = Path(__file__).parent.parent.parent


def differences(history: str, url: str) -> Any:
    """What the models of one history say and the store has not, or the other way round."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": migrate.described(history)}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, migrate.tables(history))


@pytest.mark.parametrize("service", SERVICES)
def test_an_empty_store_gets_the_tables_of_the_models(service: str, any_store_url: str) -> None:
    migrate.upgrade(service, any_store_url)

    assert [differences(history, any_store_url) for history in migrate.histories(service)] == [[], []]


def test_the_rails_alone_need_no_service(any_store_url: str) -> None:
    """What a new service gets without a migration of its own."""
    migrate.upgrade(migrate.RAILS, any_store_url)

    assert differences(migrate.RAILS, any_store_url) == []


def test_the_next_migration_is_written_from_the_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for the rails is one for all services; a service's own says nothing of the rails."""
    changed = sa.MetaData(naming_convention=rails.naming_convention)
    for each in rails.sorted_tables:
        each.to_metadata(changed)
    sa.Table("echoes", changed, sa.Column("id", sa.Text, primary_key=True))
    for history in migrate.histories("registry"):
        shutil.copytree(migrate.folder(history), tmp_path / history)
    monkeypatch.setattr(migrate, "folder", lambda history: tmp_path / history)
    monkeypatch.setattr("shared.tables.rails", changed)

    written = migrate.write(migrate.RAILS, "echoes are kept")
    nothing = migrate.write("registry", "nothing new")

    for_all, own = written.read_text(), nothing.read_text()
    assert written.name.endswith("_echoes_are_kept.py")
    assert "echoes" in for_all and "journal" not in for_all
    assert "op." not in own.split("def upgrade")[1]


@pytest.mark.parametrize("service", SERVICES)
def test_a_second_start_changes_nothing(service: str, any_store_url: str) -> None:
    migrate.upgrade(service, any_store_url)
    migrate.upgrade(service, any_store_url)


def test_services_in_one_process_take_turns(tmp_path: Path) -> None:
    failed: list[Exception] = []

    def start(service: str) -> None:
        try:
            migrate.upgrade(service, f"sqlite:///{tmp_path}/deeper/{service}.db")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=start, args=(service,)) for service in SERVICES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert {file.stem for file in (tmp_path / "deeper").glob("*.db")} == set(SERVICES)


def test_a_migration_that_fails_leaves_the_store_to_the_next(
    any_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half a schema nor a lock stays behind."""
    with monkeypatch.context() as broken:

        def stumble(*_: object) -> None:
            raise RuntimeError("no such revision")

        broken.setattr(command, "upgrade", stumble)
        with pytest.raises(RuntimeError):
            migrate.upgrade("intake", any_store_url)
    migrate.upgrade("intake", any_store_url)
