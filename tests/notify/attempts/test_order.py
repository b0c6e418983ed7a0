"""In which order one receiver is told of one dog."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from sqlmodel import select

from services.notify.attempts.claiming import claim
from services.notify.attempts.recording import record
from services.notify.channels.way import Outcome
from services.notify.messages.models import Message
from services.notify.subscriptions.models import Subscription
from shared import clock
from shared.events import DogAdopted, DogVaccinated
from shared.store import Store
from tests.notify.attempts.conftest import take
from tests.notify.conftest import House, Receiver, example, hear, receiving, told, until

DOGS = [f"dog-{n}" for n in range(4)]


class Moody(Receiver):
    """It is slow by chance, fails by chance, and notes what it has taken and what it was sent."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = random.Random(seed)
        self.sent: list[tuple[str, str]] = []
        self.taken: list[tuple[str, str]] = []
        self.calls: dict[str, int] = defaultdict(int)
        self.at_once = self.most_at_once = 0

    async def take(self, request: web.Request) -> web.Response:
        event = json.loads(await request.text())
        one = event["data"]["dog_id"], event["id"]
        self.sent.append(one)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.chance.random() * 0.03)
        self.at_once -= 1
        if self.chance.random() < 0.4:
            return web.Response(status=500)
        self.taken.append(one)
        return web.Response()


@pytest.mark.parametrize("seed", range(1))
def test_a_slow_and_failing_receiver_is_told_of_each_dog_in_order(
    open_house: Callable[..., House], seed: int
) -> None:
    """What is given up is passed over; then the next is sent, and not before."""
    house, moody, given = open_house(webhook_pauses=(0.02, 0.02)), Moody(seed), random.Random(seed)
    with receiving(moody):
        house.subscribe(channel="webhook", address=moody.url, types=["DogVaccinated"], order="per-dog")
        events = house.happens(*[example(DogVaccinated, dog_id=given.choice(DOGS)) for _ in range(60)])
        until(lambda: [one["status"] in ("sent", "failed") for one in house.messages()] == [True] * 60)

    order = {event.id: n for n, event in enumerate(events)}
    failed = {message["event_id"] for message in house.messages("failed")}
    for dog in DOGS:
        sent = [order[event] for of, event in moody.sent if of == dog]
        taken = [order[event] for of, event in moody.taken if of == dog]
        assert sent == sorted(sent)
        assert taken == sorted(set(taken))
    assert {event for _, event in moody.taken} | failed == set(order)
    assert moody.most_at_once > 1  # of different dogs


@pytest.fixture
def in_order(kept: Store) -> Store:
    """Its one subscription asks for order."""
    with kept.write() as work:
        work.get_one(Subscription, "s1").order = "per-dog"
    return kept


def test_the_next_of_a_dog_waits_for_the_one_before_also_for_another_sender(in_order: Store) -> None:
    take(in_order)  # what was there before order was asked for
    first, second, other = (told(example(DogAdopted, dog_id=dog)) for dog in ("dog-1", "dog-1", "dog-2"))
    hear(in_order, first, second, other)

    held = take(in_order)
    with in_order.write() as work:
        (waiting,) = (row for row in all_messages(work) if row.event_id == second.id)
        stolen = claim(work, [waiting.message_id], clock.now(), clock.now())
    assert {one.row.event_id for one in held} == {first.id, other.id} and stolen == []
    mine = next(one for one in held if one.row.event_id == first.id)
    with in_order.write() as work:
        record(work, [(mine, Outcome("transient", "500"))], (60.0,))
    assert take(in_order) == []
    with in_order.write() as work:
        for row in all_messages(work):
            if row.event_id == first.id:
                row.status = "failed"
    assert [one.row.event_id for one in take(in_order)] == [second.id]


def all_messages(work: Any) -> list[Message]:
    return list(work.exec(select(Message)).all())
