"""Notify's doors, asked from outside."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notify import feed
from services.notify.feed import Tail
from services.notify.models import Interest
from shared import auth
from shared.events import (
    DogAdopted,
    DogIntaken,
    KennelAssigned,
    ObservationOpened,
    SessionsEnded,
    VisitBooked,
)
from shared.service import Service
from shared.sessions import LOOK_EVERY
from shared.store import Store
from tests.notify.conftest import House, Receiver, example, told, until

SECRET_PLACE = "s3cret-path"


def test_the_feed_is_paged_and_shows_each_reader_their_own(house: House) -> None:
    sent = house.happens(example(DogIntaken), example(KennelAssigned))
    until(lambda: len(house.events()) == 2)
    sent += house.happens(example(DogAdopted))
    until(lambda: len(house.events()) == 3)

    staff, cursor = [], ""
    while page := house.client.get(f"/notify/v1/events?limit=1&after={cursor}").json()["events"]:
        cursor = house.client.get(f"/notify/v1/events?limit=1&after={cursor}").json()["next"]
        staff += page
    public = house.public.get("/notify/v1/events").json()["events"]

    assert [event["id"] for event in staff] == [event.id for event in sent]
    assert staff[0] == sent[0].to_cloudevent()
    assert [event["id"] for event in public] == [sent[0].id, sent[2].id]
    assert "person" not in public[1]["data"]
    assert "person" in staff[2]["data"]


def test_the_feed_can_be_asked_for_some_types(house: House) -> None:
    house.happens(example(DogIntaken), example(KennelAssigned), example(DogAdopted))
    until(lambda: len(house.events()) == 3)

    assert len(house.events(f"?type=DogAdopted&type={DogIntaken.type}")) == 2
    assert len(house.events("?type=KennelAssigned")) == 1
    assert house.public.get("/notify/v1/events?type=KennelAssigned").json()["events"] == []
    assert house.client.get("/notify/v1/events?type=DogSang").status == 422
    assert house.client.get("/notify/v1/events?after=nonsense").status == 422


@contextmanager
def listening(house: House, path: str, **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    """Server-sent events as a client reads them off the wire."""
    with socket.create_connection(("127.0.0.1", house.client.port), timeout=10) as wire:
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{n}: {v}" for n, v in headers.items())]
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        file = wire.makefile("r", encoding="utf-8", newline="\n")
        assert " 200 " in file.readline()

        def events() -> Iterator[dict[str, str]]:
            event: dict[str, str] = {}
            for line in file:
                name, colon, value = line.strip().partition(": ")
                if colon and name in ("id", "event", "data"):
                    event[name] = value
                elif not line.strip() and "data" in event:
                    yield event
                    event = {}

        yield events()


def test_a_stream_resumes_where_it_was_lost(house: House) -> None:
    first = house.happens(*(example(DogIntaken, dog_id=f"d{n}") for n in range(3)))
    until(lambda: len(house.events()) == 3)

    with listening(house, "/notify/v1/events/stream?after=0") as events:
        seen = [next(events), next(events)]
    with listening(house, "/notify/v1/events/stream", **{"Last-Event-ID": seen[1]["id"]}) as events:
        seen.append(next(events))
        later = house.happens(
            example(KennelAssigned), *(example(DogAdopted, dog_id=f"d{n}") for n in range(3))
        )
        seen += [next(events), next(events), next(events)]

    public = [*first, *later[1:]]
    assert [json.loads(event["data"])["id"] for event in seen] == [envelope.id for envelope in public]
    assert [event["event"] for event in seen] == [envelope.type for envelope in public]
    assert all("person" not in json.loads(event["data"])["data"] for event in seen)


def test_a_stream_brings_news_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Woken by the commit: after the first, nothing else would look for an hour."""
    monkeypatch.setattr(feed, "LOOK_EVERY", 3600.0)
    token = {"Authorization": f"Bearer {house.client.token}"}
    with listening(house, "/notify/v1/events/stream?type=KennelAssigned&after=0", **token) as events:
        for _ in range(3):
            (kennel, _) = house.happens(example(KennelAssigned), example(DogIntaken))
            assert json.loads(next(events)["data"])["id"] == kennel.id


def test_a_stream_goes_on_when_the_tail_fell_and_was_begun_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on, falls = Tail._read_on, [SystemExit]

    async def fall_once(tail: Tail, service: Service) -> bool:
        if falls:
            raise falls.pop()
        return await read_on(tail, service)

    with listening(house, "/notify/v1/events/stream") as events:
        monkeypatch.setattr(Tail, "_read_on", fall_once)
        until(lambda: not falls)
        (taken_in,) = house.happens(example(DogIntaken))
        assert json.loads(next(events)["data"])["id"] == taken_in.id


def test_a_stream_ends_with_the_session_that_opened_it(house: House) -> None:
    key = (house.settings.key_folder / "token.key").read_bytes()
    here = auth.sign(key, "li", ["keeper"], account="li's", session="here")
    headers = {"Authorization": f"Bearer {here}", "Connection": "close"}
    with listening(house, "/notify/v1/events/stream", **headers) as events:
        house.happens(SessionsEnded(account="li's", session="here", occurred_at=datetime.now(UTC)))
        until(lambda: house.public.signed_in(here).get("/notify/v1/events").status == 401)
        time.sleep(LOOK_EVERY)
        house.happens(example(KennelAssigned))

        seen = [event["event"] for event in events]

    assert KennelAssigned.type not in seen


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


def test_counts(house: House) -> None:
    house.subscribe(channel="console", types=["DogAdopted"])
    house.happens(example(DogAdopted), example(VisitBooked))
    until(lambda: len(house.events()) == 3)  # and MessageSent

    counts = house.client.get("/notify/v1/counts").json()
    assert counts["events"] == 3
    assert counts["by_type"][DogAdopted.type] == 1
    assert counts["messages"] == {"sent": 1}


def test_a_broken_event_is_nobody_elses_trouble(house: House) -> None:
    house.hear(replace(told(example(DogAdopted)), data="{"))
    house.happens(example(DogIntaken))
    until(lambda: house.events())

    assert [event["type"] for event in house.events()] == [DogIntaken.type]
    assert until(lambda: house.redis.xlen("qingcheng:dead:notify")) == 1


@pytest.mark.parametrize(("lang", "said"), [("zh", "HH-2026-000123 号犬入所"), ("en", "has come in")])
def test_the_page_says_what_happened(house: House, lang: str, said: str) -> None:
    house.happens(example(DogIntaken), example(KennelAssigned))
    until(lambda: len(house.events()) == 2)

    page = house.public.get(f"/notify/?lang={lang}")
    fragment = house.public.get(f"/notify/items?after=0&lang={lang}")
    staff = house.public.get(f"/notify/items?lang={lang}", Cookie=f"{auth.COOKIE}={house.client.token}")

    assert page.status == 200
    assert said in page.text
    assert said in fragment.text
    assert "A07" not in page.text + fragment.text
    assert "A07" in staff.text


def test_the_service_ends_while_a_stream_is_open(open_house: Callable[..., House]) -> None:
    house = open_house()
    with listening(house, "/notify/v1/events/stream") as events:
        time.sleep(0.2)
        house.happens(example(DogIntaken))
        assert next(events)
