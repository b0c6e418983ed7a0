"""The passwords of the house, on a real PostgreSQL: those of now open, those of before do not."""

import os
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from services import SERVICES
from tests.servers import PostgresServer
from tests.test_deploy import HOLDERS, ROOT, kept, make

START = ROOT / "deploy/postgres/start.sh"
SERVICES_SH = ROOT / "deploy/postgres/services.sh"
ENTRYPOINT = "#!/bin/sh\nexit 0\n"  # stands for the image's, which would go on serving


@pytest.fixture
def server() -> PostgresServer:
    try:
        return PostgresServer()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


def test_the_passwords_of_now_open_and_those_of_before_do_not(server: PostgresServer) -> None:
    """As a house from before is upgraded: start.sh gives the roles that are there what `secrets` has made."""
    before = {f"{name.upper()}_PASSWORD": f"development-{name}" for name in (*SERVICES, "postgres")}
    secrets, pgdata = server.folder / "secrets", server.folder / "data"
    house = {
        "SERVICES": "|".join(SERVICES), "PGDATA": str(pgdata), "PGHOST": str(server.folder),
        "PATH": f"{server.folder}:{server.binaries}:{os.environ['PATH']}",
    }  # fmt: skip
    for name in HOLDERS:
        (secrets / name).mkdir(parents=True)
    entrypoint = server.folder / "docker-entrypoint.sh"
    entrypoint.write_text(ENTRYPOINT)
    entrypoint.chmod(0o755)
    try:
        with sa.create_engine(server.url, isolation_level="AUTOCOMMIT").connect() as first:
            first.exec_driver_sql("create role postgres superuser login password 'development-postgres'")
        run("bash", SERVICES_SH, env=house | before | {"POSTGRES_USER": "test"})
        server.stop()
        (pgdata / "pg_hba.conf").write_text("local all test trust\nlocal all all scram-sha-256\n")

        assert make(secrets).returncode == 0
        run("bash", START, env=house | {"SECRETS_DIR": str(secrets / "postgres")}, user=server.user)
        server.start()

        made = kept(secrets)
        for name in (*SERVICES, "postgres"):
            assert opens(server, name, made[name]), name
            assert not opens(server, name, f"development-{name}"), name
    finally:
        server.close()


def run(*command: str | Path, env: dict[str, str], user: str | None = None) -> None:
    done = subprocess.run(command, env=env, user=user, capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stderr, done.stderr


def opens(server: PostgresServer, role: str, password: str) -> bool:
    url = sa.make_url(server.url).set(username=role, password=password)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        with engine.connect():
            return True
    except sa.exc.OperationalError:
        return False
