"""E-mail, to a real mail server."""

import asyncio

import pytest

from services.notify.channels import mail as channel
from services.notify.channels.mail import Mail
from services.notify.channels.way import Outcome
from tests.notify.channels.conftest import TEXTS, parcel, send
from tests.notify.conftest import MailServer

pytestmark = pytest.mark.anyio


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
    monkeypatch.setattr(channel, "TIMEOUT", 1.0)

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
