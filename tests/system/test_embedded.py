"""The Redis of our own: found, kept alive, ended with us, and never in the way of the next start."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError
from redis.retry import Retry

from shared import embedded, loopback
from shared.embedded import EmbeddedRedis
from shared.refusal import CannotStart
from shared.settings import Settings
from tests.guarded_redis import server_called
from tests.system import free_port

RUN = """
import sys, time
from pathlib import Path
from shared import embedded
from shared.settings import Settings
if sys.argv[2] == "outlives us": embedded._libc = None
redis = embedded.EmbeddedRedis(Settings(data=Path(sys.argv[1])))
redis.start()
print(redis.process.pid, flush=True)
time.sleep(60)
"""


def until(true: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def client(redis: EmbeddedRedis) -> Redis:
    return Redis.from_url(redis.url)


def answers(redis: EmbeddedRedis) -> bool:
    try:
        return bool(client(redis).ping())
    except RedisError:
        return False


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().split()[2] != "Z"
    except OSError:
        return False


def killed_run(data: Path, how: str) -> int:
    """A run of ours that is killed like by the power button; the pid of the server that it had."""
    run = subprocess.Popen([sys.executable, "-c", RUN, str(data), how], stdout=subprocess.PIPE, text=True)
    assert run.stdout
    server = int(run.stdout.readline())
    with Redis.from_url(EmbeddedRedis(Settings(data=data)).url) as redis:
        redis.xadd("qingcheng:intake", {"sequence": "1"})
    run.kill()
    run.wait()
    run.stdout.close()
    return server


@pytest.mark.parametrize("name", ["data", "数据 with spaces?", "a-path-longer-than-a-socket-may-have" * 4])
def test_it_answers_wherever_its_data_lie(tmp_path: Path, name: str) -> None:
    with EmbeddedRedis(Settings(data=tmp_path / name)).running() as redis:
        assert answers(redis)

    assert redis.process.returncode == 0


def test_what_it_was_told_is_there_at_the_next_start(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        client(redis).xadd("qingcheng:intake", {"sequence": "1"})

    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 1


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_what_was_said_in_one_breath_is_there_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Redis loads its file as the user `default`: one without rights would lose every MULTI in it."""
    monkeypatch.setenv("QINGCHENG_REDIS_SERVER", str(server_called(name)))
    with (
        EmbeddedRedis(Settings(data=tmp_path)).running() as redis,
        client(redis).pipeline(transaction=True) as together,
    ):
        together.xadd("qingcheng:intake", {"sequence": "1"})
        together.xadd("qingcheng:intake", {"sequence": "2"})
        together.execute()

    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 2


def test_one_folder_has_one_owner(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        with pytest.raises(CannotStart, match="--data"):
            EmbeddedRedis(Settings(data=tmp_path)).start()

        assert answers(redis)


@pytest.mark.anyio
async def test_it_is_started_again_when_it_dies(tmp_path: Path) -> None:
    own_port = free_port()  # not the first that is free: another test would take it meanwhile
    with EmbeddedRedis(Settings(data=tmp_path), own_port).running() as redis:
        async with anyio.create_task_group() as beside:
            beside.start_soon(redis.watch)
            redis.process.kill()
            redis.process.wait()
            with anyio.fail_after(60):
                while redis.process.poll() is not None or not answers(redis):
                    await anyio.sleep(0.05)
            beside.cancel_scope.cancel()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_it_dies_with_us(tmp_path: Path) -> None:
    server = killed_run(tmp_path, "dies with us")

    assert until(lambda: not is_alive(server))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_server_that_outlived_a_killed_run_is_ended_and_its_data_kept(tmp_path: Path) -> None:
    survivor = killed_run(tmp_path, "outlives us")
    assert is_alive(survivor)

    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 1
        assert not is_alive(survivor)


def test_a_socket_that_nobody_answers_is_no_obstacle(tmp_path: Path) -> None:
    stale = EmbeddedRedis(Settings(data=tmp_path))
    stale.start()
    os.kill(stale.process.pid, signal.SIGKILL)
    stale.process.wait()
    stale.lock.close()
    assert stale.socket.exists()

    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        assert answers(redis)


def test_a_server_that_does_not_know_us_is_left_alone(tmp_path: Path) -> None:
    """Another key folder, a run of an earlier version: it would write into the same file."""
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        (tmp_path / "keys/redis-qingcheng.password").write_text("another")
        redis.lock.close()
        with pytest.raises(CannotStart, match="does not know us"):
            EmbeddedRedis(Settings(data=tmp_path)).start()

        assert redis.process.poll() is None


def test_an_unreadable_file_is_set_aside_and_kept(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        client(redis).xadd("qingcheng:intake", {"sequence": "1"})
    for part in (tmp_path / "redis/appendonlydir").glob("*"):
        part.write_bytes(b"this is not what a server wrote\n" * 10)

    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 0
    assert list((tmp_path / "redis").glob("appendonlydir.unreadable-*"))


# ---- for subscribers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_a_subscriber_reads_public_streams_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("QINGCHENG_REDIS_SERVER", str(server_called(name)))
    with (
        EmbeddedRedis(Settings(data=tmp_path)).running() as redis,
        Redis.from_url(redis.subscribers) as subscriber,
    ):
        client(redis).xadd("qingcheng:intake", {"sequence": "1"})

        assert subscriber.xread({"qingcheng:intake": "0"}, block=10)
        for refused in ("XADD qingcheng:intake * a b", "XREAD STREAMS qingcheng:intake:restricted 0",
                        "CONFIG GET *", "CLIENT LIST", "CLIENT TRACKING ON"):  # fmt: skip
            with pytest.raises(NoPermissionError):
                subscriber.execute_command(*refused.split())


def test_nobody_gets_in_without_a_password(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        doors: list[dict[str, Any]] = [{"port": redis.port}, {"unix_socket_path": str(redis.socket)}]
        for door in doors:
            for name in (None, "default", "qingcheng", "subscriber"):
                password = "guessed" if name else None
                with pytest.raises(AuthenticationError), Redis(**door, username=name, password=password) as r:
                    r.set_retry(Retry(NoBackoff(), 0))
                    r.ping()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is not this machine")
def test_it_listens_on_one_address_of_this_machine_alone(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis, socket.socket() as beside:
        beside.bind(("127.0.0.2", redis.port))


def test_a_house_keeps_its_port_and_passwords_and_two_houses_have_two(tmp_path: Path) -> None:
    with (
        EmbeddedRedis(Settings(data=tmp_path / "one")).running() as one,
        EmbeddedRedis(Settings(data=tmp_path / "two")).running() as two,
    ):
        before = one.subscribers
        assert one.port != two.port
        assert before != two.subscribers

    with EmbeddedRedis(Settings(data=tmp_path / "one")).running() as one:
        assert one.subscribers == before


def test_passwords_are_for_their_owner_alone(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        password = redis.subscribers.partition("@")[0].rpartition(":")[2]
        kept = [tmp_path / "keys/redis-subscriber.password", tmp_path / "keys/redis-qingcheng.password",
                redis.folder / "users.acl", *(redis.folder / "appendonlydir").iterdir()]  # fmt: skip

    assert password not in (redis.folder / "users.acl").read_text()
    assert [file for file in kept if file.stat().st_mode & 0o077] == []


def test_a_port_that_was_given_is_used_or_refused_in_words(tmp_path: Path) -> None:
    port = free_port()
    with EmbeddedRedis(Settings(data=tmp_path / "one"), port).running() as one:
        assert f"@localhost:{port}" in one.subscribers
        with pytest.raises(CannotStart, match="--redis-port"):
            EmbeddedRedis(Settings(data=tmp_path / "two"), port).start()

    with EmbeddedRedis(Settings(data=tmp_path / "two"), 0).running() as two:
        assert answers(two)
        assert two.subscribers == ""


def test_a_port_that_is_taken_meanwhile_is_another_and_no_data_are_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        client(redis).xadd("qingcheng:intake", {"sequence": "1"})
        before = redis.port
    really, looks = loopback.is_free, iter([True])
    with socket.create_server(("127.0.0.1", before)):
        monkeypatch.setattr(loopback, "is_free", lambda port: next(looks, False) or really(port))
        with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
            assert client(redis).xlen("qingcheng:intake") == 1
            assert redis.port != before


@pytest.mark.anyio
async def test_a_subscriber_finds_it_where_it_was_when_it_has_died(tmp_path: Path) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running() as redis:
        async with anyio.create_task_group() as beside:
            beside.start_soon(redis.watch)
            redis.process.kill()
            redis.process.wait()
            with anyio.fail_after(60):
                while redis.process.poll() is not None or not answers(redis):
                    await anyio.sleep(0.05)
            beside.cancel_scope.cancel()
        with Redis.from_url(redis.subscribers) as subscriber:
            assert subscriber.ping()


# ---- which server -----------------------------------------------------------------------------------------


def test_a_named_server_that_is_not_there_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGCHENG_REDIS_SERVER", "/nowhere/redis-server")

    with pytest.raises(CannotStart, match="QINGCHENG_REDIS_SERVER=/nowhere/redis-server"):
        EmbeddedRedis(Settings(data=tmp_path)).start()


def test_no_server_at_all_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_of_the_wheel", lambda: None)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CannotStart, match="install"):
        embedded.find_server()
