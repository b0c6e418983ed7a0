"""Codes leave the house by SMS, mail or console, and nothing of them stays. Real servers at the other end."""

import asyncio
import base64
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from services.notify.codes.sms import body_of
from shared import clock, letterbox
from shared.letterbox import Letterbox
from tests.notify.conftest import House, MailServer, until
from tests.proving import code_in

LETTER = {"to": "13812345678", "code": "042117", "way": "sms", "for": "0123-4567-89AB"}


@dataclass
class Gateway:
    """Takes text messages; answers what it is told to, then 200."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append((request.headers.get("Authorization", ""), await request.json()))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A real HTTP server."""
    with _running(Gateway()) as found:
        yield found


@contextmanager
def _running(gateway: Gateway) -> Iterator[Gateway]:
    loop = asyncio.new_event_loop()

    async def start() -> web.AppRunner:
        application = web.Application()
        application.router.add_post("/send", gateway.take)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        gateway.port = runner.addresses[0][1]
        return runner

    runner = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield gateway
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


def box(house: House) -> Letterbox:
    """As whoever has a letter finds it."""
    told = json.loads(until(lambda: house.redis.get(letterbox.box_of("notify"))))
    return Letterbox("notify", base64.b64decode(told["key"]), tuple(told["ways"]))


def put(house: House, **other: str) -> Letterbox:
    found = box(house)
    letter = LETTER | other | {"until": clock.text(clock.now() + timedelta(minutes=5))}
    house.redis.rpush(
        letterbox.letters_of("notify"), letterbox.seal(found.public, json.dumps(letter).encode())
    )
    return found


def test_a_code_goes_by_sms_through_the_gateway_that_is_set_up(
    open_house: Callable[..., House], gateway: Gateway
) -> None:
    gateway.answers = [500]
    house = open_house(
        sms_url=f"http://127.0.0.1:{gateway.port}/send", sms_token="t0ken",
        sms_body='{"phone":"{to}","content":"{text}","params":["{code}"]}',
    )  # fmt: skip

    assert put(house).ways == ("sms",)

    until(lambda: len(gateway.taken) == 2)
    auth, body = gateway.taken[-1]
    assert (auth, body["phone"], body["params"]) == ("Bearer t0ken", "13812345678", ["042117"])
    assert "验证码 042117" in body["content"] and "Code 042117" in body["content"]
    assert house.redis.llen(letterbox.letters_of("notify")) == 0


def test_a_code_goes_by_mail_in_both_languages(open_house: Callable[..., House], mail: MailServer) -> None:
    house = open_house(smtp_url=mail.url)

    assert put(house, to="wang@example.cn", way="email").ways == ("email",)

    until(lambda: mail.box.letters)
    (letter,) = mail.box.letters
    parts = [part.get_content() for part in letter.walk() if part.get_content_type() == "text/plain"]
    assert letter["To"] == "wang@example.cn" and "042117" in letter["Subject"]
    assert "0123-4567-89AB" in parts[0] and "for request 0123-4567-89AB" in parts[1]


def test_the_console_shows_codes_only_where_somebody_said_so(
    open_house: Callable[..., House], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house = open_house(codes_to_console=True)

    assert put(house, way="console").ways == ("console",)

    assert until(lambda: code_in(caplog.text, LETTER["for"])) == LETTER["code"]
    assert LETTER["to"] not in caplog.text


def test_where_no_way_is_set_up_there_is_no_letterbox(house: House) -> None:
    assert house.events() == []

    assert house.redis.get(letterbox.box_of("notify")) is None


def test_what_is_filled_into_a_body_stays_a_text() -> None:
    body = body_of('{"to":"{to}","text":"{text}"}', '1","admin":"x', 'say "hi"\n', "1")

    assert json.loads(body) == {"to": '1","admin":"x', "text": 'say "hi"\n'}
