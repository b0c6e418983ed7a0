"""The way back in, on the machine itself: no log-in, while the service runs."""

import getpass
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from services.__main__ import cli
from services.intake.staff.models import Staff
from services.intake.staff.unlock import NoDatabase, unlock
from shared.settings import Settings
from shared.store import Store
from shared.tables import interventions
from tests.intake.staff.conftest import PASSWORD, log_in
from tests.servers import Client


def test_an_account_is_unlocked_beside_the_running_service(
    running: Client, store: Store, tmp_path: Path
) -> None:
    for _ in range(5):
        log_in(running, "admin", "wrong")
    with store.write() as work:
        work.get_one(Staff, "admin").active = False
    assert log_in(running, "admin", PASSWORD).status == 429

    by = unlock(Settings(data=tmp_path), "admin", "管理员忘记密码")

    assert log_in(running, "admin", PASSWORD).status == 200
    assert by.startswith(getpass.getuser())
    with store.read() as work:
        (row,) = work.connection().execute(sa.select(interventions)).all()
    assert (row.who, row.act, row.why) == (by, "staff.unlock", "管理员忘记密码")


def test_it_is_a_command_here_and_in_the_image_too(running: Client, store: Store) -> None:
    for _ in range(5):
        log_in(running, "admin", "wrong")
    here = {"QINGCHENG_INTAKE_DATABASE_URL": store.url}

    command = [sys.executable, "-m", "services.intake.staff.unlock", "admin"]
    done = subprocess.run(command, env=os.environ | here, capture_output=True, text=True, check=False)
    nobody = CliRunner(env=here).invoke(cli, ["staff", "unlock", "nobody"])

    assert done.returncode == 0 and "已解锁" in done.stdout, done.stderr
    assert nobody.exit_code == 1 and "没有 nobody" in nobody.output + str(nobody.exception)
    assert log_in(running, "admin", PASSWORD).status == 200


def test_where_there_is_no_database_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QINGCHENG_INTAKE_DATABASE_URL", raising=False)
    monkeypatch.delenv("QINGCHENG_DATABASE_URL", raising=False)

    with pytest.raises(NoDatabase, match="--data"):
        unlock(Settings(data=tmp_path), "admin", "x")

    assert list(tmp_path.iterdir()) == []
