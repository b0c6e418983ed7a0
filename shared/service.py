"""One service, put together: its store, its writer, its relay, its ears and its doors.

`Service` lives as long as the app does. Everything that runs beside the requests is a task that it owns.
"""

import asyncio
import contextlib
import importlib
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

import anyio
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError

from shared import auth, clock, forms, migrate, pages, problems
from shared.bell import Bell
from shared.ears import Ears
from shared.keyring import Key, Keyring
from shared.nouns import Noun, Task
from shared.rail import dead_doors, dead_pages, health, metrics, recovery, replay, trace
from shared.rail.connect import connect
from shared.rail.ending import end, goes_on
from shared.rail.health import Health
from shared.rail.janitor import Janitor
from shared.rail.listener import Listener
from shared.rail.ordinary import Threads, ordinary
from shared.rail.relay import Relay
from shared.rail.watch import Watched
from shared.rail.writer import StoreUnavailable, Writer
from shared.said import Said
from shared.sealed import Sealer
from shared.sessions import Ended
from shared.settings import Settings
from shared.store import Store

log = logging.getLogger(__name__)
STORE_WITHIN = 60.0  # seconds that a start waits for its store


class Service:
    """A running service. Doors and pages find it at `request.app.state.service`."""

    def __init__(
        self, ears: Ears, settings: Settings, prepare: Task | None = None,
        tasks: Mapping[str, Task] | None = None, keys: Sequence[Key] = (),
    ) -> None:  # fmt: skip
        self.name = ears.group
        self.settings = settings
        self.prepare = prepare
        self.tasks_wake = asyncio.Event()
        self.store = Store(settings.database_of(self.name), settings.public_url)
        self.keys = Keyring(self.store, settings, keys)
        self.token_key = auth.PublicKey(settings.public_key_file)
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
        beside: dict[str, Callable[[], Awaitable[None]]] = {
            "writer": self.writer.run, "relay": self.relay.run, "listener": self.listener.run,
            "janitor": self.janitor.run, "sessions": self.ended.run,
        }  # fmt: skip
        beside |= {name: partial(task, self) for name, task in (tasks or {}).items()}
        self.watched = [Watched(self.name, name, work) for name, work in beside.items()]

    def sealer(self) -> Sealer:
        """With this service's key of personal data."""
        return self.keys.sealer(f"personal-{self.name}")

    def who(self, token: str) -> auth.Who:
        """Whose token it is. Raises `NotLoggedIn`, also for a session that was ended."""
        return self.ended.check(auth.verify(self.token_key.read(), token))

    def _committed(self) -> None:
        self.relay.wake()
        self.commits.ring()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrates the store, then runs until left; what is in hand is finished before it ends."""
        asyncio.get_running_loop().set_default_executor(Threads())  # so of asyncio.to_thread too
        await _patiently(lambda: asyncio.to_thread(migrate.upgrade, self.name, self.store.url))
        await _patiently(lambda: asyncio.to_thread(self.keys.take_up))
        writer, *others = self.watched
        writing = _begin(writer)
        beside: list[asyncio.Task[None]] = []
        try:
            if prepare := self.prepare:
                await _patiently(lambda: prepare(self))
            with contextlib.suppress(*health.NO_ANSWER, StoreUnavailable):  # else as soon as Redis answers
                await health.within(health.PATIENCE, self.relay.lineage.look())
            beside = [_begin(task) for task in others]
            yield
        finally:
            await end(*beside)
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


def _begin(task: Watched) -> asyncio.Task[None]:
    return asyncio.create_task(task.run(), name=f"{task.service} {task.name}")


def build(
    ears: Ears,
    settings: Settings,
    *routers: APIRouter,
    title: str,
    prepare: Task | None = None,
    tasks: Mapping[str, Task] | None = None,
    keys: Sequence[Key] = (),
) -> FastAPI:
    """A service's app: its doors and pages, health, metrics, static files, errors as problems.

    `prepare` is done before the first request; each of `tasks` runs beside the requests, watched under its
    name, until it is cancelled; `keys` are its own. Raises `Refusal` where the settings cannot be used.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = app.state.service = Service(ears, settings, prepare, tasks, keys)
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


def compose(name: str, settings: Settings, nouns: Sequence[Noun], *, title: str) -> FastAPI:
    """The app of the service of that name, out of the cards of its nouns."""

    async def prepare(service: Service) -> None:
        for noun in nouns:
            if noun.prepare:
                await noun.prepare(service)

    return build(
        Ears(name, of=[noun.ears for noun in nouns if noun.ears]),
        settings,
        *(router for noun in nouns for router in (*noun.doors, *noun.screens)),
        title=title,
        prepare=prepare,
        tasks={task: run for noun in nouns for task, run in noun.tasks.items()},
        keys=[key for noun in nouns for key in noun.keys],
    )


LONGEST_PATH, LONGEST_QUERY = 1000, 64_000  # characters, bytes
TOO_LONG = (
    Said("地址太长", "Address too long"),
    Said("请缩短地址或查询条件。", "Shorten the address or what you look for."),
)
UNSEEN = (
    Said("地址有误", "The address does not fit"),
    Said("地址中有看不见的字符，请重新输入。", "It has characters that nobody sees: type it again."),
)
FORMS, UTF_8 = ("multipart/form-data", "application/x-www-form-urlencoded"), re.compile('charset="?utf-?8')
OTHER_CODING = (
    Said("内容类型不对", "Wrong content type"),
    Said("请以 UTF-8 发送表单。", "Send the form in UTF-8."),
)
TOO_LARGE = (
    Said("内容太大", "Too large"),
    Said("请缩短内容，或把文件分成几份。", "Send less at once, or split the file."),
)


class Guard:
    """Around every request: the trace it belongs to, safe headers, no foreign form posts, ordinary errors."""

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
            refuse = problems.Answer(
                403,
                Said("跨站请求", "Cross-site request"),
                Said("请在本站页面上操作。", "Send the form from our own page."),
            )
            await refuse(scope, receive, send)
            return

        too_large = False

        async def send_safely(message: Any) -> None:
            nonlocal too_large
            if message["type"] == "http.response.start":
                if message["status"] == 413:  # Starlette answers this one itself, in plain text
                    too_large = True
                    await self._say(Request(scope), 413, *TOO_LARGE)(scope, receive, send)
                message["headers"] = [*message["headers"], *self.HEADERS]
            if not too_large:
                await send(message)

        refused = _unreadable(scope, headers.get(b"content-type", "").lower())
        app = self._say(Request(scope), *refused) if refused else self.app
        try:
            await app(scope, receive, send_safely)
        except BaseException as error:
            if not goes_on():
                raise  # the server itself is told to end
            if _has_left(error):
                return
            raise ordinary(error)  # noqa: B904 - it has its cause

    def _say(self, request: Request, status: int, title: str, detail: str) -> Response:
        if self.show and problems.wants_page(request):
            return self.show(request, status, title, detail)
        return problems.Answer(status, title, detail)


def _has_left(error: BaseException) -> bool:
    """Whether it only says that whoever listened to a stream is gone."""
    return isinstance(error, BaseExceptionGroup) and error.split(anyio.BrokenResourceError)[1] is None


def _unreadable(scope: Any, kind: str) -> tuple[int, str, str] | None:
    """Status, title and words for what no door is to be asked with; none if it is in order."""
    if len(scope["path"]) > LONGEST_PATH or len(scope["query_string"]) > LONGEST_QUERY:
        return 414, *TOO_LONG
    if forms.UNSEEN.search(scope["path"] + unquote_plus(scope["query_string"].decode("latin-1"))):
        return 422, *UNSEEN
    if kind.startswith(FORMS) and "charset" in kind and not UTF_8.search(kind):
        return 415, *OTHER_CODING
    return None


def load(name: str, settings: Settings) -> FastAPI:
    """The app of the service of that name, wherever it lies. Raises `ModuleNotFoundError`."""
    app: FastAPI = importlib.import_module(f"services.{name}.app").app(settings)
    return app
