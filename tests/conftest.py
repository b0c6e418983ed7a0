"""What every test may ask for: a real Redis, a store of either kind, an app behind a port."""

import contextlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.servers import Client, Postgres, RedisServer, serving, sqlite_shape


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test logs of what cannot be said: pytest-xdist cannot send it, and would end."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """The Redis that all tests share; one that needs to kill it takes `own_redis`."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """A Redis with nothing in it."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis to kill and start again. It keeps nothing over a restart."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def shape() -> str:
    """The service whose tables a new store has from the beginning; none unless a folder says otherwise."""
    return ""


@pytest.fixture
def store_url(tmp_path: Path, shape: str) -> str:
    """A SQLite file that is not there yet, or has only the tables of `shape`."""
    file = tmp_path / "store.db"
    if shape:
        file.write_bytes(sqlite_shape(shape))
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """QINGCHENG_TEST_POSTGRES_URL, a container, or the installed server; `postgres.database()` makes one."""
    found = Postgres()
    yield found
    found.close()


@pytest.fixture
def postgres_url(postgres: Postgres, shape: str) -> Iterator[str]:
    """A new PostgreSQL database, empty or with the tables of `shape`; left out where there is none."""
    url = postgres.database(shape)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store_url(request: pytest.FixtureRequest) -> str:
    """The test runs once on each kind of store."""
    kind = {"sqlite": "store_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(kind))


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Client]]:
    """`serve(app)` puts an app behind a port until the test ends and returns a client for it."""
    with contextlib.ExitStack() as running:
        yield lambda app: running.enter_context(serving(app))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what was left out, and why: a green run must not look like more than it was."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"left out: {tests} × {reason}")


def _reason(report: Any) -> str:
    longrepr = report.longrepr
    reason = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return str(reason).removeprefix("Skipped: ")
