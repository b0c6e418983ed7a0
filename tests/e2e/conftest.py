"""The system under test: the one at QINGCHENG_URL, else all four services started here."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from shared.client import Client
from shared.refusal import Refusal

PASSWORD = "e2e-admin-password"
SERVICES = ("intake", "registry", "adoption", "notify")


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if running := os.environ.get("QINGCHENG_URL"):
        _wait_until_ready(running, lambda: True, lambda: f"nothing is ready at {running}")
        yield running
        return
    data, port = tmp_path_factory.mktemp("data"), _free_port()
    command = [sys.executable, "-m", "services", "up", "--data", str(data), "--port", str(port)]
    with (data / "log").open("wb") as log:
        system = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"QINGCHENG_ADMIN_PASSWORD": PASSWORD}
        )
    try:
        here = f"http://127.0.0.1:{port}"
        _wait_until_ready(here, lambda: system.poll() is None, (data / "log").read_text)
        yield here
    finally:
        system.terminate()
        system.wait(30)


@pytest.fixture(scope="session")
def citizen(url: str) -> Client:
    """Nobody in particular."""
    return Client(url)


@pytest.fixture(scope="session")
def staff(url: str, citizen: Client) -> Client:
    """The first account, which may do everything."""
    password = os.environ.get("QINGCHENG_ADMIN_PASSWORD", "") if "QINGCHENG_URL" in os.environ else PASSWORD
    return citizen.log_in("admin", password)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_until_ready(url: str, is_alive: Callable[[], bool], why_not: Callable[[], str]) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            assert all(Client(url).get(f"/{service}/health/ready")["ready"] for service in SERVICES)
            return
        except Refusal as reason:
            if not is_alive() or time.monotonic() > end:
                pytest.fail(f"it did not get ready: {reason}\n{why_not()}")
            time.sleep(0.1)
