"""From an event to the receiver, through the running service."""

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from services.notify.app import app
from services.notify.attempts import rules, sender
from services.notify.attempts.sender import AT_A_TIME, AT_ONCE_FOR_ONE
from services.notify.channels.webhook import Webhooks
from services.notify.messages.models import Message
from services.notify.settings import NotifySettings
from services.notify.subscriptions.rules import MOST_OF_ONE
from shared import auth, clock
from shared.accept import accept
from shared.events import DogAdopted, DogIntaken, TagIssued
from shared.store import Store
from shared.views import shown
from tests.anything import ANYTHING, throw
from tests.notify.conftest import House, MailServer, Receiver, example, told, until
from tests.notify.subscribers.test_reader import keyed
from tests.servers import serving

STAY_NO = "HH-2026-000123"


def test_a_webhook_is_told_once_with_a_signature_it_can_check(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    adopted = told(example(DogAdopted))

    for _ in range(3):
        house.hear(adopted)
    house.happens(example(DogIntaken))
    (message,) = until(lambda: house.messages("sent"))
    until(lambda: house.events("?type=MessageSent"))
    time.sleep(0.3)

    (received,) = receiver.received
    body = Webhook(made["secret"]).verify(received.body, received.headers)
    assert received.headers["webhook-id"] == message["message_id"]
    assert body == shown(adopted, "staff", "https://dogs.example.cn") | {"timestamp": adopted.time}
    (sent,) = house.events("?type=MessageSent")
    assert sent["data"]["about_event"] == adopted.id
    assert sent["data"]["attempts"] == 1
    assert sent["data"]["template"] == "DogAdopted"


def test_a_webhook_that_fails_is_tried_again_under_the_same_id(house: House, receiver: Receiver) -> None:
    receiver.answers = [500, 500]
    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    house.happens(example(DogAdopted))
    (message,) = until(lambda: house.messages("sent"))

    assert message["attempts"] == 3
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
    assert len({received.body for received in receiver.received}) == 1


def test_a_receiver_may_put_us_off(house: House, receiver: Receiver) -> None:
    receiver.answers = [(429, {"Retry-After": "1"})]
    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    began = time.monotonic()

    house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))

    assert time.monotonic() - began > 1


def test_a_receiver_that_wants_all_at_once_does_not_use_up_its_tries(
    open_house: Callable[..., House], receiver: Receiver
) -> None:
    """On the pauses that a house really has; ten years are a day, and the message says so."""
    house = open_house(webhook_pauses=NotifySettings.model_fields["webhook_pauses"].default)
    wishes = ["0", "-5", "Tue, 14 Jul 2020 00:01:00 GMT", "at once", "Tue, 14 Jul 2026 00:01:00 +" + "9" * 30,
              str(10 * 365 * 86_400)]  # fmt: skip
    receiver.answers = [(503, {"Retry-After": wish}) for wish in wishes]
    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    house.happens(*[example(DogAdopted)] * len(wishes))
    waiting = until(lambda: len(tried := [one for one in house.messages("queued") if one["attempts"]])
                    == len(wishes) and tried)  # fmt: skip

    assert {one["attempts"] for one in waiting} == {1}
    pauses = sorted(
        (clock.parse(one["next_at"]) - clock.parse(one["created_at"])).total_seconds() for one in waiting
    )
    assert pauses[0] >= 4  # 5 s, ±20 %
    assert 86_400 <= pauses[-1] < 86_400 + 60
    assert sorted(one["error"] for one in waiting) == [
        *["the receiver answered 503"] * 5,
        "the receiver answered 503, and asks for a longer pause than the day that we give",
    ]


def test_receivers_that_hang_do_not_stop_the_others(
    house: House, receiver: Receiver, another_receiver: Receiver
) -> None:
    """Two that never answer have more to be told than all our hands can hold, and it is older."""
    receiver.answers = [(200, {"hangs": "before the headers"})] * 2000
    for _ in range(2):
        house.subscribe(channel="webhook", address=receiver.url, types=["DogIntaken"])
    house.happens(*[example(DogIntaken)] * (AT_A_TIME + 50))
    until(lambda: len(receiver.received) == 2 * AT_ONCE_FOR_ONE)

    house.subscribe(channel="webhook", address=another_receiver.url, types=["DogAdopted"])
    house.happens(example(DogAdopted))

    until(lambda: another_receiver.received)
    assert len(receiver.received) == 2 * AT_ONCE_FOR_ONE  # none of them has been given up meanwhile


def test_all_webhooks_of_one_subscriber_that_hang_do_not_stop_the_others(
    house: House, receiver: Receiver, another_receiver: Receiver
) -> None:
    """As many as a key may make: eight for each would be more than all that we call at once."""
    receiver.answers = [(200, {"hangs": "before the headers"})] * 2000
    desk = house.public.signed_in(keyed(house))
    wish = {"channel": "webhook", "address": receiver.url, "types": ["DogIntaken"]}
    for _ in range(MOST_OF_ONE):
        assert desk.post("/notify/v1/subscriptions", wish).status == 201
    house.happens(*[example(DogIntaken)] * (AT_A_TIME // MOST_OF_ONE + 5))
    until(lambda: len(receiver.received) >= AT_ONCE_FOR_ONE)

    house.subscribe(channel="webhook", address=another_receiver.url, types=["DogAdopted"])
    house.happens(example(DogAdopted))

    until(lambda: another_receiver.received)
    assert len(receiver.received) == AT_ONCE_FOR_ONE


def test_a_message_that_nobody_takes_fails_and_can_be_retried(house: House, receiver: Receiver) -> None:
    receiver.answers = [500, 500, 500]
    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    house.happens(example(DogAdopted))
    (failed,) = until(lambda: house.messages("failed"))
    until(lambda: house.events("?type=MessageFailed"))

    again = house.client.post(f"/notify/v1/messages/{failed['message_id']}/retry")
    (sent,) = until(lambda: house.messages("sent"))

    assert failed["error"] == "the receiver answered 500"
    assert again.json()["status"] == "queued"
    assert sent["message_id"] == failed["message_id"]
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
    assert house.client.post(f"/notify/v1/messages/{failed['message_id']}/retry").status == 409


@pytest.mark.parametrize("name", ANYTHING)
def test_whatever_a_channel_raises_the_message_has_failed_and_the_next_is_sent(
    house: House, receiver: Receiver, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object) -> None:
        throw(name)

    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    with monkeypatch.context() as broken:
        broken.setattr(Webhooks, "send", fall)
        house.happens(example(DogAdopted))
        (failed,) = until(lambda: house.messages("failed"))
    house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))

    assert "not sendable" in failed["error"]


def test_410_is_for_good_and_ends_the_subscription(house: House, receiver: Receiver) -> None:
    receiver.answers = [410]
    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    house.happens(example(DogAdopted))
    until(lambda: house.messages("failed"))

    house.happens(example(DogAdopted))
    until(lambda: len(house.events("?type=DogAdopted")) == 2)

    (seen,) = house.client.get("/notify/v1/subscriptions").json()["subscriptions"]
    assert seen["cancelled_because"] == "410 Gone"
    assert len(receiver.received) == len(house.messages()) == 1


def test_an_address_that_turned_out_to_be_inside_fails_at_once(
    open_house: Callable[..., House], settings: NotifySettings, receiver: Receiver
) -> None:
    """They were taken when a name led elsewhere, or while these networks were allowed."""
    auth.make_keys(settings.key_folder)
    with serving(app(settings)) as client:
        token = auth.sign((settings.key_folder / "token.key").read_bytes(), "wang", ["admin"])
        for address in (receiver.url, "http://[::ffff:127.0.0.1]/", "http://100.100.100.200/"):
            wish = {"channel": "webhook", "address": address, "types": ["DogAdopted"]}
            assert client.signed_in(token).post("/notify/v1/subscriptions", wish).status == 201
    house = open_house(webhook_allow_private=False)

    house.happens(example(DogAdopted))
    failed = until(lambda: len(house.messages("failed")) == 3 and house.messages("failed"))

    assert {message["attempts"] for message in failed} == {1}
    assert receiver.received == []


def test_a_letter_names_the_dog_in_both_languages(open_house: Callable[..., House], mail: MailServer) -> None:
    house = open_house(smtp_url=mail.url)
    house.subscribe(channel="email", address="wang@example.cn", types=["DogAdopted"])
    house.happens(example(DogIntaken), example(TagIssued))
    until(lambda: len(house.events()) == 2)  # streams keep no order between them

    house.happens(example(DogAdopted))
    (letter,) = until(lambda: mail.box.letters)

    whole = "".join(part.get_content() for part in letter.walk() if not part.is_multipart())
    (message,) = until(lambda: house.messages("sent"))
    assert STAY_NO in letter["Subject"]
    assert "被领养回家" in whole
    assert "gone home" in whole
    assert "https://dogs.example.cn/t/8K3M7Q2ZT5WB" in whole
    assert letter["Message-ID"] == f"<{message['message_id']}@qingcheng.example>"


def test_a_letter_that_is_refused_fails_for_good(open_house: Callable[..., House], mail: MailServer) -> None:
    house = open_house(smtp_url=mail.url)
    house.subscribe(channel="email", address="nobody@example.cn", types=["DogAdopted"])

    house.happens(example(DogAdopted))
    (failed,) = until(lambda: house.messages("failed"))

    assert failed["attempts"] == 1
    assert failed["error"].startswith("550")


def test_no_address_gets_into_logs_or_events(
    open_house: Callable[..., House], mail: MailServer, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.answers = [410]
    with caplog.at_level(logging.DEBUG):
        house = open_house(smtp_url=mail.url)
        house.subscribe(channel="email", address="nobody@example.cn", types=["DogAdopted"])
        house.subscribe(channel="email", address="wang@example.cn", types=["DogAdopted"])
        house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
        house.happens(example(DogAdopted))
        until(lambda: len(house.messages("failed")) == 2 and house.messages("sent"))
        until(lambda: len(house.events("?type=MessageFailed")) == 2)

    told_to_all = json.dumps(house.events()) + json.dumps(house.messages())
    theirs = ("mail.log", "aiohttp.access")  # the receivers' own logs
    ours = "".join(record.getMessage() for record in caplog.records if record.name not in theirs)
    for secret in ("nobody@example.cn", "wang@example.cn", "s3cret-path"):
        assert secret not in told_to_all
        assert secret not in ours


def test_the_console_tells_it_and_wakes_at_once(
    open_house: Callable[..., House], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the commit could wake it: it would not look by itself for an hour."""
    monkeypatch.setattr(sender, "LOOK_EVERY", 3600.0)
    house = open_house()
    house.subscribe(channel="console", types=["DogIntaken"], lang="zh")
    with caplog.at_level(logging.INFO):
        house.happens(example(DogIntaken))
        until(lambda: house.messages("sent"))

    assert f"{STAY_NO} 号犬入所" in caplog.text


def test_what_was_in_hand_when_the_power_went_is_sent_again(
    open_house: Callable[..., House], receiver: Receiver
) -> None:
    """Claimed, called, and gone before it was recorded: the lease runs out and another sends it."""
    house = open_house()
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    receiver.answers = [500]
    house.happens(example(DogAdopted))
    (message,) = until(lambda: house.messages("sent"))
    lost = Store(house.settings.database_of("notify"))
    before = len(receiver.received)

    with lost.write() as work:
        row = work.get_one(Message, message["message_id"])
        row.status, row.sent_at = "sending", None
        row.lease_until = rules.later(clock.now(), 0.5)
    until(lambda: len(receiver.received) > before)
    until(lambda: house.messages("sent"))

    assert {received.headers["webhook-id"] for received in receiver.received} == {message["message_id"]}
    Webhook(made["secret"]).verify(receiver.received[-1].body, receiver.received[-1].headers)


def test_keys_stay_in_their_folder(house: House) -> None:
    house.subscribe(channel="webhook", address="https://example.cn/", types=["DogAdopted"])
    assert sorted(file.name for file in Path(house.settings.key_folder).iterdir()) == [
        "personal-notify.key",
        "token.key",
        "token.pub",
    ]
    assert (house.settings.key_folder / "personal-notify.key").stat().st_mode & 0o077 == 0


@pytest.fixture
def key(settings: NotifySettings, receiver: Receiver) -> Path:
    """That of a notify which has a subscription and was stopped."""
    auth.make_keys(settings.key_folder)
    with serving(app(settings)) as client:
        token = auth.sign((settings.key_folder / "token.key").read_bytes(), "wang", ["admin"])
        wish = {"channel": "webhook", "address": receiver.url, "types": ["DogAdopted"]}
        assert client.signed_in(token).post("/notify/v1/subscriptions", wish).status == 201
    return Path(settings.key_folder) / "personal-notify.key"


def test_messages_wait_for_a_key_that_is_lost_and_their_attempts_do_not_count(
    key: Path, open_house: Callable[..., House], receiver: Receiver
) -> None:
    held = key.read_bytes()
    key.unlink()
    house = open_house()
    house.happens(example(DogAdopted))
    until(lambda: house.messages("queued"))
    time.sleep(2 * sender.LOOK_EVERY)
    [waiting] = house.messages()
    key.write_bytes(held)
    (message,) = until(lambda: house.messages("sent"))

    assert (waiting["status"], waiting["attempts"]) == ("queued", 0)
    assert message["attempts"] == len(receiver.received) == 1


def test_an_address_that_a_lost_key_sealed_fails_once_and_says_why(
    key: Path, open_house: Callable[..., House], settings: NotifySettings
) -> None:
    key.unlink()
    accept(["notify"], key.stem, "no backup", settings)
    house = open_house()
    house.happens(example(DogAdopted))
    (message,) = until(lambda: house.messages("failed"))

    assert message["attempts"] == 1
    assert message["error"] == "the address cannot be opened any more: subscribe anew"
