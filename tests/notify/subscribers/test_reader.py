"""Who reads, as the doors of the feed ask it."""

import json
import time
from typing import Any

import pytest

from shared.events import DogAdopted, DogIntaken, KennelAssigned
from shared.sessions import LOOK_EVERY
from shared.store import Store
from tests.notify.conftest import House, example, until
from tests.notify.feed.test_live import listening

HERE = "/notify/v1/subscribers"
FEED = "/notify/v1/events"


def keyed(house: House, **wish: Any) -> str:
    made = house.client.post(HERE, {"name": "desk", "contact": "licence desk"} | wish)
    assert made.status == 201, made.text
    return str(made.json()["key"])


def types_read(house: House, key: str, query: str = "") -> list[str]:
    answer = house.public.signed_in(key).get(FEED + query)
    assert answer.status == 200, answer.text
    return [event["type"] for event in answer.json()["events"]]


def something_happens(house: House) -> None:
    house.happens(example(DogIntaken), example(KennelAssigned))
    until(lambda: len(house.events()) == 2)


def test_a_key_opens_the_feed_with_its_audience(house: House) -> None:
    something_happens(house)

    assert types_read(house, keyed(house, name="outside")) == [DogIntaken.type]
    staff = keyed(house, name="inside", audience="staff")
    assert set(types_read(house, staff)) == {DogIntaken.type, KennelAssigned.type}


def test_a_key_for_some_types_is_given_no_others(house: House) -> None:
    something_happens(house)
    key = keyed(house, audience="staff", types=["KennelAssigned"])

    assert types_read(house, key) == [KennelAssigned.type]
    assert house.public.signed_in(key).get(f"{FEED}?type=DogIntaken").status == 403


def test_a_wrong_or_revoked_key_is_never_taken_for_no_key(house: House) -> None:
    key = keyed(house)
    id, _, secret = key.removeprefix("qck_").partition("_")
    wrong = [f"qck_{id}_{secret[::-1]}", f"qck_{'0' * 12}_{secret}", "qck_", "qck_x_y"]

    for one in wrong:
        answer = house.public.signed_in(one).get(FEED)
        assert (answer.status, "密钥不对" in answer.json()["detail"]) == (401, True)
        assert house.public.signed_in(one).get(f"{FEED}/stream").status == 401
    house.client.post(f"{HERE}/desk/revocation", {"why": "ended"})
    answer = house.public.signed_in(key).get(FEED)
    assert (answer.status, "revoked" in answer.json()["detail"]) == (401, True)


def test_both_keys_are_good_while_a_rotation_overlaps(house: House) -> None:
    old = keyed(house)
    new = house.client.post(f"{HERE}/desk/rotation", {}).json()["key"]

    assert types_read(house, old) == types_read(house, new) == []
    house.client.post(f"{HERE}/desk/rotation", {"overlap_days": 0})
    for gone in (old, new):
        assert "replaced" in house.public.signed_in(gone).get(FEED).json()["detail"]


def test_a_stream_ends_with_the_key_that_opened_it(house: House) -> None:
    headers = {"Authorization": f"Bearer {keyed(house)}", "Connection": "close"}
    with listening(house, f"{FEED}/stream", **headers) as events:
        house.happens(example(DogIntaken))
        first = json.loads(next(events)["data"])["type"]
        house.client.post(f"{HERE}/desk/revocation", {"why": "ended"})
        time.sleep(LOOK_EVERY)
        house.happens(example(DogAdopted))
        seen = [json.loads(event["data"])["type"] for event in events]

    assert first == DogIntaken.type
    assert DogAdopted.type not in seen


def test_a_key_opens_nothing_else(house: House) -> None:
    key = house.public.signed_in(keyed(house, audience="staff"))

    assert key.get(HERE).status == 401
    assert key.get("/notify/v1/messages").status == 401


def test_last_used_is_noted_and_not_at_each_request(house: House) -> None:
    key = keyed(house)
    store = Store(house.settings.database_of("notify"))
    types_read(house, key)
    first = house.client.get(f"{HERE}/desk").json()["last_used"]
    types_read(house, key)

    assert first
    assert house.client.get(f"{HERE}/desk").json()["last_used"] == first
    store.close()


@pytest.mark.parametrize("sent", ["Basic {key}", "{key}", "Token {key}"])
def test_a_key_that_is_sent_otherwise_is_not_taken_for_none(house: House, sent: str) -> None:
    wish = {"name": "desk-otherwise", "contact": "登记科", "audience": "staff"}
    key = house.client.post("/notify/v1/subscribers", wish).json()["key"]

    assert house.public.get("/notify/v1/events", Authorization=f"Bearer {key}").status == 200
    assert house.public.get("/notify/v1/events", Authorization=sent.format(key=key)).status == 401


def test_no_key_is_given_that_opens_nothing(house: House) -> None:
    wish = {"name": "too-late", "contact": "登记科", "expires_at": "2020-01-01T00:00:00Z"}

    assert house.client.post("/notify/v1/subscribers", wish).status == 422
