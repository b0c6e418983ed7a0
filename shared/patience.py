"""How long a client is waited for: the head of a request, its body, and that it takes its answer.

uvicorn waits for ever for each of them. What is here stands between a connection and uvicorn's own protocol.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.crowd import Crowd, open_files
from shared.limits import block_of
from shared.said import Said

HEAD_WITHIN = 10.0  # seconds, from when it is connected or begins to speak
LONGEST_HEAD = 100_000  # bytes: the address and all headers
BODY_AT_ONCE = 20.0  # seconds for a body however short, and beside that
SLOWEST = 5_000  # bytes a second
LOOK_EVERY = 2.0  # seconds
TAKEN_WITHIN = 60.0  # seconds in which who is answered must have read something of it
MOST, MOST_OF_ONE = 2_000, 200  # connections

SLOW = Said("请求没有在规定时间内发完。", "The request did not come in time.")
LONG = Said("请求头太长。", "The head of the request is too long.")
FULL = Said("连接太多，请稍后再试。", "Too many connections: try again later.")


class House:
    """What the connections of one server share. Half of what may be open is for others than its clients."""

    def __init__(self, config: Config) -> None:
        self.crowd: Crowd[Patience] = Crowd(min(MOST, open_files() // 2), MOST_OF_ONE)
        app: Any = config.app
        named = config.forwarded_allow_ips or ""
        self.gateways = ProxyHeadersMiddleware(app, trusted_hosts=named).trusted_hosts


class Patience(HttpToolsProtocol):
    """A connection that is waited for so long, and no longer."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        kept = vars(self.server_state)
        if "house" not in kept:
            kept["house"] = House(self.config)
        self.house: House = kept["house"]
        self.place = ""
        self.timer: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None
        self.in_head, self.head = True, 0  # bytes
        self.body_waited, self.body_came = 0.0, 0

    # ---- connections -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        self.place = block_of(host)
        if self.house.crowd.let_in(self, self.place, host in self.house.gateways):
            self._await(HEAD_WITHIN, self._too_slow)
        else:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, FULL)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.house.crowd.leaves(self, self.place)
        self._rest()
        self._moves()
        super().connection_lost(exc)

    def idles(self) -> bool:
        return self.cycle is None or (self.cycle.response_complete and not self.pipeline)

    def dawdles(self) -> bool:
        return self.cycle is not None and self.cycle.more_body

    def send_away(self) -> None:
        self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, FULL)

    # ---- the head --------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.in_head:
            self.head += len(data)
            if self.timer is None:
                self._await(HEAD_WITHIN, self._too_slow)
        super().data_received(data)
        if self.in_head and self.head > LONGEST_HEAD and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.in_head:  # what comes behind a body, nobody reads
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._rest()
        self.in_head, self.head = False, 0
        self.body_waited, self.body_came = 0.0, 0
        self._await(LOOK_EVERY, self._look_at_body)
        super().on_headers_complete()

    # ---- the body --------------------------------------------------------------------------------------

    def on_body(self, body: bytes) -> None:
        self.body_came += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._rest()
        self.in_head = True
        super().on_message_complete()

    def _look_at_body(self) -> None:
        """While we are not ready for more ourselves, nobody is slow."""
        if not self.flow.read_paused:
            self.body_waited += LOOK_EVERY
        if self.body_waited > BODY_AT_ONCE + self.body_came / SLOWEST:
            self._too_slow()
        else:
            self._await(LOOK_EVERY, self._look_at_body)

    # ---- the answer ------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        super().pause_writing()
        self._moves()
        self.stalled = self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._moves()

    def _moves(self) -> None:
        if self.stalled is not None:
            self.stalled.cancel()
            self.stalled = None

    # ---- the end of patience ---------------------------------------------------------------------------

    def _await(self, seconds: float, otherwise: Any) -> None:
        self._rest()
        self.timer = self.loop.call_later(seconds, otherwise)

    def _rest(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _too_slow(self) -> None:
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, SLOW)

    def _refuse(self, status: HTTPStatus, why: Said) -> None:
        """Says so, unless an answer is on its way already or nothing was asked; and hangs up."""
        self._rest()
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if not cycle.response_started:
                self._say(status, why)
            cycle.disconnected = True
            cycle.message_event.set()
        elif self.head:
            self._say(status, why)
        self.transport.close()

    def _say(self, status: HTTPStatus, why: Said) -> None:
        if not self.transport.is_closing():
            body = f"{why}\n".encode()
            self.transport.write(
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
                f"content-length: {len(body)}\r\nretry-after: 10\r\nconnection: close\r\n\r\n".encode()
                + body
            )
