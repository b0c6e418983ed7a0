"""What every test may ask for: a real Redis, a store of either kind, an app behind a port."""

import contextlib
import functools
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.utils

from shared.settings import Settings
from tests.servers import Client, Postgres, RedisServer, serving, sqlite_shape
from tests.standing import House, Make, Standing

redis.utils.get_lib_version = functools.cache(redis.utils.get_lib_version)  # else read for each connection


def pytest_sessionstart(session: pytest.Session) -> None:
    """One PostgreSQL for all workers, each with databases of its own on it; and one folder."""
    if not hasattr(session.config, "workerinput"):
        os.environ["QINGCHENG_TEST_FOLDER"] = folder = tempfile.mkdtemp(prefix="qc-tests-")
        session.config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    if getattr(session.config.option, "numprocesses", None):
        found = Postgres()
        session.config.add_cleanup(found.close)
        os.environ["QINGCHENG_TEST_POSTGRES_URL"] = found.url


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


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def data(_folder: Path) -> Path:
    """An empty data folder; always the same, so that a service with these settings may stand."""
    shutil.rmtree(_folder / "data", ignore_errors=True)
    (_folder / "data").mkdir()
    return _folder / "data"


@pytest.fixture
def store_url(data: Path, shape: str) -> str:
    """A SQLite file that is not there yet, or has only the tables of `shape`."""
    file = data / "store.db"
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
    """A PostgreSQL database, empty or with the tables of `shape` alone; left out where there is none."""
    if shape:
        yield postgres.emptied(shape)
        return
    url = postgres.database()
    yield url
    postgres.drop(url)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Pages are looked at on SQLite alone: what they call is tried on both by the tests of the doors."""
    if "kind_of_store" in metafunc.fixturenames:
        pages = "pages" in metafunc.module.__name__.rpartition(".")[2]
        metafunc.parametrize("kind_of_store", ["sqlite"] if pages else ["sqlite", "postgresql"])


@pytest.fixture
def any_store_url(kind_of_store: str, request: pytest.FixtureRequest) -> str:
    """The test runs once on each kind of store."""
    kind = {"sqlite": "store_url", "postgresql": "postgres_url"}[kind_of_store]
    return str(request.getfixturevalue(kind))


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Client]]:
    """`serve(app)` puts an app behind a port until the test ends and returns a client for it."""
    with contextlib.ExitStack() as running:
        yield lambda app: running.enter_context(serving(app))


@pytest.fixture(scope="session")
def house_of_services() -> Iterator[House]:
    house = House()
    yield house
    house.close()


@pytest.fixture
def stand(house_of_services: House) -> Iterator[Callable[[Make, Settings], Standing]]:
    """`stand(app, settings)` is `serve(app(settings))` for a test that leaves the app itself whole."""
    with contextlib.ExitStack() as living:
        yield lambda make, settings: living.enter_context(house_of_services.living(make, settings))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what was left out, and why: a green run must not look like more than it was."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"left out: {tests} × {reason}")


def _reason(report: Any) -> str:
    longrepr = report.longrepr
    reason = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return str(reason).removeprefix("Skipped: ")
