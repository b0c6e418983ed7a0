"""`qingcheng doctor`: what is wrong, in words, and what to do about it."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from services import SERVICES, doctor_doors, doctor_machine
from services.doctor import Finding, examine
from shared import auth, clock, health, migrate
from shared.app import compose, load
from shared.embedded import EmbeddedRedis
from shared.nouns import Noun
from shared.rail import janitor
from shared.serve import Front
from shared.service import Service
from shared.settings import Settings
from tests.servers import Client
from tests.shared.test_health import add_old
from tests.system import free_port, running_system, until

STREAM = "qingcheng:intake"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def city(data: Path) -> Iterator[str]:
    with running_system(data) as url:
        yield url


@pytest.fixture
def its_redis(city: str, data: Path) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(EmbeddedRedis(Settings(data=data)).url) as client:
        yield client


def run(*options: object) -> tuple[int, str]:
    """Exit code and report, as somebody at the terminal gets them."""
    command = [sys.executable, "-m", "services", "doctor", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def wrong(url: str, data: Path | None = None) -> list[Finding]:
    return [finding for finding in examine(SERVICES, url, data) if not finding.well]


@pytest.fixture
def nobody() -> str:
    return f"http://127.0.0.1:{free_port()}"


# ---- a whole system -----------------------------------------------------------------------------------


def test_a_healthy_system_is_told_so(city: str, data: Path) -> None:
    until(lambda: not wrong(city, data))
    code, report = run("--url", city, "--data", data)

    assert code == 0, report
    assert "✗" not in report
    assert "一切正常。All is well." in report
    for name in SERVICES:
        assert f"✓ {name}：就绪 is ready" in report
        assert f"{name}.db 版本 is at version" in report


def test_a_redis_that_does_not_answer(city: str, its_redis: redis.Redis) -> None:
    process = int(its_redis.info()["process_id"])
    os.kill(process, signal.SIGSTOP)
    try:
        code, report = run("--url", city)
    finally:
        os.kill(process, signal.SIGCONT)

    assert code == 1
    assert report.count("Redis does not answer") == len(SERVICES)
    assert "See that it runs and that QINGCHENG_REDIS_URL is right." in report
    until(lambda: not wrong(city))


def test_dead_letters_wait(city: str, its_redis: redis.Redis) -> None:
    for _ in range(3):
        its_redis.xadd("qingcheng:dead:registry", {"dead_error": "ValueError: no"})
    found = next(finding for finding in wrong(city) if "Dead letters" in finding.what)
    its_redis.delete("qingcheng:dead:registry")

    assert found.what == "registry：待处理死信 3 封。Dead letters that wait for somebody: 3."
    assert "qingcheng dead list --service registry" in found.do


def test_a_public_key_that_is_gone_is_written_again(city: str, data: Path) -> None:
    key = data / "keys/token.pub"
    right = key.read_bytes()
    key.unlink()
    until(lambda: not wrong(city))

    assert key.read_bytes() == right


def test_a_key_of_personal_data_is_gone(city: str, data: Path) -> None:
    key = data / "keys/personal-adoption.key"
    kept = key.rename(data / "kept")
    [found] = wrong(city)
    kept.rename(key)
    until(lambda: not wrong(city))

    assert found.what.startswith(f"adoption：密钥 {key} 不见了")
    assert "qingcheng keys accept personal-adoption" in found.do


def test_a_service_with_another_token_key_than_intake(
    tmp_path: Path, redis_url: str, serve: Callable[[Any], Client]
) -> None:
    auth.make_keys(tmp_path / "elsewhere")
    settings = Settings(data=tmp_path, redis_url=redis_url)
    stale = settings.model_copy(update={"token_public_key": tmp_path / "elsewhere/token.pub"})
    apps = {name: load(name, stale if name == "registry" else settings) for name in SERVICES}
    client = serve(Front(apps, "registry", _nothing, lambda: None))
    until(lambda: len(wrong(client.url)) == 1)
    [found] = wrong(client.url)

    assert found.what.startswith("registry：")
    assert "Its token.pub is not that of intake" in found.what


def test_through_a_gateway_it_says_what_it_needs_to_be_told_more(
    tmp_path: Path, redis_url: str, serve: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path, redis_url=redis_url, inside="10.0.0.0/8", metrics_token="for figures")
    auth.make_keys(settings.key_folder, settings.public_key_file)
    client = serve(compose("registry", settings, [Noun()], title="x"))

    [found] = [finding for finding in examine(("registry",), client.url, None) if not finding.well]
    assert "tells a stranger no more" in found.what or "a stranger is not told why" in found.what
    assert "set QINGCHENG_TOKEN" in found.do

    monkeypatch.setenv("QINGCHENG_METRICS_TOKEN", "for figures")
    until(lambda: all(finding.well for finding in examine(("registry",), client.url, None)))


# ---- parts of one -------------------------------------------------------------------------------------


@pytest.fixture
def three_of_four(tmp_path: Path, redis_url: str, serve: Callable[[Any], Client]) -> Client:
    """Notify is down; what asks for it finds the gateway and nobody behind it."""
    settings = Settings(data=tmp_path, redis_url=redis_url)
    apps = {name: load(name, settings) for name in SERVICES if name != "notify"}
    client = serve(Front(apps, "registry", _nothing, lambda: None))
    for name in apps:
        until(lambda name=name: client.get(f"/{name}/health/ready").status == 200)  # type: ignore[misc]
    return client


async def _nothing() -> None:
    """Nobody needs to be watched here."""
    await asyncio.Event().wait()


def test_one_service_is_down(three_of_four: Client) -> None:
    until(lambda: len(wrong(three_of_four.url)) == 1)
    [found] = wrong(three_of_four.url)

    assert found.what == "notify：答复 answers 404"
    assert "docker compose up -d notify" in found.do


def test_a_task_that_ended_in_the_last_hour_is_named_though_it_is_back(
    tmp_path: Path, redis_url: str, serve: Callable[[Any], Client]
) -> None:
    ends = [SystemExit]

    async def stumble(_: Service) -> None:
        if ends:
            raise ends.pop()
        await asyncio.Event().wait()

    settings = Settings(data=tmp_path, redis_url=redis_url)
    auth.make_keys(settings.key_folder, settings.public_key_file)
    client = serve(compose("registry", settings, [Noun(tasks={"stumbles": stumble})], title="x"))
    until(lambda: client.get("/registry/health/ready").status == 200)
    [found] = [finding for finding in examine(("registry",), client.url, None) if not finding.well]

    assert "The task stumbles ended in the last hour, and was begun again; times: 1." in found.what
    assert "the task stumbles of registry ended" in found.do


def test_a_group_that_nobody_reads_for(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(janitor, "EVERY", 0.1)
    with redis.Redis.from_url(redis_url) as server:
        add_old(server, 9 * 86_400)
        server.xgroup_create(STREAM, "asleep", "0")
    client = request.getfixturevalue("three_of_four")
    until(lambda: "asleep" in client.get("/intake/metrics").text)
    warned, late = (finding for finding in wrong(client.url) if "asleep" in finding.what)
    assert f"Nobody has read {STREAM} in the group asleep for 216 hours" in warned.what
    assert f"The group asleep has kept {STREAM} from being trimmed for 48 hours." in late.what
    for found in (warned, late):
        assert "qingcheng subscribers group asleep --remove" in found.do


# ---- nobody there -------------------------------------------------------------------------------------


def test_nobody_is_there(nobody: str) -> None:
    code, report = run("--url", nobody)

    assert code == 1
    assert f"Nobody answers at {nobody}: the port is free." in report
    assert "qingcheng up" in report


def test_somebody_else_has_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_doors, "TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        [found] = wrong(f"http://127.0.0.1:{mute.getsockname()[1]}")

    assert "Something holds the port" in found.what


def test_clocks_that_differ(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + timedelta(hours=1))
    assert any(re.search("our clocks are 36[0-9][0-9] s apart", finding.what) for finding in wrong(city))

    monkeypatch.setattr(clock, "now", lambda: right() - timedelta(days=3650))
    assert "set the clock" in wrong(city)[0].do


def test_no_redis_server_to_run(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGCHENG_REDIS_SERVER", "no-such-server")
    assert "There is no Redis server to run." in wrong(nobody)[0].what

    monkeypatch.setenv("QINGCHENG_REDIS_URL", "redis://somewhere")
    assert len(wrong(nobody)) == 1


# ---- the data folder ----------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_or_is_none(nobody: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for path in (tmp_path / "typo", tmp_path / "file"):
        assert "cannot be written" in wrong(nobody, path)[0].what


def test_a_full_disk(nobody: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "LEAST_FREE", 1e18)

    assert "Free some space" in wrong(nobody, tmp_path)[0].do


@pytest.mark.parametrize(
    ("version", "do"),
    [("0001", "A restart upgrades it"), ("9999", "update the program"), (None, "Restore it from the backup")],
    ids=["older", "newer", "unreadable"],
)
def test_a_store_that_does_not_fit_the_program(
    nobody: str, tmp_path: Path, version: str | None, do: str
) -> None:
    file = tmp_path / "intake.db"
    migrate.upgrade("intake", f"sqlite:///{file}")
    if version is None:
        file.write_bytes(b"not a database, but long enough to look like one" * 100)
    else:
        with closing(sqlite3.connect(file)) as store, store:
            store.execute("update alembic_intake set version_num = ?", (version,))
    found = wrong(nobody, tmp_path)[0]

    assert str(file) in found.what
    assert do in found.do


def test_a_store_from_before_the_rails_had_a_history(nobody: str, tmp_path: Path) -> None:
    migrate.upgrade("intake", f"sqlite:///{tmp_path}/intake.db")
    with closing(sqlite3.connect(tmp_path / "intake.db")) as store, store:
        store.execute("drop table alembic_rails")

    assert "A restart upgrades it" in wrong(nobody, tmp_path)[0].do


def test_the_doctor_and_the_service_agree_on_a_full_disk() -> None:
    assert doctor_machine.LEAST_FREE is health.LEAST_FREE
