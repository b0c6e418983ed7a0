"""A notify service with real receivers around it: a webhook endpoint, a mail server, news from others."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import redis
from aiohttp import web
from aiosmtpd.smtp import SMTP

from services.notify.app import app
from services.notify.settings import NotifySettings
from shared import auth, clock
from shared.envelope import Envelope
from shared.events import BY_TYPE, Event
from shared.ids import uuid7
from shared.store import Store
from tests.composed import ears_of, store_of
from tests.servers import Client
from tests.standing import Standing, knowing


def until(true: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `true` returns as soon as it is something."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found


def example(event: type[Event], **facts: Any) -> Event:
    return event.model_validate(event.example | facts)


_next = iter(range(1, 1_000_000))


def told(event: Event, time: datetime | None = None, sequence: int | None = None) -> Envelope:
    """The event as its publisher puts it on the wire."""
    return Envelope(
        id=uuid7(),
        source=f"/qingcheng/{event.publisher}",
        type=event.type,
        subject=event.subject,
        time=clock.text(time or clock.now()),
        dataschema=event.schema_name(),
        sequence=sequence or next(_next),
        traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        data=event.model_dump_json(),
    )


@pytest.fixture(scope="session")
def shape() -> str:
    return "notify"


@pytest.fixture
def kept(any_store_url: str) -> Iterator[Store]:
    """Notify's store, of either kind."""
    with knowing():
        store = store_of("notify", any_store_url)
    yield store
    store.close()


def hear(kept: Store, *envelopes: Envelope) -> None:
    with kept.write() as work:
        ears_of("notify").apply(work, envelopes)


@dataclass
class Received:
    headers: dict[str, str]
    body: str


@dataclass
class Receiver:
    """Somebody's webhook endpoint. It answers what it is told to, then 200."""

    port: int = 0
    answers: list[int | tuple[int, dict[str, str]]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/s3cret-path"

    async def take(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(headers, await request.text()))
        answer = self.answers.pop(0) if self.answers else 200
        status, more = answer if isinstance(answer, tuple) else (answer, {})
        if more.get("hangs") == "before the headers":
            await asyncio.sleep(60)
        elif "hangs" in more:
            await self._begin(request, status)
        return web.Response(status=status, headers=more)

    async def _begin(self, request: web.Request, status: int) -> None:
        """Sends the headers, and never the body that they promise."""
        begun = web.StreamResponse(status=status, headers={"Content-Length": "2"})
        await begun.prepare(request)
        begun._payload_writer.send_headers()  # type: ignore[union-attr]  # it would wait for the body
        await asyncio.sleep(30)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook endpoint on a port of its own."""
    with receiving() as stub:
        yield stub


@pytest.fixture
def another_receiver() -> Iterator[Receiver]:
    """Somebody else's."""
    with receiving() as stub:
        yield stub


@contextlib.contextmanager
def receiving(stub: Receiver | None = None) -> Iterator[Receiver]:
    stub, loop = stub or Receiver(), asyncio.new_event_loop()

    async def start() -> web.AppRunner:
        application = web.Application()
        application.router.add_post("/{path:.*}", stub.take)
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        stub.port = runner.addresses[0][1]
        return runner

    runner = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield stub
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


class Letterbox:
    """A mail server that keeps what it gets and refuses whom it does not know."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusals: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any) -> str:
        if "nobody" in to:
            return f"550 5.1.1 <{to}>: mailbox unavailable"
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 queued as 4711"


@dataclass
class MailServer:
    box: Letterbox
    url: str


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server on a port of its own."""
    box, loop = Letterbox(), asyncio.new_event_loop()
    starting = loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", 0)
    server = loop.run_until_complete(starting)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield MailServer(box, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@dataclass
class House:
    """A running notify, and a way to make things happen in the city."""

    client: Client
    public: Client
    settings: NotifySettings
    redis: Any

    def happens(self, *events: Event) -> list[Envelope]:
        envelopes = [told(event) for event in events]
        for envelope in envelopes:
            self.hear(envelope)
        return envelopes

    def hear(self, envelope: Envelope) -> None:
        self.redis.xadd(f"qingcheng:{BY_TYPE[envelope.type].publisher}", envelope.to_fields())

    def subscribe(self, **wish: Any) -> Any:
        answer = self.client.post("/notify/v1/subscriptions", wish)
        assert answer.status == 201, answer.text
        return answer.json()

    def messages(self, status: str = "") -> list[Any]:
        query = f"?status={status}" if status else ""
        return list(self.client.get(f"/notify/v1/messages{query}").json()["messages"])

    def events(self, query: str = "") -> list[Any]:
        return list(self.client.get(f"/notify/v1/events{query}").json()["events"])


@pytest.fixture
def settings(data: Path, redis_url: str) -> NotifySettings:
    """Small pauses, and receivers on this machine."""
    return NotifySettings(
        data=data, redis_url=redis_url, public_url="https://dogs.example.cn", claim_after_ms=200,
        webhook_allow_private=True, webhook_pauses=(0.05, 0.05), email_pauses=(0.05,),
        mail_from="dogs@qingcheng.example",
    )  # fmt: skip


@pytest.fixture
def open_house(settings: NotifySettings, serve: Callable[[Any], Client]) -> Iterator[Callable[..., House]]:
    """`open_house(smtp_url=…)` starts notify with those settings changed, on what lies there already."""
    with contextlib.ExitStack() as open:

        def start(**changed: Any) -> House:
            own = NotifySettings(**(settings.model_dump() | changed))
            return open.enter_context(_house(own, lambda: serve(app(own))))

        yield start


@pytest.fixture
def house(settings: NotifySettings, stand: Callable[..., Standing]) -> Iterator[House]:
    with _house(settings, lambda: stand(app, settings).client) as house:
        yield house


@contextlib.contextmanager
def _house(settings: NotifySettings, start: Callable[[], Client]) -> Iterator[House]:
    auth.make_keys(settings.key_folder)
    client = start()
    token = auth.sign((settings.key_folder / "token.key").read_bytes(), "wang", ["admin"])
    with redis.Redis.from_url(settings.redis_url) as wire:
        yield House(client.signed_in(token), client, settings, wire)
