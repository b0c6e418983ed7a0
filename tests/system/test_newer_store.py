"""Code that is older than its database says so, touches nothing, and does not start round and round."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared import migrate
from tests.processes import Running, ask
from tests.system import until


def brought_to(url: str, version: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_registry SET version_num = '{version}'")


def test_it_is_refused_in_words_and_stays_as_it_was(any_store_url: str) -> None:
    migrate.upgrade("registry", any_store_url)
    brought_to(any_store_url, "9999")

    for attempt in (migrate.refuse_newer, migrate.upgrade):
        with pytest.raises(migrate.NewerStore, match=r"registry 9999.*made by a newer version"):
            attempt("registry", any_store_url)


def test_a_store_that_is_not_there_is_not_newer(tmp_path: Path) -> None:
    migrate.refuse_newer("registry", f"sqlite:///{tmp_path}/registry.db")

    assert not (tmp_path / "registry.db").exists()


def test_its_container_lives_and_says_why_until_the_store_is_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/registry.db"
    migrate.upgrade("registry", url)
    [head] = _versions(url)
    brought_to(url, "9999")
    running = Running("registry", tmp_path, tmp_path / "log")

    until(lambda: ask(running.client, "GET", "/registry/health/live").status == 200)
    ready = ask(running.client, "GET", "/registry/health/ready")
    [reason] = ready.json()["reasons"]
    assert (ready.status, reason["code"]) == (503, "store_newer")
    assert "registry 9999" in reason["what"] and head in reason["what"]
    assert ask(running.client, "GET", "/t/ABC").status == 503
    assert _versions(url) == ["9999"]
    assert running.log.read_text().count("made by a newer version") == 1
    assert "Traceback" not in running.log.read_text()

    brought_to(url, head)
    until(lambda: running.process.poll() is not None, lambda: running.log.read_text(), 20)


def _versions(url: str) -> list[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT version_num FROM alembic_registry")))


def test_the_command_ends_with_a_code_of_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/registry.db"
    migrate.upgrade("registry", url)
    brought_to(url, "9999")

    command = [sys.executable, "-m", "services", "up", "--data", str(tmp_path), "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 78
    assert "registry 9999" in ended.stderr and "Traceback" not in ended.stderr
