"""How a message leaves the house, to real receivers."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from services.notify import channels
from services.notify.channels import (
    Console,
    Mail,
    Outcome,
    Parcel,
    Way,
    Webhooks,
    classify,
    is_public,
    seconds_of,
)
from services.notify.routes import new_secret
from services.notify.words import Text
from tests.notify.conftest import MailServer, Receiver

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 7, 14, tzinfo=UTC)
SECRET = new_secret()
TEXTS: Any = {"zh": Text("一只犬回家了", "在青城。"), "en": Text("A dog has gone home", "In Qingcheng.")}


def parcel(address: str = "", **other: Any) -> Parcel:
    given = {"message_id": "m1", "subscription_id": "s1", "secret": SECRET, "texts": TEXTS,
             "body": '{"type":"cn.qingcheng.dog.adopted.v1","名":"犬"}'}  # fmt: skip
    return Parcel(address=address, **(given | other))


async def send(way: Way, given: Parcel) -> Outcome:
    try:
        return await way.send(given)
    finally:
        await way.close()


# ---- webhook -------------------------------------------------------------------------------------------


async def test_a_webhook_is_signed_as_standard_webhooks(receiver: Receiver) -> None:
    outcome = await send(Webhooks(allow_private=True), parcel(receiver.url))

    (received,) = receiver.received
    assert outcome.kind == "sent"
    assert Webhook(SECRET).verify(received.body, received.headers)["名"] == "犬"
    assert received.headers["webhook-id"] == "m1"
    assert received.headers["content-type"].startswith("application/cloudevents+json")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://localhost:{port}/",
        "http://100.100.100.200/latest/meta-data", "http://169.254.169.254/", "http://10.1.2.3/",
        "http://[::1]:{port}/", "http://0.0.0.0:{port}/", "http://[64:ff9b::7f00:1]/",
    ],
)  # fmt: skip
async def test_nobody_outside_makes_us_call_inside(url: str, receiver: Receiver) -> None:
    outcome = await send(Webhooks(), parcel(url.format(port=receiver.port)))

    assert outcome.kind == "permanent"
    assert receiver.received == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "100.64.0.1", "2002:7f00:1::", "192.0.0.192",
     "224.0.0.1", "fe80::1%eth0", "fd00::1", "255.255.255.255"],
)  # fmt: skip
def test_what_is_not_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])
def test_what_is_the_public_internet(address: str) -> None:
    assert is_public(address)


async def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.answers = [(307, {"Location": receiver.url})]

    outcome = await send(Webhooks(allow_private=True), parcel(receiver.url))

    assert outcome.kind == "transient"
    assert len(receiver.received) == 1


async def test_nobody_there_is_tried_again_later() -> None:
    outcome = await send(Webhooks(allow_private=True), parcel("http://127.0.0.1:1/s3cret-path"))

    assert outcome.kind == "transient"
    assert "s3cret" not in outcome.detail


def test_what_a_status_means() -> None:
    assert classify(204, None, NOW).kind == "sent"
    assert classify(410, None, NOW) == Outcome(
        "permanent", "410: the receiver wants no more of these", gone=True
    )
    assert [classify(status, None, NOW).kind for status in (301, 400, 404, 429, 500)] == ["transient"] * 5
    assert classify(429, "120", NOW).retry_after == 120


def test_retry_after_in_seconds_or_as_a_date() -> None:
    assert seconds_of("7", NOW) == 7
    assert seconds_of("Tue, 14 Jul 2026 00:01:00 GMT", NOW) == 60
    assert seconds_of("Tue, 14 Jul 2026 08:01:00 +0800", NOW) == 60
    assert seconds_of("Tuesday, 14-Jul-26 00:01:00 GMT", NOW) == 60
    assert seconds_of("Tue, 14 Jul 2020 00:01:00 GMT", NOW) == 0


@pytest.mark.parametrize(
    "garbage",
    ["soon", "-5", "1.5", "1e9", "²", "", " ", "Tue, 14 Jul 99999 00:01:00 GMT",
     "Tue, 14 Jul 2026 00:01:00 +9999", "Tue, 14 Jul 2026 00:01:00 +" + "9" * 30],
)  # fmt: skip
def test_a_retry_after_that_nobody_can_read_is_no_wish(garbage: str) -> None:
    assert seconds_of(garbage, NOW) is None


def test_who_asks_for_years_is_not_put_off_in_silence() -> None:
    assert "longer pause than the day" in classify(503, str(10 * 365 * 86_400), NOW).detail
    assert "longer pause than the day" in classify(503, "9" * 400, NOW).detail
    assert classify(503, "86400", NOW).detail == "the receiver answered 503"


@pytest.mark.parametrize("status", [200, 503])
async def test_the_status_counts_even_if_the_rest_never_comes(receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {"hangs": "after the headers"})]

    outcome = await send(Webhooks(allow_private=True), parcel(receiver.url))

    assert outcome.kind == ("sent" if status == 200 else "transient")
    assert outcome.detail.endswith(str(status))


# ---- e-mail --------------------------------------------------------------------------------------------


async def test_a_letter_speaks_both_languages(mail: MailServer) -> None:
    outcome = await send(Mail(mail.url, "dogs@qingcheng.example"), parcel("wang@example.cn"))

    (letter,) = mail.box.letters
    parts = [part for part in letter.walk() if part.get_content_type() == "text/plain"]
    assert outcome.kind == "sent"
    assert letter["Subject"] == "一只犬回家了 · A dog has gone home"
    assert letter["Message-ID"] == "<m1@qingcheng.example>"
    assert letter["To"] == "wang@example.cn"
    assert [part["Content-Language"] for part in parts] == ["zh", "en"]
    assert ["在青城。" in parts[0].get_content(), "In Qingcheng." in parts[1].get_content()] == [True, True]


async def test_one_language_is_one_part(mail: MailServer) -> None:
    await send(Mail(mail.url, "dogs@qingcheng.example"), parcel("wang@example.cn", texts={"zh": TEXTS["zh"]}))

    (letter,) = mail.box.letters
    assert not letter.is_multipart()
    assert "在青城。" in letter.get_content()


async def test_a_letter_that_nobody_takes_is_given_up(mail: MailServer) -> None:
    outcome = await send(Mail(mail.url, "dogs@qingcheng.example"), parcel("nobody@example.cn"))

    assert outcome.kind == "permanent"
    assert outcome.detail.startswith("550")
    assert "nobody" not in outcome.detail


async def test_a_letter_that_is_put_off_is_tried_again(mail: MailServer) -> None:
    mail.box.refusals = ["451 4.7.1 greylisted"]
    way = Mail(mail.url, "dogs@qingcheng.example")

    first = await way.send(parcel("wang@example.cn"))
    second = await send(way, parcel("wang@example.cn"))

    assert (first.kind, second.kind) == ("transient", "sent")
    assert len(mail.box.letters) == 1


async def test_a_mail_server_that_answers_by_drops_is_given_no_more_than_a_whole_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of its words comes in time, all together would take longer than the lease of a message."""
    monkeypatch.setattr(channels, "TIMEOUT", 1.0)

    async def by_drops(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        writing.write(b"220 here\r\n")
        while word := await reading.readline():
            await asyncio.sleep(0.4)
            writing.write(b"354 go on\r\n" if word.startswith(b"DATA") else b"250 well\r\n")
        writing.close()

    slow = await asyncio.start_server(by_drops, "127.0.0.1", 0)
    url = f"smtp://127.0.0.1:{slow.sockets[0].getsockname()[1]}"
    outcome = await send(Mail(url, "dogs@qingcheng.example"), parcel("wang@example.cn"))
    slow.close()

    assert outcome == Outcome("transient", "no answer: TimeoutError")


async def test_a_mail_server_that_is_away_is_tried_again() -> None:
    outcome = await send(Mail("smtp://127.0.0.1:1", "dogs@qingcheng.example"), parcel("wang@example.cn"))

    assert outcome.kind == "transient"


# ---- console -------------------------------------------------------------------------------------------


async def test_the_console_says_it_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        outcome = await send(Console(), parcel())

    assert outcome.kind == "sent"
    assert "一只犬回家了 · A dog has gone home" in caplog.text
