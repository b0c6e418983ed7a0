"""What every test may ask for: a real Redis, a store of either kind, an app behind a port."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.servers import Client, Postgres, RedisServer, serving


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


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """QINGCHENG_TEST_POSTGRES_URL, a container, or the installed server; `postgres.database()` makes one."""
    found = Postgres()
    yield found
    found.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A new, empty PostgreSQL database; the test is left out where there is no PostgreSQL."""
    url = postgres.database()
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
