"""One service, put together: its store, its writer, its relay, its ears and its doors.

`Service` lives as long as the app does. Everything that runs beside the requests is a task that it owns.
"""

import asyncio
import contextlib
import importlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared import auth, clock, migrate, pages, problems, trace
from shared.ears import Ears, Listener
from shared.ending import end, goes_on
from shared.relay import Relay
from shared.settings import Settings
from shared.store import Store, journal, relayed
from shared.writer import Writer

log = logging.getLogger(__name__)
Task = Callable[["Service"], Awaitable[None]]
OLDEST_UNSENT = 30.0  # seconds; beyond that the service says that it is not ready


class Bell:
    """Rings for everyone who waits. Take `next` before you look, so that no ring is missed."""

    def __init__(self) -> None:
        self.next = asyncio.Event()

    def ring(self) -> None:
        self.next.set()
        self.next = asyncio.Event()


async def heard(rings: asyncio.Event, at_most: float) -> bool:
    """Waits for a ring, so many seconds at most; False when there was none."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(at_most):
            await rings.wait()
    return rings.is_set()


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
        self.redis = Redis.from_url(settings.redis_url)
        self.writer = Writer(self.store, committed=self._committed)
        self.relay = Relay(self.name, self.store, self.writer, self.redis)
        self.listener = Listener(ears, self.writer, self.redis, settings.redis_url, settings.claim_after_ms)
        self.commits = Bell()
        self.started_at = clock.now()

    @property
    def public_key(self) -> bytes:
        key = self.__dict__.get("_public_key")
        if key is None:
            key = self.__dict__["_public_key"] = self.settings.public_key_file.read_bytes()
        return bytes(key)

    def _committed(self) -> None:
        self.relay.wake()
        self.commits.ring()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrates the store, then runs until left; what is in hand is finished before it ends."""
        await asyncio.to_thread(migrate.upgrade, self.name, self.store.url)
        writing = asyncio.create_task(self.writer.run(), name=f"{self.name} writer")
        others: list[asyncio.Task[None]] = []
        try:
            if self.prepare:
                await self.prepare(self)
            others = [
                asyncio.create_task(self.relay.run(), name=f"{self.name} relay"),
                asyncio.create_task(self.listener.run(), name=f"{self.name} listener"),
                *(asyncio.create_task(_forever(task, self)) for task in self.tasks),
            ]
            yield
        finally:
            await end(*others)
            await end(writing)
            self.relay.close()
            await self.redis.aclose()
            await asyncio.to_thread(self.store.close)

    async def why_not_ready(self) -> list[str]:
        """Every reason why this service should get no work just now; none when it is ready."""
        reasons = []
        if not self.settings.public_key_file.exists():
            reasons.append(f"intake has made no {self.settings.public_key_file} yet")
        try:
            await self.redis.ping()
            if not self.listener.running:
                reasons.append("a subscriber is not running")
        except (RedisError, OSError) as error:
            reasons.append(f"Redis does not answer: {error}")
        try:
            age = await asyncio.to_thread(self.oldest_unsent)
            if age > OLDEST_UNSENT:
                reasons.append(f"the oldest event not yet relayed is {age:.0f} s old")
        except sa.exc.DBAPIError as error:
            reasons.append(f"the store does not answer: {error.orig}")
        return reasons

    def oldest_unsent(self) -> float:
        """Age in seconds of the first journal entry that the relay has not marked."""
        with self.store.engine.connect() as connection:
            firsts = [connection.scalar(_first_unsent(stream)) for stream in self.relay.streams]
        oldest = min((first for first in firsts if first), default=None)
        return (clock.now() - clock.parse(oldest)).total_seconds() if oldest else 0.0


def _first_unsent(stream: str) -> sa.Select[str]:
    sent = sa.select(relayed.c.sequence).where(relayed.c.stream == stream).scalar_subquery()
    return (
        sa.select(journal.c.time)
        .where(journal.c.stream == stream, journal.c.sequence > sa.func.coalesce(sent, 0))
        .order_by(journal.c.sequence)
        .limit(1)
    )


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

    `prepare` is done before the first request; each of `tasks` runs beside the requests.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = app.state.service = Service(ears, settings, prepare, tasks)
        async with service.running():
            yield

    name = ears.group
    app = FastAPI(
        title=title, lifespan=lifespan, openapi_url=f"/{name}/openapi.json",
        docs_url=f"/{name}/docs", redoc_url=None,
    )  # fmt: skip
    problems.install(app, pages.Pages(name, pages.HERE).show_problem)
    for router in (*routers, _health(name)):
        app.include_router(router)
    app.mount(f"/{name}/static", StaticFiles(directory=pages.STATIC), name="static")
    app.add_middleware(Guard)
    return app


TOO_LARGE = problems.answer(
    413, "内容太大 Too large", "请缩短内容，或把文件分成几份。Send less at once, or split the file."
)


class Guard:
    """Around every request: the trace it belongs to, safe headers, and no foreign form posts."""

    HEADERS = (
        (b"content-security-policy",
         b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
         b"form-action 'self'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    )  # fmt: skip

    def __init__(self, app: Any) -> None:
        self.app = app

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
                    await TOO_LARGE(scope, receive, send)
                message["headers"] = [*message["headers"], *self.HEADERS]
            if not too_large:
                await send(message)

        await self.app(scope, receive, send_safely)


def _health(name: str) -> APIRouter:
    router = APIRouter(prefix=f"/{name}", tags=["operations"])

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/health/ready")
    async def ready(request: Request) -> Response:
        """200 when the service does its whole work; 503 with every reason why not."""
        reasons = await request.app.state.service.why_not_ready()
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    @router.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        """Prometheus text: how old the oldest unsent event is, who relays, who listens."""
        service = request.app.state.service
        registry = CollectorRegistry()
        figures = {
            "qingcheng_outbox_oldest_seconds": await asyncio.to_thread(service.oldest_unsent),
            "qingcheng_relay_leader": float(service.relay.leading),
            "qingcheng_listener_running": float(service.listener.running),
            "qingcheng_commands_waiting": float(service.writer.waiting.qsize()),
        }
        for figure, value in figures.items():
            Gauge(figure, figure.replace("_", " "), ["service"], registry=registry).labels(name).set(value)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def load(name: str, settings: Settings) -> FastAPI:
    """The app of the service of that name, wherever it lies. Raises `ModuleNotFoundError`."""
    if name == "intake":
        auth.make_keys(settings.key_folder, settings.public_key_file)
    app: FastAPI = importlib.import_module(f"services.{name}.app").app(settings)
    return app
