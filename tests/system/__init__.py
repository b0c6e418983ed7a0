"""The whole of 青城 as a process of its own, as `qingcheng up` starts it."""

import contextlib
import itertools
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from services import SERVICES as SERVICES
from shared.client import Client
from shared.refusal import Refusal
from tests.forks import Program

PASSWORD = "青山隐隐水迢迢-2026"
STARTS_WITHIN = 180.0  # seconds
PORTS = itertools.cycle(range(1_000))
PUBLISHED = re.compile(r"^qingcheng_events_published_total\{.*\} (\S+)$", re.M)
WAITS = re.compile(r"^qingcheng_(?:outbox_unsent|group_lag|group_pending)\{.*\} (\S+)$", re.M)


@contextlib.contextmanager
def running_system(data: Path, **environment: str) -> Iterator[str]:
    """Its URL, as soon as every service says that it is ready."""
    system, url = start_system(data, free_port(), **environment)
    try:
        yield url
    finally:
        system.terminate()
        system.wait(30)


def start_system(data: Path, port: int, **environment: str) -> tuple[Program | subprocess.Popen[bytes], str]:
    """Its process and its URL, as soon as every service says that it is ready."""
    data.mkdir(parents=True, exist_ok=True)
    url, log = f"http://127.0.0.1:{port}", data / "log"
    log.touch()
    given = _without_stores(os.environ) | {"QINGCHENG_ADMIN_PASSWORD": PASSWORD} | environment
    words = ["up", "--data", str(data), "--port", str(port)]
    if "PYTHONPATH" in environment:  # another house than the one that programs are forked from
        with log.open("ab") as file:
            command = [sys.executable, "-m", "services", *words]
            system: Program | subprocess.Popen[bytes] = subprocess.Popen(
                command, stdout=file, stderr=file, env=given
            )
    else:
        system = Program("services.__main__", words, log, given)
    try:
        wait_until_ready(url, lambda: system.poll() is None, log.read_text)
    except BaseException:
        system.kill()
        raise
    return system, url


def _without_stores(environment: Mapping[str, str]) -> dict[str, str]:
    """Whatever Redis and databases this shell works with, a system under test has its own."""
    return {
        name: value
        for name, value in environment.items()
        if not name.endswith(("_REDIS_URL", "_DATABASE_URL"))
    }


def wait_until_ready(url: str, is_alive: Callable[[], bool], why_not: Callable[[], str]) -> None:
    """Raises `TimeoutError` with what the system last said."""

    def ready() -> bool:
        if not is_alive():
            raise TimeoutError(f"it has ended:\n{why_not()}")
        with contextlib.suppress(Refusal):
            return all(Client(url).get(f"/{service}/health/ready")["ready"] for service in SERVICES)
        return False

    until(ready, lambda: f"nothing is ready at {url}:\n{why_not()}", STARTS_WITHIN)


def until(
    true: Callable[[], Any], otherwise: Callable[[], str] = lambda: "it did not come", seconds: float = 60.0
) -> Any:
    """What `true` returns, once it is true. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > end:
            raise TimeoutError(otherwise())
        time.sleep(0.05)
    return found


def until_heard(url: str) -> None:
    """Returns when all that was said has been heard, and nobody has said more because of it."""

    def said() -> list[float]:
        return [sum(map(float, PUBLISHED.findall(page))) for page in pages(url)]

    def nothing_waits() -> bool:
        return not any(float(much) for page in pages(url) for much in WAITS.findall(page))

    before: list[float] = []
    while before != (before := said()):
        until(nothing_waits, lambda: f"events still wait at {url}")


def pages(url: str) -> list[str]:
    """The figures of every service."""
    found = [f"{url}/{service}/metrics" for service in SERVICES]
    return [urlopen(page, timeout=30).read().decode() for page in found]


def free_port() -> int:
    """One that nobody else takes: not another worker's, nor what the system gives a caller of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 12_000 + 1_000 * (worker % 16)
    for port in itertools.islice(PORTS, 1_000):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", first + port)):
            return first + port
    raise OSError(f"no port is free from {first} on")
