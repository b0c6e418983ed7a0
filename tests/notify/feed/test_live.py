"""The feed as it happens."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from fastapi import routing

from services.notify.feed import live, tail
from services.notify.feed.tail import Tail
from shared import auth
from shared.crowd import Seats
from shared.events import (
    DogAdopted,
    DogIntaken,
    KennelAssigned,
    SessionsEnded,
)
from shared.service import Service
from shared.sessions import LOOK_EVERY
from tests.notify.conftest import House, example, told, until
from tests.servers import Client


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
    assert [json.loads(event["data"])["type"] for event in seen] == [envelope.type for envelope in public]
    assert not any("event" in event for event in seen)  # a type would keep it from `onmessage`
    assert all("person" not in json.loads(event["data"])["data"] for event in seen)


def test_a_stream_is_asked_for_as_the_feed_is(house: House) -> None:
    token = {"Authorization": f"Bearer {house.client.token}"}
    house.subscribe(channel="console", types=["DogIntaken"])
    old = told(example(DogIntaken, dog_id="old"), time=datetime(2026, 1, 1, tzinfo=UTC))
    house.hear(old)
    (mine,) = house.happens(example(DogIntaken, dog_id="mine"))
    until(lambda: house.events("?type=MessageSent") and len(house.events()) == 2)
    (other,) = house.happens(example(DogAdopted, dog_id="other"))
    until(lambda: len(house.events()) == 3)

    for query, first in (
        ("since=2026-02-01T00:00:00Z", mine),
        ("after=0&subject=other", other),
        ("after=0&source=/qingcheng/adoption", other),
        ("after=0&since=2026-02-01T00:00:00Z&type=DogIntaken", mine),
    ):
        with listening(house, f"/notify/v1/events/stream?{query}", **token) as events:
            assert json.loads(next(events)["data"])["id"] == first.id
    with listening(house, "/notify/v1/events/stream?after=0", **token) as events:
        assert [json.loads(next(events)["data"])["id"] for _ in range(3)] == [old.id, mine.id, other.id]


def test_a_stream_behind_the_end_of_the_feed_is_gone(house: House) -> None:
    answer = house.public.get("/notify/v1/events/stream", Last_Event_ID="1000")
    beyond = house.client.get("/notify/v1/events/stream", Last_Event_ID="1000", Accept_Language="en")

    assert "beyond the end" in beyond.json()["detail"]
    assert (answer.status, answer.json()["type"]) == (410, "/problems/Gone")
    assert answer.json()["go_on"] == "/notify/v1/events"


def test_a_comment_keeps_a_quiet_stream_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert routing._PING_INTERVAL == 15.0
    monkeypatch.setattr(routing, "_PING_INTERVAL", 0.1)
    with socket.create_connection(("127.0.0.1", house.client.port), timeout=10) as wire:
        wire.sendall(b"GET /notify/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert any(line.startswith(b":") for line in wire.makefile("rb"))


def test_pages_of_the_sites_of_the_list_may_listen(open_house: Callable[..., House]) -> None:
    house = open_house(cors_origins="https://a.cn, https://b.cn")

    for path in ("/notify/v1/events", "/notify/v1/events?after=nonsense", "/notify/v1/events/stream?after=9"):
        ours = house.public.get(path, Origin="https://b.cn").headers
        others = house.public.get(path, Origin="https://c.cn").headers
        assert ours["access-control-allow-origin"] == "https://b.cn"
        assert "access-control-allow-origin" not in others
        assert "access-control-allow-credentials" not in ours
        assert "Origin" in ours["vary"] and "Origin" in others["vary"]
    ask = house.public.ask("OPTIONS", "/notify/v1/events", headers={"Origin": "https://b.cn"})
    refused = house.public.ask("OPTIONS", "/notify/v1/events", headers={"Origin": "https://c.cn"})
    assert (ask.status, refused.status) == (204, 405)
    assert "authorization" not in ask.headers["access-control-allow-headers"].lower()
    assert (
        "access-control-allow-origin"
        not in house.public.get("/notify/v1/counts", Origin="https://b.cn").headers
    )


def test_one_address_has_so_many_streams_and_others_have_theirs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "FOR_STRANGERS", Seats(3, 2))
    path, elsewhere = "/notify/v1/events/stream", {"X-Forwarded-For": "198.51.100.7"}
    staff = {"Authorization": f"Bearer {house.client.token}"}

    with listening(house, path), listening(house, path):
        assert Client(house.client.port).get(path).status == 429
        with listening(house, path, **elsewhere):  # through a gateway that we trust
            assert Client(house.client.port).get(path, X_Forwarded_For="198.51.100.8").status == 429
            with listening(house, path, **staff):
                pass
    until(lambda: not live.FOR_STRANGERS.taken_by)
    with listening(house, path):
        pass


def test_a_stream_brings_news_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Woken by the commit: after the first, nothing else would look for an hour."""
    monkeypatch.setattr(tail, "LOOK_EVERY", 3600.0)
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

        seen = [json.loads(event["data"])["type"] for event in events]

    assert KennelAssigned.type not in seen


def test_the_service_ends_while_a_stream_is_open(open_house: Callable[..., House]) -> None:
    house = open_house()
    with listening(house, "/notify/v1/events/stream") as events:
        time.sleep(0.2)
        house.happens(example(DogIntaken))
        assert next(events)
