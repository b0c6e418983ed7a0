"""The feed, asked from outside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.events import (
    DogAdopted,
    DogIntaken,
    KennelAssigned,
)
from tests.notify.conftest import House, example, told, until


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
    address = "https://dogs.example.cn/contract/DogIntaken.v1.json"
    assert staff[0] == sent[0].to_cloudevent() | {"dataschema": address}
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


def test_a_broken_event_is_nobody_elses_trouble(house: House) -> None:
    house.hear(replace(told(example(DogAdopted)), data="{"))
    house.happens(example(DogIntaken))
    until(lambda: house.events())

    assert [event["type"] for event in house.events()] == [DogIntaken.type]
    assert until(lambda: house.redis.xlen("qingcheng:dead:notify")) == 1


def test_what_became_of_messages_is_told_to_those_who_ask(house: House) -> None:
    house.subscribe(channel="console", types=["DogIntaken"])
    (dog,) = house.happens(example(DogIntaken))
    mail = until(lambda: house.events("?type=MessageSent&type=MessageFailed"))

    assert [event["id"] for event in house.events()] == [dog.id]
    assert house.events("?source=/qingcheng/notify") == mail
    assert house.events("?source=/qingcheng/intake&type=MessageSent") == []


def test_the_feed_tells_of_one_dog_of_one_source_and_since_a_time(house: House) -> None:
    early = told(example(DogIntaken, dog_id="a"), time=datetime(2026, 1, 1, tzinfo=UTC))
    house.hear(early)
    later = house.happens(
        example(DogIntaken, dog_id="b"), example(DogAdopted, dog_id="a"), example(KennelAssigned, dog_id="b")
    )
    until(lambda: len(house.events()) == 4)

    def ids(query: str) -> list[str]:
        return [event["id"] for event in house.events(query)]

    b, a_home, b_room = (one.id for one in later)
    assert set(ids("?subject=a")) == {early.id, a_home}
    assert set(ids("?subject=b&type=KennelAssigned")) == {b_room}
    assert ids("?source=/qingcheng/adoption") == [a_home]
    assert set(ids("?since=2026-01-01T00:00:00.000001Z")) == {b, a_home, b_room}
    assert set(ids("?since=2026-01-01T08:00:00%2B08:00")) == {early.id, b, a_home, b_room}
    assert ids("?since=2098-01-01T00:00:00Z") == []
    assert house.client.get("/notify/v1/events?since=yesterday").status == 422
    assert house.client.get("/notify/v1/events?since=2026-01-01T08:00:00").status == 422  # whose time?
    assert house.client.get("/notify/v1/events?source=intake").status == 422


def test_a_gap_of_a_stream_is_filled_by_its_numbers(house: House) -> None:
    sent = {n: told(example(DogIntaken, dog_id=f"d{n}"), sequence=n) for n in (3, 1, 2, 5, 4, 7)}
    for one in sent.values():
        house.hear(one)
    house.hear(told(example(DogAdopted), sequence=2))
    until(lambda: len(house.events()) == 7)

    def asked(after: str, more: str = "") -> tuple[list[str], str, bool]:
        path = f"/notify/v1/events?source=/qingcheng/intake&after_sequence={after}{more}"
        answer = house.client.get(path).json()
        return [event["id"] for event in answer["events"]], answer["next"], answer["whole"]

    assert asked("1", "&limit=2") == ([sent[2].id, sent[3].id], f"{3:020}", True)
    assert asked(f"{3:020}", "&limit=2") == ([sent[4].id, sent[5].id], f"{5:020}", True)
    assert asked("5") == ([sent[7].id], f"{7:020}", False)
    assert asked("7") == ([], f"{7:020}", True)
    assert asked("0", "&subject=d3") == ([sent[3].id], f"{3:020}", False)


@pytest.mark.parametrize(
    ("query", "reader", "word"),
    [
        ("source=/qingcheng/intake&after_sequence=1", "public", "have no numbers"),
        ("after_sequence=1", "client", "goes with source"),
        ("source=/qingcheng/intake&after_sequence=1&after=1", "client", "not by both"),
        ("source=/qingcheng/intake/restricted&after_sequence=1", "client", "no restricted"),
        ("source=/qingcheng/intake&after_sequence=-1", "client", "errors"),
        (f"source=/qingcheng/intake&after_sequence={'9' * 20}", "client", "errors"),
    ],
)
def test_what_cannot_be_asked_by_numbers_is_said(house: House, query: str, reader: str, word: str) -> None:
    answer = getattr(house, reader).get(f"/notify/v1/events?{query}", Accept_Language="en")

    assert answer.status == 422
    assert word in answer.text


def test_the_feed_says_whether_its_numbers_may_be_compared(house: House) -> None:
    house.happens(example(DogIntaken))
    until(lambda: house.events())

    def whole(reader: str, query: str) -> bool:
        return bool(getattr(house, reader).get(f"/notify/v1/events{query}").json()["whole"])

    assert whole("client", "") and whole("client", "?source=/qingcheng/intake")
    assert not whole("public", "")
    for query in ("?type=DogIntaken", "?subject=x", "?since=2026-01-01T00:00:00Z"):
        assert not whole("client", query)


def test_a_cursor_beyond_the_end_is_gone_and_never_just_empty(house: House) -> None:
    house.happens(example(DogIntaken))
    until(lambda: house.events())

    end = house.client.get("/notify/v1/events").json()["next"]
    gone = house.client.get("/notify/v1/events?after=1000")

    assert house.client.get(f"/notify/v1/events?after={end}").status == 200
    assert (gone.status, gone.json()["type"]) == (410, "/problems/Gone")
    assert gone.json()["go_on"] == "/notify/v1/events"


def test_nobody_counts_the_hidden_by_cursors(house: House) -> None:
    """Events that a stranger may not read move no cursor of theirs, and no number of theirs is answered."""
    house.happens(example(DogIntaken))
    until(lambda: house.events())
    later = "?since=2099-01-01T00:00:00Z"
    before = [house.public.get(f"/notify/v1/events{query}").json()["next"] for query in ("", later)]
    end = house.public.get("/notify/").text.split('data-end="')[1].split('"')[0]
    house.happens(*(example(KennelAssigned, dog_id=f"d{n}") for n in range(5)))
    until(lambda: len(house.events()) == 6)

    after = [house.public.get(f"/notify/v1/events{query}").json()["next"] for query in ("", later)]
    number = house.public.get("/notify/v1/events?after=3", Accept_Language="en")

    assert after == before == [end, end]
    assert not end.isdecimal() and len(end) == 32
    assert f'data-cursor="{end}"' in house.public.get("/notify/").text
    assert house.public.get(f"/notify/v1/events?after={end}").json() == {
        "events": [], "next": end, "whole": False,
    }  # fmt: skip
    assert (number.status, number.json()["go_on"]) == (410, "/notify/v1/events")
    assert "since=" in number.json()["detail"]
    assert len(house.client.get("/notify/v1/events?after=3").json()["events"]) == 3  # staff may know numbers


def test_a_cursor_is_the_same_in_another_replica_and_after_a_restart(
    open_house: Callable[..., House],
) -> None:
    house = open_house()
    house.happens(*(example(DogIntaken, dog_id=f"d{n}") for n in range(3)))
    until(lambda: len(house.events()) == 3)
    page = house.public.get("/notify/v1/events?limit=2").json()
    other = open_house()

    assert other.public.get("/notify/v1/events?limit=2").json() == page
    rest = other.public.get(f"/notify/v1/events?after={page['next']}").json()["events"]
    assert [event["subject"] for event in rest] == ["d2"]


def test_what_was_left_out_is_not_said_to_be_whole(house: House) -> None:
    """Who fills a gap by it believes it: a filter, a key's types, and numbers not heard of yet say no."""
    sent = [told(example(DogIntaken), sequence=1), told(example(DogAdopted), sequence=1)]
    for one in sent:
        house.hear(one)
    until(lambda: len(house.events()) == 2)
    gap = "/notify/v1/events?source=/qingcheng/intake&after_sequence="

    assert house.client.get(f"{gap}0").json()["whole"] is True
    assert house.client.get(f"{gap}0&type=DogIntaken").json()["whole"] is False
    assert house.client.get(f"{gap}0&subject=nobody").json()["whole"] is False
    assert house.client.get(f"{gap}100000").json()["whole"] is False
    wish = {"name": "adoptions", "contact": "登记科", "audience": "staff", "types": ["DogAdopted"]}
    key = house.client.post("/notify/v1/subscribers", wish).json()["key"]
    assert house.public.signed_in(key).get(f"{gap}0").json()["whole"] is False
