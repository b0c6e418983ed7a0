"""The system under test: the one at QINGCHENG_URL, else all four services started here."""

import os
from collections.abc import Iterator

import pytest

from shared.client import Client
from tests.system import PASSWORD, running_system, wait_until_ready


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if running := os.environ.get("QINGCHENG_URL"):
        wait_until_ready(running, lambda: True, lambda: "it was not started here")
        yield running
        return
    with running_system(tmp_path_factory.mktemp("data")) as started:
        yield started


@pytest.fixture(scope="session")
def citizen(url: str) -> Client:
    """Nobody in particular."""
    return Client(url)


@pytest.fixture(scope="session")
def staff(citizen: Client) -> Client:
    """The first account, which may do everything."""
    password = os.environ["QINGCHENG_ADMIN_PASSWORD"] if "QINGCHENG_URL" in os.environ else PASSWORD
    return citizen.log_in("admin", password)
