"""Two versions of one event, really said side by side: by journal, stream, feed, live stream and webhook."""

import asyncio
import json
import runpy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.intake import app as intake
from shared.events import BY_TYPE, DogIntaken, Event
from shared.events.event import published
from tests.notify.conftest import House, Receiver, example, until
from tests.notify.feed.test_live import listening
from tests.servers import Server

IS_MINE = runpy.run_path(str(Path(__file__).parents[3] / "docs/subscribing/versions.py"))["is_mine"]
V1, V2 = DogIntaken.type, "cn.qingcheng.dog.intaken.v2"
DOGS = [f"d{n}" for n in range(3)]


@pytest.fixture
def v2() -> Iterator[type[Event]]:
    """Made up: what v1 calls `division` is two fields here."""

    @published(by="intake", type=V2, audience="public", public="dog_id district",
               example={"dog_id": DOGS[0], "district": "150105", "street": "150105002"})  # fmt: skip
    class DogIntaken2(Event):
        """The dog is in our care, and this is where it was found."""

        dog_id: str
        district: str
        street: str | None = None

    yield DogIntaken2
    del BY_TYPE[V2]


def say_both(house: House, v2: type[Event]) -> None:
    """A real intake says each dog twice, v1 and v2, in one transaction."""
    app = intake.app(house.settings)
    server = Server(app)
    try:
        writer = app.state.service.writer

        def take_in(dog: str) -> Callable[[Any], None]:
            at = datetime.now(UTC)
            both = (example(DogIntaken, dog_id=dog), example(v2, dog_id=dog, occurred_at=at))
            return lambda work: work.publish(*both)

        for dog in DOGS:
            done = asyncio.run_coroutine_threadsafe(writer.do(take_in(dog)), server.loop)
            done.result(30)
        until(lambda: house.redis.xlen("qingcheng:intake") == 2 * len(DOGS))
    finally:
        server.close()


def taken(told: list[tuple[str, str]], known: set[str]) -> list[tuple[str, str]]:
    """What a reader who knows these types handles, by the rule of docs/subscribing/versions.py."""
    return [(type, dog) for type, dog in told if IS_MINE(type, known)]


def test_who_knows_v1_goes_on_and_who_knows_v2_takes_it_once(
    house: House, receiver: Receiver, v2: type[Event]
) -> None:
    house.subscribe(channel="webhook", address=receiver.url, types=[V1, V2])
    asked = f"/notify/v1/events/stream?type={V1}&type={V2}&after=0"
    say_both(house, v2)
    until(lambda: len(receiver.received) == 2 * len(DOGS))

    with listening(house, asked) as events:
        live = [json.loads(next(events)["data"]) for _ in range(2 * len(DOGS))]
    ways = {
        "stream": [
            (fields[b"type"].decode(), fields[b"subject"].decode())
            for _, fields in house.redis.xrange("qingcheng:intake")
        ],
        "feed": [(one["type"], one["subject"]) for one in house.events("?source=/qingcheng/intake")],
        "live": [(one["type"], one["subject"]) for one in live],
        "webhook": sorted((one["type"], one["data"]["dog_id"]) for one in _received(receiver)),
    }

    for way, told in ways.items():
        assert sorted(taken(told, {V1})) == [(V1, dog) for dog in DOGS], way
        assert sorted(taken(told, {V1, V2})) == [(V2, dog) for dog in DOGS], way
    public = {one["type"]: one["data"] for one in live}
    assert set(public[V2]) == {"occurred_at", "imported", "dog_id", "district"}
    numbers = [int(one["sequence"]) for one in house.events("?source=/qingcheng/intake")]
    assert numbers == list(range(1, 2 * len(DOGS) + 1))  # one count for both


def _received(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in receiver.received]
