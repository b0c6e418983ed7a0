"""The whole of 青城 as a process of its own, as `qingcheng up` starts it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from services import SERVICES as SERVICES
from shared.client import Client
from shared.refusal import Refusal

PASSWORD = "青山隐隐水迢迢-2026"
STARTS_WITHIN = 180.0  # seconds


@contextlib.contextmanager
def running_system(data: Path, **environment: str) -> Iterator[str]:
    """Its URL, as soon as every service says that it is ready."""
    port = free_port()
    command = [sys.executable, "-m", "services", "up", "--data", str(data), "--port", str(port)]
    data.mkdir(parents=True, exist_ok=True)
    with (data / "log").open("ab") as log:
        system = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env=_without_stores(os.environ) | {"QINGCHENG_ADMIN_PASSWORD": PASSWORD} | environment,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, lambda: system.poll() is None, (data / "log").read_text)
        yield url
    finally:
        system.terminate()
        system.wait(30)


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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
