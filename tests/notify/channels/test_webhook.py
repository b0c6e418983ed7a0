"""A webhook, to a real receiver."""

from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from services.notify.channels.way import Outcome
from services.notify.channels.webhook import Webhooks, classify, seconds_of
from tests.notify.channels.conftest import SECRET, parcel, send
from tests.notify.conftest import Receiver

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 7, 14, tzinfo=UTC)


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
        "permanent", "410: the receiver wants no more of these", gone=True, code=410
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
