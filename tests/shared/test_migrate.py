"""A store comes to the shape that the code expects, whoever starts first."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from shared import migrate

ROOT = Path(__file__).parent.parent.parent
SERVICES = sorted(folder.parent.parent.name for folder in ROOT.glob("services/*/migrations/0001_initial.py"))


@pytest.mark.parametrize("service", SERVICES)
def test_an_empty_store_gets_the_tables_of_the_models(service: str, any_store_url: str) -> None:
    migrate.upgrade(service, any_store_url)
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        options = {
            "version_table": f"alembic_{service}", "compare_type": True, "include_name": migrate.modelled,
        }  # fmt: skip
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, migrate.tables(service))  # type: ignore[arg-type]

    assert differences == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_second_start_changes_nothing(service: str, any_store_url: str) -> None:
    migrate.upgrade(service, any_store_url)
    migrate.upgrade(service, any_store_url)


def test_starters_in_several_processes_take_turns(any_store_url: str) -> None:
    start = f"from shared import migrate; migrate.upgrade('intake', {any_store_url!r})"
    starters = [
        subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [starter.communicate(timeout=60)[1] for starter in starters]

    assert [starter.returncode for starter in starters] == [0] * 4, "\n".join(said)
    engine = sa.create_engine(any_store_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert len(connection.execute(sa.text("select * from alembic_intake")).all()) == 1


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
