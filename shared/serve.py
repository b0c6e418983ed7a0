"""Serves: one service alone in its container, or several behind one address."""

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.routing import Router

from shared import app, keys
from shared.embedded import EmbeddedRedis, lock
from shared.patience import Patience
from shared.refusal import CannotStart, Refusal
from shared.settings import Settings
from shared.watch import Watched

OPTIONS: dict[str, Any] = {
    "http": Patience,
    "lifespan": "on",
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "timeout_graceful_shutdown": 3,  # seconds; an event stream would stay open for ever
}
QUIET = ("alembic", "asyncio")
IN_TURNS = 0.0005  # seconds: a thread that computes lets the loop, which answers everybody, in so often
NO_ROADS: Mapping[str, str] = MappingProxyType({})


class Front:
    """Several apps behind one address: `/intake/…` goes to intake, what names no service goes to `home`.

    `roads` are first words of a path that no service is called by, with the service that they lead to.
    """

    def __init__(
        self,
        apps: dict[str, FastAPI],
        home: str,
        beside: Callable[[], Awaitable[None]],
        ready: Callable[[], None],
        roads: Mapping[str, str] = NO_ROADS,
    ) -> None:
        self.apps, self.beside, self.ready = apps, beside, ready
        self.home = apps[home]
        self.by_first = apps | {word: apps[name] for word, name in roads.items()}
        self.lifespan = Router(lifespan=self._living)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await self.lifespan(scope, receive, send)
        _, _, path = scope["path"].partition("/")
        first, _, _ = path.partition("/")
        return await self.by_first.get(first, self.home)(scope, receive, send)

    @contextlib.asynccontextmanager
    async def _living(self, _: Any) -> AsyncIterator[None]:
        """Migrations take turns: alembic's context is one for the whole process."""
        beside = asyncio.ensure_future(Watched("qingcheng", "redis", self.beside).run())
        try:
            async with contextlib.AsyncExitStack() as all_of_them:
                for app in self.apps.values():
                    await all_of_them.enter_async_context(app.router.lifespan_context(app))
                self.ready()
                yield
        finally:
            beside.cancel()


@dataclass(frozen=True)
class NamedRedis:
    """Somebody else's, as QINGCHENG_REDIS_URL names it: theirs to start, to watch and to open to others."""

    url: str
    subscribers: str = ""

    async def watch(self) -> None:
        """Nothing to do."""


def together(
    names: Sequence[str], home: str, settings: Settings, host: str, port: int, redis_port: int | None = None,
    roads: Mapping[str, str] = NO_ROADS,
) -> None:  # fmt: skip
    """The services of those names in this process, until told to stop.

    Redis and databases are those that the settings name, else of their own. Raises `Refusal`.
    """
    _prepare(*QUIET, "uvicorn.error")  # we say ourselves where it is
    close(settings)
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"
    public = settings.public_url if "public_url" in settings.model_fields_set else address
    settings.databases_of(names)
    with _listen(host, port) as listening, _redis(settings, redis_port) as redis:
        found = settings.model_copy(update={"redis_url": redis.url, "public_url": public})
        apps = {name: app.load(name, found) for name in names}
        ready = partial(_say_where, address, list(apps), redis.subscribers)
        front = Front(apps, home, redis.watch, ready, roads)
        _run(uvicorn.Config(front, **OPTIONS), [listening])


@contextlib.contextmanager
def _redis(settings: Settings, port: int | None) -> Iterator[EmbeddedRedis | NamedRedis]:
    """The one that is named, else one of our own. The folder is ours alone in either case."""
    if settings.names_redis:
        settings.data.mkdir(parents=True, exist_ok=True)
        with lock(settings.data):
            yield NamedRedis(settings.redis_url)
    else:
        with EmbeddedRedis(settings, port).running() as redis:
            yield redis


def alone(name: str, settings: Settings, host: str, port: int) -> None:
    """One service, on the Redis and the database that the settings name."""
    _prepare(*QUIET)
    close(settings)
    _run(uvicorn.Config(app.load(name, settings), host=host, port=port, **OPTIONS))


class Server(uvicorn.Server):
    """One that has nothing to tidy up in what it began with, and so stands still for nobody meanwhile."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        settle()


def settle() -> None:
    """What is here now stays: Python looks no more through it for garbage, half a second each time."""
    gc.collect()
    gc.freeze()


def _run(config: uvicorn.Config, sockets: list[socket.socket] | None = None) -> None:
    sys.setswitchinterval(IN_TURNS)
    server = Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets)
    if not server.started:
        sys.exit(1)


@contextlib.contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    """The port, before anything else is started: taken already is the commonest reason not to start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"无法使用端口 {port}：请换一个 --port。",
                f"Cannot listen on {host}:{port} ({error.strerror}): give another --port.",
            ) from None
        yield listening


def _prepare(*quiet: str) -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    for name in quiet:
        logging.getLogger(name).setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # what uvicorn raises again when it has ended


def close(settings: Settings) -> None:
    """Nobody else on this machine reads what we keep. Photos were closed as each was written."""
    keys.for_us_alone(settings.key_folder, settings.data / "redis")
    for file in (*settings.data.glob("*.db*"), settings.data / "lock"):
        with contextlib.suppress(OSError):
            file.chmod(0o600)


def _say_where(address: str, names: list[str], subscribers: str) -> None:
    doors = "  ".join(f"{address}/{name}/docs" for name in names)
    events = f"\n  订阅事件 Subscribe: {subscribers}" if subscribers else ""
    print(
        f"青城已启动 Qingcheng is up: {address}/\n  API: {doors}{events}\n  Ctrl-C 停止 to stop", flush=True
    )


def main() -> None:
    """`python -m shared.serve SERVICE`: what a container runs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("service", nargs="?", default=os.environ.get("QINGCHENG_SERVICE"))
    parser.add_argument("--host", default=os.environ.get("QINGCHENG_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    keys.for_us_alone()
    if not given.service:
        parser.error("which service? the name of its folder in services/")
    try:
        alone(given.service, Settings(), given.host, given.port)
    except Refusal as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
