"""A test event, sent while one waits."""

import pytest
from standardwebhooks.webhooks import Webhook

from services.notify.attempts import testing
from services.notify.attempts.rules import TEST_TYPE
from services.notify.attempts.testing import TESTS_AN_HOUR
from tests.notify.attempts.test_routes import at
from tests.notify.conftest import House, Receiver
from tests.notify.subscribers.test_reader import keyed


def test_a_test_is_signed_says_that_it_is_one_and_is_in_no_feed(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    answer = at(house, made, "test").json()

    (received,) = receiver.received
    event = Webhook(made["secret"]).verify(received.body, received.headers)
    assert (event["specversion"], event["type"], event["id"]) == ("1.0", TEST_TYPE, answer["event_id"])
    assert event["data"]["test"] is True
    assert (answer["taken"], answer["code"]) == (True, 200)
    assert house.events() == [] and house.redis.xlen("qingcheng:notify") == 0
    path = f"/notify/v1/subscriptions/{made['subscription_id']}/attempts"
    (tried,) = house.client.get(path).json()["attempts"]
    assert (tried["event"], tried["code"], tried["message_id"]) == ("Test", 200, answer["message_id"])


def test_a_test_that_is_not_taken_is_not_tried_again(house: House, receiver: Receiver) -> None:
    receiver.answers = [410]
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    answer = at(house, made, "test").json()
    retry = house.client.post(f"/notify/v1/messages/{answer['message_id']}/retry")

    assert (answer["taken"], answer["code"]) == (False, 410)
    assert retry.status == 409 and len(receiver.received) == 1
    (seen,) = house.client.get("/notify/v1/subscriptions").json()["subscriptions"]
    assert seen["state"] == "ACTIVE"


def test_a_test_with_the_same_key_is_sent_once(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    path = f"/notify/v1/subscriptions/{made['subscription_id']}/test"

    first, again = (house.client.post(path, Idempotency_Key="k").json() for _ in range(2))

    assert first == again and len(receiver.received) == 1


def test_nobody_makes_us_call_without_end(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    another = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    answers = [at(house, made, "test") for _ in range(TESTS_AN_HOUR + 1)]

    assert [answer.status for answer in answers] == [200] * TESTS_AN_HOUR + [429]
    assert int(answers[-1].headers["retry-after"]) > 3000
    assert at(house, another, "test").status == 200
    assert len(receiver.received) == TESTS_AN_HOUR + 1


def test_who_makes_a_webhook_anew_gains_no_tests(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "OF_ONE_AN_HOUR", 4)
    desk = house.public.signed_in(keyed(house))
    here = "/notify/v1/subscriptions"
    answers = []
    for _ in range(3):
        wish = {"channel": "webhook", "address": receiver.url, "types": ["DogAdopted"]}
        own = desk.post(here, wish).json()["subscription_id"]
        answers += [desk.post(f"{here}/{own}/test").status for _ in range(2)]
        assert desk.post(f"{here}/{own}/cancellation").status == 201

    assert answers == [200] * 4 + [429] * 2
    assert len(receiver.received) == 4


def test_what_cannot_be_tested(house: House) -> None:
    console = house.subscribe(channel="console", types=["DogAdopted"])

    assert at(house, console, "test").status == 422
    assert house.client.post("/notify/v1/subscriptions/none/test").status == 404
