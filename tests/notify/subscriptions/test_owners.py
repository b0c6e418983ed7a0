"""Which webhooks a machine's key opens: its own, within what it may read, and nobody else's."""

import json
from typing import Any

from services.notify.attempts import routes as attempts
from services.notify.attempts import testing
from services.notify.subscribers.models import Subscriber
from services.notify.subscriptions import routes
from services.notify.subscriptions.rules import MOST_OF_ONE
from shared.auth import LONG_AGO
from shared.events import DogAdopted
from shared.store import Store
from tests.notify.conftest import House, Receiver, example, until
from tests.notify.subscribers.test_reader import keyed
from tests.servers import Answer, Client

HERE = "/notify/v1/subscriptions"
BODIES: dict[str, Any] = {
    "again": {"since": "2026-07-14T00:00:00+08:00"}, "change": {"order": "per-dog"}, "rotation": {},
}  # fmt: skip


def makes(key: Client, receiver: Receiver, **wish: Any) -> Answer:
    return key.post(HERE, {"channel": "webhook", "address": receiver.url, "types": ["DogAdopted"]} | wish)


def ends(own: str) -> list[tuple[str, str]]:
    """Every door of one subscription, as the code has them; the one that ends it comes last."""
    found = [
        (next(iter(route.methods)), route.path.format(subscription_id=own))
        for doors in (routes.doors, attempts.doors, testing.doors)
        for route in doors.routes
        if "{subscription_id}" in route.path
    ]
    return sorted(found, key=lambda door: door[1].endswith("cancellation"))


def ask(key: Client, door: tuple[str, str]) -> int:
    method, path = door
    return key.ask(method, path, BODIES.get(path.rpartition("/")[2]) if method == "POST" else None).status


def test_a_key_does_with_its_own_webhook_all_that_staff_can_and_sees_nobody_elses(
    house: House, receiver: Receiver
) -> None:
    ours = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    desk = house.public.signed_in(keyed(house, audience="staff"))
    other = house.public.signed_in(keyed(house, name="other", audience="staff"))
    own = makes(desk, receiver).json()["subscription_id"]

    assert [one["subscription_id"] for one in desk.get(HERE).json()["subscriptions"]] == [own]
    assert other.get(HERE).json()["subscriptions"] == []
    assert len(house.client.get(HERE).json()["subscriptions"]) == 2
    for door in ends(own):
        assert ask(other, door) == 404, door
        assert ask(house.public, door) == 401, door
        assert ask(house.public.signed_in("qck_" + "0" * 12 + "_" + "0" * 48), door) == 401, door
    for door in ends(ours["subscription_id"]):
        assert ask(desk, door) == 404, door
    for door in ends(own):
        assert ask(desk, door) in (200, 201), door
    seen = desk.get(f"{HERE}/{own}").json()
    assert (seen["owner"], seen["state"], seen["order"]) == ("desk", "CANCELLED", "per-dog")
    assert seen["cancelled_because"] == "cancelled by subscriber desk"


def test_a_key_is_told_within_its_audience_and_types(house: House, receiver: Receiver) -> None:
    public = house.public.signed_in(keyed(house, name="public", types=["DogAdopted", "DogIntaken"]))

    assert makes(public, receiver, audience="staff").status == 403
    assert makes(public, receiver, types=["KennelAssigned"]).status == 422
    assert makes(public, receiver, types=["DogReclaimed"]).status == 403
    assert makes(public, receiver, channel="console", address=None).status == 422
    own = makes(public, receiver).json()["subscription_id"]
    assert public.post(f"{HERE}/{own}/change", {"audience": "staff"}).status == 403
    assert public.post(f"{HERE}/{own}/change", {"types": ["DogReclaimed"]}).status == 403
    assert house.client.post(f"{HERE}/{own}/change", {"audience": "staff"}).status == 403
    assert house.client.post(f"{HERE}/{own}/change", {"types": ["DogReclaimed"]}).status == 403
    house.happens(example(DogAdopted))
    until(lambda: receiver.received)
    assert "person" not in json.loads(receiver.received[0].body)["data"]
    assert public.get(f"{HERE}/{own}").json()["audience"] == "public"


def test_the_webhooks_of_a_subscriber_end_with_it(house: House, receiver: Receiver) -> None:
    desk = house.public.signed_in(keyed(house, audience="staff"))
    own = makes(desk, receiver, types=["DogAdopted", "DogIntaken"]).json()["subscription_id"]
    house.client.post(f"{HERE}/{own}/pause")
    house.happens(example(DogAdopted))
    until(lambda: house.messages("queued"))

    house.client.post("/notify/v1/subscribers/desk/revocation", {"why": "ended"})

    seen = house.client.get(f"{HERE}/{own}").json()
    assert (seen["state"], seen["cancelled_because"]) == ("CANCELLED", "its subscriber was revoked")
    assert [one["status"] for one in house.messages()] == ["suppressed"]
    assert desk.get(HERE).status == 401 and receiver.received == []
    assert house.client.post(f"{HERE}/{own}/resumption").status == 409


def test_they_end_when_its_time_is_over_before_anything_more_is_sent(
    house: House, receiver: Receiver
) -> None:
    desk = house.public.signed_in(keyed(house, expires_at="2100-01-01T00:00:00Z"))
    own = makes(desk, receiver).json()["subscription_id"]
    with Store(house.settings.database_of("notify")).write() as work:
        store_of_desk = work.get_one(Subscriber, "desk")
        store_of_desk.expires_at = LONG_AGO

    house.happens(example(DogAdopted))

    until(lambda: house.client.get(f"{HERE}/{own}").json()["state"] == "CANCELLED")
    assert [one["status"] for one in house.messages()] == ["suppressed"]
    assert receiver.received == []


def test_a_subscriber_has_so_many_webhooks_and_no_more(house: House, receiver: Receiver) -> None:
    desk = house.public.signed_in(keyed(house))
    made = [makes(desk, receiver).json()["subscription_id"] for _ in range(MOST_OF_ONE)]

    refused = makes(desk, receiver)

    assert (refused.status, "最多 20 个" in refused.json()["detail"]) == (409, True)
    desk.post(f"{HERE}/{made[0]}/cancellation")
    assert makes(desk, receiver).status == 201


def test_the_same_idempotency_key_of_another_is_another(house: House, receiver: Receiver) -> None:
    wish = {"channel": "webhook", "address": receiver.url, "types": ["DogAdopted"], "audience": "public"}
    desk, other = (house.public.signed_in(keyed(house, name=name)) for name in ("desk", "other"))

    first, again, others = (key.post(HERE, wish, Idempotency_Key="k").json() for key in (desk, desk, other))

    assert first["subscription_id"] == again["subscription_id"] != others["subscription_id"]
    assert "secret" in others and "secret" not in again
