"""The feed, asked from outside."""

from dataclasses import replace

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
