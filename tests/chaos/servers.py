"""The servers under fire: a Redis (process or container), and the stores (SQLite files or PostgreSQL)."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import redis
import sqlalchemy as sa

from shared.store import WRITER_LOCK
from tests.servers import RedisServer
from tests.system import SERVICES, free_port, until

DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")


class NoServer(Exception):
    """It is not installed here."""


class LocalRedis(RedisServer):
    """A server process on a unix socket, with an append-only file."""

    def __init__(self) -> None:
        super().__init__(*DURABLE)

    def empty(self) -> None:
        """Throws away what it kept, while it is down."""
        shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)

    def hang(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)


class DockerRedis:
    """The same in a container, behind a port of this machine."""

    def __init__(self, image: str) -> None:
        self.image, self.name = image, f"qingcheng-chaos-{os.getpid()}"
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._create()

    def _create(self) -> None:
        _docker("run", "--detach", "--name", self.name, "--publish", f"127.0.0.1:{self.port}:6379",
                self.image, "redis-server", *DURABLE)  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until(lambda: answers(self.url), lambda: f"{self.name} does not answer", 30)

    def start(self) -> None:
        if _docker("ps", "--all", "--quiet", "--filter", f"name=^{self.name}$"):
            _docker("start", self.name)
            self._wait()
        else:
            self._create()

    def kill(self) -> None:
        _docker("kill", "--signal", "KILL", self.name)

    def empty(self) -> None:
        _docker("rm", "--force", "--volumes", self.name)

    def hang(self) -> None:
        _docker("pause", self.name)

    def go_on(self) -> None:
        _docker("unpause", self.name)

    def close(self) -> None:
        _docker("rm", "--force", "--volumes", self.name)


def redis_server(named: str | None) -> LocalRedis | DockerRedis:
    """`docker:IMAGE`, the path of a server, or whichever the tests use."""
    if named and named.startswith("docker:"):
        return DockerRedis(named.removeprefix("docker:"))
    if named:
        os.environ["QINGCHENG_REDIS_SERVER"] = named
    return LocalRedis()


def answers(url: str) -> bool:
    with contextlib.suppress(redis.RedisError), redis.Redis.from_url(url, socket_timeout=1) as client:
        return bool(client.ping())
    return False


def _docker(*words: str) -> str:
    told = subprocess.run(["docker", *words], check=True, capture_output=True, text=True)
    return told.stdout.strip()


class SqliteStores:
    """A file for each service."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder}/{{service}}.db"

    @contextlib.contextmanager
    def locked(self, service: str) -> Iterator[None]:
        """Somebody else writes, and takes their time."""
        file = self.folder / f"{service}.db"
        with contextlib.closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def close(self) -> None:
        """Files need no goodbye."""


class PostgresStores:
    """A PostgreSQL server of our own, a database for each service. No `fsync`: nobody pulls the plug."""

    kind = "postgresql"

    def __init__(self) -> None:
        self.binaries = _postgres_binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="qc-chaos-pg-"))
        self.user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", "data", "-U", "test", "-A", "trust", "-E", "UTF8")
        self.url = f"postgresql+psycopg://test@/qc_{{service}}?host={self.folder}"
        self.restarting = threading.Lock()
        self.start()
        with self._as_owner() as owner:
            for service in SERVICES:
                owner.execute(sa.text(f"create database qc_{service}"))

    def _run(self, program: str, *words: str) -> None:
        subprocess.run([self.binaries / program, *words], check=True, capture_output=True, cwd=self.folder,
                       user=self.user)  # fmt: skip

    def start(self) -> None:
        options = f"-k {self.folder} -h '' -c fsync=off -c max_connections=300"
        self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)

    def restart(self) -> None:
        """As after a crash: no goodbye to anyone, recovery from the write-ahead log."""
        self._run("pg_ctl", "restart", "-w", "-m", "immediate", "-D", "data", "-l", "log")

    def cut_all(self) -> None:
        """Ends every connection."""
        with self._as_owner() as owner:
            owner.execute(sa.text(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
            ))  # fmt: skip

    @contextlib.contextmanager
    def locked(self, service: str) -> Iterator[None]:
        """Somebody else holds the writer's lock, and takes their time."""
        with self._as_owner(f"qc_{service}") as other:
            other.execute(sa.select(sa.func.pg_advisory_lock(WRITER_LOCK)))
            yield

    @contextlib.contextmanager
    def _as_owner(self, database: str = "postgres") -> Iterator[sa.Connection]:
        url = sa.make_url(self.url).set(database=database)
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            yield connection

    def close(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", "data")
        shutil.rmtree(self.folder, ignore_errors=True)


def _postgres_binaries() -> Path:
    """Raises `NoServer`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if found:
        return found[-1]
    if installed := shutil.which("initdb"):
        return Path(installed).parent
    raise NoServer("没有安装 PostgreSQL 服务器，请先安装。No PostgreSQL server here: install postgresql")
