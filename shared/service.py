"""One service, put together: its store, its writer, its relay, its ears and its doors.

`Service` lives as long as the app does. Everything that runs beside the requests is a task that it owns.
"""

import asyncio
import contextlib
import importlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError

from shared import (
    auth,
    clock,
    dead_doors,
    dead_pages,
    health,
    metrics,
    migrate,
    pages,
    problems,
    recovery,
    replay,
    trace,
)
from shared.bell import Bell
from shared.connect import connect
from shared.ears import Ears
from shared.ending import end, goes_on
from shared.health import Health
from shared.janitor import Janitor
from shared.listener import Listener
from shared.relay import Relay
from shared.sessions import Ended
from shared.settings import Settings
from shared.store import Store
from shared.writer import StoreUnavailable, Writer

log = logging.getLogger(__name__)
Task = Callable[["Service"], Awaitable[None]]
STORE_WITHIN = 60.0  # seconds that a start waits for its store


class Service:
    """A running service. Doors and pages find it at `request.app.state.service`."""

    def __init__(
        self, ears: Ears, settings: Settings, prepare: Task | None = None, tasks: Sequence[Task] = ()
    ) -> None:
        self.name = ears.group
        self.settings = settings
        self.prepare, self.tasks = prepare, tasks
        self.tasks_wake = asyncio.Event()
        self.store = Store(settings.database_of(self.name), settings.public_url)
        self.redis = connect(settings.redis_url)
        self.writer = Writer(self.store, committed=self._committed)
        self.relay = Relay(self.name, self.store, self.writer, self.redis)
        self.listener = Listener(ears, self.writer, self.redis, settings.redis_url, settings.claim_after_ms)
        self.listener.unheard = self.relay.lineage.unheard
        self.janitor = Janitor(self.name, ears.streams, self.relay, self.redis, settings.keep_days)
        self.rebuild = replay.Rebuild(ears)
        self.health = Health(self)
        self.commits = Bell()
        self.ended = Ended(self.store)
        self.started_at = clock.now()

    @property
    def public_key(self) -> bytes:
        key = self.__dict__.get("_public_key")
        if key is None:
            key = self.__dict__["_public_key"] = self.settings.public_key_file.read_bytes()
        return bytes(key)

    def who(self, token: str) -> auth.Who:
        """Whose token it is. Raises `NotLoggedIn`, also for a session that was ended."""
        return self.ended.check(auth.verify(self.public_key, token))

    def _committed(self) -> None:
        self.relay.wake()
        self.commits.ring()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrates the store, then runs until left; what is in hand is finished before it ends."""
        await _patiently(lambda: asyncio.to_thread(migrate.upgrade, self.name, self.store.url))
        writing = asyncio.create_task(self.writer.run(), name=f"{self.name} writer")
        others: list[asyncio.Task[None]] = []
        try:
            if prepare := self.prepare:
                await _patiently(lambda: prepare(self))
            with contextlib.suppress(*health.NO_ANSWER, StoreUnavailable):  # else as soon as Redis answers
                await health.within(health.PATIENCE, self.relay.lineage.look())
            others = [
                asyncio.create_task(self.relay.run(), name=f"{self.name} relay"),
                asyncio.create_task(self.listener.run(), name=f"{self.name} listener"),
                asyncio.create_task(self.janitor.run(), name=f"{self.name} janitor"),
                asyncio.create_task(self.ended.run(), name=f"{self.name} ended sessions"),
                *(asyncio.create_task(_forever(task, self)) for task in self.tasks),
            ]
            yield
        finally:
            await end(*others)
            await end(writing)
            self.relay.close()
            self.health.close()
            await self.redis.aclose()
            await asyncio.to_thread(self.store.close)


async def _patiently(step: Callable[[], Awaitable[None]]) -> None:
    """A store that is not there yet, or busy with another replica, is waited for; not for ever."""
    until = time.monotonic() + STORE_WITHIN
    while True:
        try:
            return await step()
        except (StoreUnavailable, OperationalError) as error:
            if time.monotonic() > until:
                raise
            log.warning("waiting for the store: %s", error)
            await asyncio.sleep(1)


async def _forever(task: Task, service: Service) -> None:
    """Runs a task beside the requests; one that fails is logged and begins again after a second."""
    while goes_on():
        try:
            await task(service)
            return
        except Exception:
            log.exception("%s of %s failed and begins again", task.__name__, service.name)
            await asyncio.sleep(1)


def build(
    ears: Ears,
    settings: Settings,
    *routers: APIRouter,
    title: str,
    prepare: Task | None = None,
    tasks: Sequence[Task] = (),
) -> FastAPI:
    """A service's app: its doors and pages, health, metrics, static files, errors as problems.

    `prepare` is done before the first request; each of `tasks` runs beside the requests. Raises `Refusal`
    where the settings cannot be used.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = app.state.service = Service(ears, settings, prepare, tasks)
        async with service.running():
            yield

    connect(settings.redis_url)  # one that cannot be read is refused here, before anything runs
    name = ears.group
    app = FastAPI(
        title=title, lifespan=lifespan, openapi_url=f"/{name}/openapi.json",
        docs_url=f"/{name}/docs", redoc_url=None,
    )  # fmt: skip
    show = pages.Pages(name, pages.HERE).show_problem
    problems.install(app, show)
    for router in (
        *routers,
        health.doors(name),
        metrics.doors(name),
        dead_doors.doors(name),
        dead_pages.screens(name),
        replay.doors(name, ears),
        recovery.doors(name, ears),
    ):
        app.router.routes.extend(router.routes)  # include_router would build every door anew
    app.mount(f"/{name}/static", StaticFiles(directory=pages.STATIC), name="static")
    app.add_middleware(Guard, show=show)
    return app


TOO_LARGE = ("内容太大 Too large", "请缩短内容，或把文件分成几份。Send less at once, or split the file.")


class Guard:
    """Around every request: the trace it belongs to, safe headers, and no foreign form posts."""

    HEADERS = (
        (b"content-security-policy",
         b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
         b"form-action 'self'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    )  # fmt: skip

    def __init__(self, app: Any, show: problems.Show | None = None) -> None:
        self.app, self.show = app, show

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        trace.current.set(trace.step(headers.get(b"traceparent", "")))
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and pages.is_foreign(headers):
            refuse = problems.answer(
                403, "跨站请求 Cross-site request", "请在本站页面上操作。Send the form from our own page."
            )
            await refuse(scope, receive, send)
            return

        too_large = False

        async def send_safely(message: Any) -> None:
            nonlocal too_large
            if message["type"] == "http.response.start":
                if message["status"] == 413:  # Starlette answers this one itself, in plain text
                    too_large = True
                    await self._too_large(Request(scope))(scope, receive, send)
                message["headers"] = [*message["headers"], *self.HEADERS]
            if not too_large:
                await send(message)

        await self.app(scope, receive, send_safely)

    def _too_large(self, request: Request) -> Response:
        if self.show and problems.wants_page(request):
            return self.show(request, 413, *TOO_LARGE)
        return problems.answer(413, *TOO_LARGE)


def load(name: str, settings: Settings) -> FastAPI:
    """The app of the service of that name, wherever it lies. Raises `ModuleNotFoundError`."""
    if name == "intake":
        auth.make_keys(settings.key_folder, settings.public_key_file)
    app: FastAPI = importlib.import_module(f"services.{name}.app").app(settings)
    return app
