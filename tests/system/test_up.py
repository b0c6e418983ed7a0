"""`qingcheng up`: on whose Redis and whose databases it runs, and what it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from shared.client import Client
from shared.embedded import EmbeddedRedis
from shared.refusal import CannotStart
from shared.serve import close
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.system import PASSWORD, free_port, running_system, until

OTHERS_MAY_READ = ["log", "redis", "token.pub"]  # the test made two; all services check log-ins with one


def said_by(*command: str, **environment: str) -> tuple[int, str]:
    """Exit code and words of a `qingcheng` command that ends by itself."""
    ended = subprocess.run(
        [sys.executable, "-m", "services", *command],
        env={"PATH": "/usr/bin:/bin"} | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def test_the_redis_and_the_databases_that_are_named_are_used(tmp_path: Path, redis_url: str) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    named = {
        "QINGCHENG_REDIS_URL": redis_url,
        "QINGCHENG_DATABASE_URL": f"sqlite:///{elsewhere}/{{service}}.db",
    }
    with running_system(data, **named) as url:
        Client(url).log_in("admin", PASSWORD).post("/intake/v1/dogs", a_dog())
        with redis.Redis.from_url(redis_url) as client:
            until(lambda: client.xlen("qingcheng:intake"))

        with pytest.raises(CannotStart, match="--data"):  # the folder is ours, whose Redis it ever is
            EmbeddedRedis(Settings(data=data)).start()

    assert sorted(file.name for file in elsewhere.glob("*.db")) == [
        "adoption.db", "intake.db", "notify.db", "registry.db",
    ]  # fmt: skip
    assert list(data.glob("*.db")) == []
    assert not (data / "redis/server.log").exists()
    assert "redis://subscriber" not in (data / "log").read_text()
    made = [file for folder in (data, elsewhere) for file in folder.rglob("*")]
    assert len(made) > 8
    assert sorted(f.name for f in made if f.stat().st_mode & 0o077) == OTHERS_MAY_READ, (
        "the rest is ours alone"
    )


def test_what_lies_there_from_before_is_closed_at_the_next_start(tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("intake.db", "intake.db-wal", "keys/token.key", "redis/users.acl")]
    for file in made:
        file.parent.mkdir(exist_ok=True)
        file.touch(0o644)
    before = os.umask(0o022)
    try:
        close(Settings(data=tmp_path))
        (tmp_path / "new").touch()
    finally:
        os.umask(before)

    assert [file for file in tmp_path.rglob("*") if file.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("command", [["up", "--port", "{port}"], ["migrate"]])
def test_one_database_for_several_services_is_refused_in_words(tmp_path: Path, command: list[str]) -> None:
    words = [word.format(port=free_port()) for word in command]
    code, said = said_by(
        *words, QINGCHENG_DATA=str(tmp_path), QINGCHENG_DATABASE_URL=f"sqlite:///{tmp_path}/all.db"
    )

    assert code == 1
    assert "write {service} in it" in said and "Traceback" not in said
    assert not (tmp_path / "all.db").exists()


def test_one_service_may_have_a_database_of_any_name(tmp_path: Path) -> None:
    code, said = said_by("migrate", "intake", QINGCHENG_DATABASE_URL=f"sqlite:///{tmp_path}/ours.db")

    assert code == 0, said
    assert (tmp_path / "ours.db").exists()


def test_an_address_of_redis_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    code, said = said_by(
        "up", "--data", str(tmp_path), "--port", str(free_port()), QINGCHENG_REDIS_URL="foo://:secret@host"
    )

    assert code == 1
    assert "redis+sentinel://" in said
    assert "Traceback" not in said and "secret" not in said
