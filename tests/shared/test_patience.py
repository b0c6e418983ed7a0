"""A client that does not come to the point, or comes with a thousand others, keeps nobody else waiting."""

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request

from shared import patience
from shared.crowd import Crowd
from shared.patience import Patience
from tests.servers import Client, Server

HEAD = b"POST /body HTTP/1.1\r\nHost: x\r\n"


def an_app() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    @app.get("/much")
    def much() -> str:
        return "x" * 20_000_000

    return app


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Patient for a second instead of ten; full with 20 connections, 5 of them of one place."""
    for name, value in {
        "HEAD_WITHIN": 1.0, "BODY_AT_ONCE": 0.5, "LOOK_EVERY": 0.2, "TAKEN_WITHIN": 1.0, "MOST": 20,
        "MOST_OF_ONE": 5,
    }.items():  # fmt: skip
        monkeypatch.setattr(patience, name, value)
    one = Server(an_app(), http=Patience)
    yield one
    one.close()


def call(server: Server, sent: bytes = b"", place: str = "127.0.0.2") -> socket.socket:
    """A connection from a place of its own: all of 127/8 is this machine."""
    asking = socket.create_connection(("127.0.0.1", server.port), 20, source_address=(place, 0))
    asking.sendall(sent)
    return asking


def answer(asking: socket.socket) -> bytes:
    """All that is said until the other side hangs up."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while more := asking.recv(65_536):
            said += more
    return said


def dribble(asking: socket.socket, what: bytes, seconds: float) -> None:
    """A byte now and then, as long as anybody listens."""
    end = time.monotonic() + seconds
    with contextlib.suppress(OSError):
        while time.monotonic() < end:
            asking.sendall(what)
            time.sleep(0.05)


def test_who_asks_is_answered(server: Server) -> None:
    assert Client(server.port).get("/").json() == "hello"
    assert Client(server.port).post("/body", "x" * 300_000).json() == 300_000


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nCookie: "])
def test_a_head_that_does_not_end_is_not_waited_for(server: Server, sent: bytes) -> None:
    said = answer(call(server, sent))

    assert said.startswith(b"HTTP/1.1 408 ") if sent else said == b""


@pytest.mark.parametrize("more", [b"x", b"\r\n"])
def test_a_head_that_comes_byte_by_byte_is_not_waited_for_either(server: Server, more: bytes) -> None:
    """Also behind a request that was answered: empty lines are no head, and no reason to stay."""
    asking = call(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    began = time.monotonic()
    dribble(asking, more, 20)

    assert time.monotonic() < began + 10  # it hung up


def test_a_head_without_an_end_is_too_long(server: Server) -> None:
    asking = call(server, b"GET / HTTP/1.1\r\nX: ")
    with contextlib.suppress(OSError):
        for _ in range(100):
            asking.sendall(b"x" * 10_000)

    with contextlib.suppress(ConnectionResetError):
        assert b" 431 " in asking.recv(100)


def test_what_comes_behind_a_body_is_not_kept(server: Server) -> None:
    chunk = HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\nx\r\n0\r\nX: " + b"y" * 5_000
    assert answer(call(server, chunk + b"\r\n\r\n")).endswith(b"\r\n\r\n1")


@pytest.mark.parametrize("length", [b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_that_does_not_come_is_not_waited_for(server: Server, length: bytes) -> None:
    assert b"HTTP/1.1 408 " in answer(call(server, HEAD + length))


def test_a_body_that_comes_too_slowly_is_cut(server: Server) -> None:
    asking = call(server, HEAD + b"Content-Length: 1000\r\n\r\n")
    dribble(asking, b"x", 5)

    with contextlib.suppress(ConnectionResetError):
        assert b" 408 " in asking.recv(100)


def test_a_body_that_keeps_coming_is_taken_however_long_it_takes(server: Server) -> None:
    """Twice as long as one that is cut, and fast enough."""
    asking = call(server, HEAD + b"Connection: close\r\nContent-Length: 40000\r\n\r\n")
    for _ in range(20):
        asking.sendall(b"x" * 2_000)
        time.sleep(0.1)

    assert answer(asking).endswith(b"40000")


def test_who_does_not_read_their_answer_is_left(server: Server) -> None:
    asking = call(server, b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(3)

    assert len(answer(asking)) < 20_000_000


def test_a_thousand_that_say_nothing_keep_nobody_out(server: Server) -> None:
    """Of one place and of many: whoever comes with a request has the room of one who came without."""
    with contextlib.ExitStack() as open_ones:
        for number in range(100):
            place = f"127.0.1.{number % 40 + 1}" if number % 2 else "127.0.0.2"
            open_ones.enter_context(call(server, b"GET / HT" if number % 3 else b"", place))

        assert Client(server.port).get("/").json() == "hello"
        asking = call(server, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer(asking).endswith(b'"hello"')


def test_who_is_in_the_midst_of_it_is_not_sent_away_for_who_is_idle(server: Server) -> None:
    busy = call(server, HEAD + b"Connection: close\r\nContent-Length: 4\r\n\r\nxx")
    with contextlib.ExitStack() as open_ones:
        for _ in range(30):
            open_ones.enter_context(call(server))
        busy.sendall(b"xx")

        assert answer(busy).endswith(b"\r\n\r\n4")


def a_crowd_of(working: int) -> tuple[Any, list[Any]]:
    class Somebody:
        def idles(self) -> bool:
            return False

        dawdles = idles

        def send_away(self) -> None:
            raise AssertionError("somebody is served")

    crowd: Crowd[Somebody] = Crowd(10, 3)
    return crowd, [Somebody() for _ in range(working)]


def test_who_is_served_is_never_sent_away() -> None:
    crowd, several = a_crowd_of(5)

    assert [crowd.let_in(one, "here", False) for one in several] == [True] * 3 + [False] * 2
    assert crowd.let_in(several[3], "there", False)


def test_a_gateway_brings_as_many_as_there_is_room_for() -> None:
    crowd, several = a_crowd_of(12)

    assert [crowd.let_in(one, "gateway", True) for one in several] == [True] * 10 + [False] * 2
    crowd.leaves(several[0], "gateway")
    assert crowd.let_in(several[11], "there", False)
