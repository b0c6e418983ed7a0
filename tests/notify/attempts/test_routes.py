"""What was tried, and what is sent again."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shared import auth, clock
from shared.events import DogAdopted, DogIntaken
from tests.notify.conftest import House, Receiver, example, until


def at(house: House, made: Any, act: str, body: Any = None) -> Any:
    return house.client.post(f"/notify/v1/subscriptions/{made['subscription_id']}/{act}", body)


def told_of(receiver: Receiver) -> list[str]:
    return [json.loads(received.body)["id"] for received in receiver.received]


def test_attempts_are_listed_with_time_and_answer_the_last_first(house: House, receiver: Receiver) -> None:
    receiver.answers = [503]
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    (adopted,) = house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))

    path = f"/notify/v1/subscriptions/{made['subscription_id']}/attempts"
    last, first = house.client.get(path).json()["attempts"]
    page = house.client.get(f"{path}?limit=1").json()

    assert (first["number"], first["code"], first["outcome"]) == (1, 503, "transient")
    assert (last["number"], last["code"], last["outcome"], last["message"]) == (2, 200, "sent", "sent")
    assert first["event_id"] == last["event_id"] == adopted.id
    assert first["event"] == "DogAdopted" and 0 <= first["ms"] < 60_000
    assert page["attempts"] == [last]
    assert house.client.get(f"{path}?before={page['next']}").json()["attempts"] == [first]
    assert house.client.get("/notify/v1/subscriptions/none/attempts").status == 404


def test_what_was_missed_is_sent_again_under_its_id_and_what_was_taken_is_not(
    house: House, receiver: Receiver
) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    (taken,) = house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))
    receiver.answers = [500] * 3
    (missed,) = house.happens(example(DogAdopted))
    (failed,) = until(lambda: house.messages("failed"))

    answer = at(house, made, "again", {"from_event": taken.id})
    until(lambda: len(house.messages("sent")) == 2)

    assert answer.json() == {"queued": 1, "next": None}
    assert told_of(receiver) == [taken.id] + [missed.id] * 4
    assert receiver.received[-1].headers["webhook-id"] == failed["message_id"]


def test_all_since_a_time_is_sent_again_also_what_is_older_than_it(house: House, receiver: Receiver) -> None:
    before = clock.now() - timedelta(minutes=1)
    old = house.happens(example(DogAdopted), example(DogIntaken))[0]
    until(lambda: len(house.events()) == 2)
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"], order="per-dog")
    (new,) = house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))

    answer = at(house, made, "again", {"since": before.isoformat(), "taken_too": True})
    until(lambda: len(told_of(receiver)) == 3)

    assert answer.json()["queued"] == 2
    assert told_of(receiver) == [new.id, old.id, new.id]
    later = at(house, made, "again", {"since": (clock.now() + timedelta(hours=1)).isoformat()})
    assert later.json() == {"queued": 0, "next": None}


def test_a_long_past_is_sent_again_in_parts(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notify.attempts.routes.AGAIN_AT_A_TIME", 2)
    events = house.happens(*[example(DogAdopted)] * 3)
    until(lambda: len(house.events()) == 3)
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    first = at(house, made, "again", {"from_event": events[0].id}).json()
    rest = at(house, made, "again", {"from_event": first["next"]}).json()
    until(lambda: len(house.messages("sent")) == 3)

    assert (first, rest) == ({"queued": 2, "next": events[2].id}, {"queued": 1, "next": None})


def test_again_needs_to_know_since_when(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    assert at(house, made, "again", {}).status == 422
    assert at(house, made, "again", {"since": "2026-07-14T00:00:00Z", "from_event": "x"}).status == 422
    assert at(house, made, "again", {"from_event": "none"}).status == 404
    at(house, made, "cancellation")
    assert at(house, made, "again", {"since": "2026-07-14T00:00:00Z"}).status == 409


def test_nothing_is_sent_again_that_its_audience_may_not_have(house: House, receiver: Receiver) -> None:
    (old,) = house.happens(example(DogIntaken))
    until(house.events)
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogIntaken"], audience="public")

    at(house, made, "again", {"from_event": old.id})
    (received,) = until(lambda: receiver.received)

    assert "custody_basis" not in json.loads(received.body)["data"]


def test_who_may_act(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    key = (house.settings.key_folder / "token.key").read_bytes()
    keeper = house.public.signed_in(auth.sign(key, "li", ["keeper"]))

    for act in ("test", "again", "pause", "resumption", "change", "rotation", "cancellation"):
        assert keeper.post(f"/notify/v1/subscriptions/{made['subscription_id']}/{act}", {}).status == 403
    assert keeper.get(f"/notify/v1/subscriptions/{made['subscription_id']}/attempts").status == 403
