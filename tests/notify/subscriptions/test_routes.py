"""Who subscribes, asked from outside."""

import json
import time
from collections.abc import Callable

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services.notify.subscriptions.models import Interest
from shared import auth
from shared.events import BY_TYPE, DogAdopted, DogIntaken, ObservationOpened
from shared.store import Store
from tests.notify.attempts.test_routes import at, told_of
from tests.notify.conftest import House, Receiver, example, told, until
from tests.notify.feed.test_live import listening

SECRET_PLACE = "s3cret-path"


def test_restricted_events_never_come_out_even_off_a_public_stream(house: House, receiver: Receiver) -> None:
    wish = house.subscribe(channel="webhook", address=receiver.url, types=["DogIntaken"])
    with Store(house.settings.database_of("notify")).write() as work:
        work.add(Interest(type=ObservationOpened.type, subscription_id=wish["subscription_id"]))
    token = {"Authorization": f"Bearer {house.client.token}"}

    with listening(house, "/notify/v1/events/stream", **token) as events:
        house.hear(told(example(ObservationOpened, dog_id="biter")))
        (intaken,) = house.happens(example(DogIntaken))
        assert json.loads(next(events)["data"])["id"] == intaken.id

    (told_of,) = until(lambda: receiver.received)
    assert json.loads(told_of.body)["id"] == intaken.id
    for path in ("/v1/events", "/v1/messages", "/v1/counts"):
        seen = house.client.get(f"/notify{path}").text
        assert "biter" not in seen and ObservationOpened.type not in seen
    of_others = [event for event in house.events() if event["source"] != "/qingcheng/notify"]
    assert [event["id"] for event in of_others] == [intaken.id]
    assert len(house.messages()) == 1
    assert house.redis.xlen("qingcheng:dead:notify") == 0


def test_a_subscription_shows_its_secret_once_and_never_its_address(house: House) -> None:
    made = house.subscribe(
        channel="webhook", address=f"https://example.cn/{SECRET_PLACE}", types=["DogAdopted"]
    )
    (seen,) = house.client.get("/notify/v1/subscriptions").json()["subscriptions"]

    assert made["secret"].startswith("whsec_")
    assert seen["address"] == "https://example.cn/***"
    assert seen["types"] == [DogAdopted.type]
    for file in house.settings.data.glob("notify.db*"):
        assert SECRET_PLACE.encode() not in file.read_bytes()
        assert made["secret"].encode() not in file.read_bytes()


def test_a_secret_is_shown_once_also_where_the_request_is_sent_again(house: House) -> None:
    wish = {"channel": "webhook", "address": "https://example.cn/hook", "types": ["DogAdopted"]}
    first, again = (
        house.client.post("/notify/v1/subscriptions", wish, Idempotency_Key="k") for _ in range(2)
    )

    assert first.json()["secret"].startswith("whsec_")
    assert again.json() == {"subscription_id": first.json()["subscription_id"]}
    for file in house.settings.data.glob("notify.db*"):
        assert first.json()["secret"].encode() not in file.read_bytes()


def test_who_may_subscribe(house: House) -> None:
    wish = {"channel": "console", "types": ["DogAdopted"]}
    key = (house.settings.key_folder / "token.key").read_bytes()
    keeper = house.public.signed_in(auth.sign(key, "li", ["keeper"]))

    assert house.public.post("/notify/v1/subscriptions", wish).status == 401
    assert keeper.post("/notify/v1/subscriptions", wish).status == 403
    auditor = house.public.signed_in(auth.sign(key, "wu", ["auditor"]))
    assert keeper.get("/notify/v1/subscriptions").status == 403
    assert auditor.get("/notify/v1/subscriptions").status == 200
    assert house.public.get("/notify/v1/messages").status == 401
    assert house.public.get("/notify/v1/counts").status == 401


def test_what_cannot_be_subscribed_to_is_refused_with_a_reason(house: House) -> None:
    def refused(**wish: object) -> str:
        answer = house.client.post("/notify/v1/subscriptions", wish)
        assert answer.headers["content-type"] == "application/problem+json"
        return f"{answer.status} {answer.json()['detail']}"

    email = refused(channel="email", address="wang@example.cn", types=["DogAdopted"])
    assert email.startswith("409")
    assert "QINGCHENG_SMTP_URL" in email
    assert refused(channel="console", types=["ObservationOpened"]).startswith("422")
    assert refused(channel="console", types=["MessageSent"]).startswith("422")
    assert refused(channel="webhook", types=["DogAdopted"]).startswith("422")


def test_a_cancelled_subscription_is_told_nothing_more(house: House) -> None:
    made = house.subscribe(channel="console", types=["DogAdopted"])
    house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))

    ended = house.client.post(f"/notify/v1/subscriptions/{made['subscription_id']}/cancellation")
    house.happens(example(DogAdopted))
    until(lambda: len(house.events("?type=DogAdopted")) == 2)

    assert ended.json()["cancelled_because"] == "cancelled by wang"
    assert len(house.messages()) == 1
    assert house.client.post("/notify/v1/subscriptions/none/cancellation").status == 404


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://localhost/hook", "http://10.1.2.3/", "http://[::ffff:127.0.0.1]/", "http://[fd00::1]/",
     "http://169.254.169.254/", "https://no-such-host.invalid/hook"],
)  # fmt: skip
def test_an_address_that_we_may_not_call_is_refused_when_it_is_made(
    open_house: Callable[..., House], address: str
) -> None:
    house = open_house(webhook_allow_private=False)
    wish = {"channel": "webhook", "address": address, "types": ["DogAdopted"]}

    refused = house.client.post("/notify/v1/subscriptions", wish)

    assert refused.status == 422
    assert "QINGCHENG_WEBHOOK_INSIDE" in refused.json()["detail"] or "no address" in refused.json()["detail"]
    assert house.client.get("/notify/v1/subscriptions").json()["subscriptions"] == []


def test_a_receiver_inside_is_called_where_its_network_is_listed(
    open_house: Callable[..., House], receiver: Receiver
) -> None:
    house = open_house(webhook_allow_private=False, webhook_inside="192.168.1.0/24, 127.0.0.1")
    house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    house.happens(example(DogAdopted))

    until(lambda: receiver.received)
    elsewhere = {"channel": "webhook", "address": "http://127.0.0.2/", "types": ["DogAdopted"]}
    assert house.client.post("/notify/v1/subscriptions", elsewhere).status == 422


def test_what_comes_during_a_pause_waits_and_is_sent_when_it_is_resumed(
    house: House, receiver: Receiver
) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    paused = at(house, made, "pause").json()
    adopted = house.happens(*[example(DogAdopted)] * 3)
    until(lambda: len(house.messages("queued")) == 3)
    time.sleep(0.3)
    assert receiver.received == []
    resumed = at(house, made, "resumption").json()
    until(lambda: len(house.messages("sent")) == 3)

    assert (paused["state"], paused["paused_because"]) == ("PAUSED", "paused by wang")
    assert (resumed["state"], resumed["paused_because"]) == ("ACTIVE", None)
    assert sorted(told_of(receiver)) == sorted(event.id for event in adopted)


def test_what_is_changed_holds_from_now_on(
    house: House, receiver: Receiver, another_receiver: Receiver
) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"], dog_id="nobody")

    seen = at(house, made, "change", {
        "address": another_receiver.url, "types": ["DogIntaken"], "dog_id": None, "area": "15",
        "order": "per-dog", "audience": "public",
    }).json()  # fmt: skip
    house.happens(example(DogAdopted), example(DogIntaken))
    until(lambda: another_receiver.received)

    assert (seen["types"], seen["dog_id"], seen["area"]) == ([DogIntaken.type], None, "15")
    assert (seen["order"], seen["audience"]) == ("per-dog", "public")
    assert [json.loads(one.body)["type"] for one in another_receiver.received] == [DogIntaken.type]
    assert receiver.received == []
    assert at(house, made, "change", {}).json() == seen


def test_a_change_to_what_may_not_be_is_refused_and_changes_nothing(
    open_house: Callable[..., House], receiver: Receiver
) -> None:
    house = open_house(webhook_allow_private=False, webhook_inside="127.0.0.1")
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])
    before = house.client.get(f"/notify/v1/subscriptions/{made['subscription_id']}").json()

    for wrong in ({"address": "http://10.0.0.1/"}, {"address": "x"}, {"types": ["ObservationOpened"]},
                  {"audience": "public", "types": ["MessageSent"]}, {"area": "赛罕区"},
                  {"area": "999999"}):  # fmt: skip
        assert at(house, made, "change", wrong).status == 422

    assert house.client.get(f"/notify/v1/subscriptions/{made['subscription_id']}").json() == before
    at(house, made, "cancellation")
    assert at(house, made, "change", {"area": "15"}).status == 409
    assert at(house, made, "resumption").status == 409


def test_both_secrets_sign_while_they_overlap(house: House, receiver: Receiver) -> None:
    made = house.subscribe(channel="webhook", address=receiver.url, types=["DogAdopted"])

    new = at(house, made, "rotation", {"overlap_hours": 1}).json()
    house.happens(example(DogAdopted))
    (both,) = until(lambda: receiver.received)
    newest = at(house, made, "rotation", {"overlap_hours": 0}).json()
    house.happens(example(DogAdopted))
    until(lambda: len(receiver.received) == 2)

    assert len(both.headers["webhook-signature"].split(" ")) == 2
    for secret in (made["secret"], new["secret"]):
        Webhook(secret).verify(both.body, both.headers)
    alone = receiver.received[1]
    Webhook(newest["secret"]).verify(alone.body, alone.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new["secret"]).verify(alone.body, alone.headers)


def test_an_audience_is_sent_its_own_view(
    house: House, receiver: Receiver, another_receiver: Receiver
) -> None:
    house.subscribe(channel="webhook", address=receiver.url, types=["DogIntaken"], audience="public")
    house.subscribe(channel="webhook", address=another_receiver.url, types=["DogIntaken"], audience="staff")

    house.happens(example(DogIntaken))
    (public,), (staff,) = until(lambda: receiver.received), until(lambda: another_receiver.received)

    assert "custody_basis" in json.loads(staff.body)["data"]
    assert "custody_basis" not in json.loads(public.body)["data"]
    assert "sequence" not in json.loads(public.body)
    for_staff = next(
        event
        for event in BY_TYPE.values()
        if event.publisher != "notify" and event.audience == "staff" and not event.public
    )
    wish = {"channel": "webhook", "address": receiver.url, "types": [for_staff.__name__]}
    assert house.client.post("/notify/v1/subscriptions", wish | {"audience": "public"}).status == 422
    assert house.client.post("/notify/v1/subscriptions", wish).status == 201
