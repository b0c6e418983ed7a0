"""The Redis of our own: found, kept alive, ended with us, and never in the way of the next start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from redis import Redis
from redis.exceptions import RedisError

from shared import embedded
from shared.embedded import CannotStart, EmbeddedRedis

RUN = """
import sys, time
from pathlib import Path
from shared import embedded
if sys.argv[2] == "outlives us": embedded._libc = None
redis = embedded.EmbeddedRedis(Path(sys.argv[1]))
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
    with Redis.from_url(EmbeddedRedis(data).url) as redis:
        redis.xadd("qingcheng:intake", {"sequence": "1"})
    run.kill()
    run.wait()
    run.stdout.close()
    return server


@pytest.mark.parametrize("name", ["data", "数据 with spaces?", "a-path-longer-than-a-socket-may-have" * 4])
def test_it_answers_wherever_its_data_lie(tmp_path: Path, name: str) -> None:
    with EmbeddedRedis(tmp_path / name).running() as redis:
        assert answers(redis)

    assert redis.process.returncode == 0


def test_what_it_was_told_is_there_at_the_next_start(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path).running() as redis:
        client(redis).xadd("qingcheng:intake", {"sequence": "1"})

    with EmbeddedRedis(tmp_path).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 1


def test_one_folder_has_one_owner(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path).running() as redis:
        with pytest.raises(CannotStart, match="--data"):
            EmbeddedRedis(tmp_path).start()

        assert answers(redis)


@pytest.mark.anyio
async def test_it_is_started_again_when_it_dies(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path).running() as redis:
        async with anyio.create_task_group() as beside:
            beside.start_soon(redis.watch)
            redis.process.kill()
            with anyio.fail_after(15):
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

    with EmbeddedRedis(tmp_path).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 1
        assert not is_alive(survivor)


def test_a_socket_that_nobody_answers_is_no_obstacle(tmp_path: Path) -> None:
    stale = EmbeddedRedis(tmp_path)
    stale.start()
    os.kill(stale.process.pid, signal.SIGKILL)
    stale.process.wait()
    stale.lock.close()
    assert stale.socket.exists()

    with EmbeddedRedis(tmp_path).running() as redis:
        assert answers(redis)


def test_an_unreadable_file_is_set_aside_and_kept(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path).running() as redis:
        client(redis).xadd("qingcheng:intake", {"sequence": "1"})
    for part in (tmp_path / "redis/appendonlydir").glob("*"):
        part.write_bytes(b"this is not what a server wrote\n" * 10)

    with EmbeddedRedis(tmp_path).running() as redis:
        assert client(redis).xlen("qingcheng:intake") == 0
    assert list((tmp_path / "redis").glob("appendonlydir.unreadable-*"))


def test_a_named_server_that_is_not_there_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGCHENG_REDIS_SERVER", "/nowhere/redis-server")

    with pytest.raises(CannotStart, match="QINGCHENG_REDIS_SERVER=/nowhere/redis-server"):
        embedded.find_server()


def test_no_server_at_all_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QINGCHENG_REDIS_SERVER", raising=False)
    monkeypatch.setattr(embedded, "_of_the_wheel", lambda: None)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CannotStart, match="install"):
        embedded.find_server()
