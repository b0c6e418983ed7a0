"""A lost account is given back on the machine itself; the first password lies in a file, and nowhere else."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.intake.staff import first
from services.intake.staff.models import SecondStep, Staff
from services.intake.staff.reset import reset
from shared import clock
from shared.problems import NotFound
from shared.settings import Settings
from shared.store import Store
from shared.tables import interventions, journal
from tests.intake.staff.conftest import PASSWORD, log_in
from tests.servers import Client


def test_a_lost_admin_is_back_beside_the_running_service(
    running: Client, store: Store, tmp_path: Path
) -> None:
    with store.write() as work:
        work.get_one(Staff, "admin").active = False
        work.add(SecondStep(username="admin", secret=b"sealed", since=clock.now(), used=1))

    password = reset(Settings(data=tmp_path), "admin", "管理员离职")

    assert log_in(running, "admin", PASSWORD).status == 401
    assert log_in(running, "admin", password).status == 200
    with store.read() as work:
        kept = work.get_one(Staff, "admin")
        assert (kept.first_password, kept.roles, work.get(SecondStep, "admin")) == (True, ["admin"], None)
        (row,) = work.connection().execute(sa.select(interventions)).all()
        said = work.connection().scalars(sa.select(journal.c.type)).all()
    assert (row.act, row.why) == ("staff.reset", "管理员离职")
    assert "cn.qingcheng.sessions.ended.v1" in said
    assert password not in str(row)


def test_nobody_is_made(running: Client, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        reset(Settings(data=tmp_path), "nobody", "x")


def test_the_first_password_lies_in_a_file_for_its_owner(
    store: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = first.file_of(Settings(data=tmp_path / "new"))
    with store.write() as work:
        if old := work.get(Staff, "admin"):
            work.delete(old)
            work.flush()
        assert first._open(work, None, file)
        assert not first._open(work, None, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() not in "".join(capfd.readouterr())
    first.forget(Settings(data=tmp_path / "new"), "admin")
    assert not file.exists()


def test_one_that_is_given_is_written_nowhere(store: Store, tmp_path: Path) -> None:
    with store.write() as work:
        if old := work.get(Staff, "admin"):
            work.delete(old)
            work.flush()
        assert not first._open(work, "given-by-somebody", tmp_path / "file")

    assert not (tmp_path / "file").exists()
