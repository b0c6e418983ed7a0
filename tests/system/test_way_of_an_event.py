"""The way of an event, whatever happens between any two steps of it: writer, relay, stream, inbox.

QINGCHENG_MODEL_EXAMPLES=5000 makes a long run of it, a new one each time.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from faststream.redis.subscriber.usecases.stream_subscriber import StreamBatchSubscriber
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test as run_machine

from shared import ears as inboxes
from shared.rail import holes, janitor
from shared.rail import listener as listening
from shared.rail import relay as relaying
from shared.rail.holes import Holds
from shared.rail.listener import Listener
from shared.rail.relay import Relay
from shared.store import Work
from shared.tables import journal
from tests.servers import RedisServer
from tests.shared.trouble import Batch, Trouble
from tests.shared.way import GROUP, STREAMS, WayOfAnEvent, World

EXAMPLES = int(os.environ.get("QINGCHENG_MODEL_EXAMPLES", "0"))


@pytest.fixture
def world(
    tmp_path: Path, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[World]:
    """Its clocks stand still: whoever would wait goes on at once."""
    caplog.set_level(logging.CRITICAL)  # the troubles are ours
    sleep, heard = asyncio.sleep, listening.heard
    monkeypatch.setattr(asyncio, "sleep", lambda _seconds: sleep(0))
    monkeypatch.setattr(listening, "heard", lambda rings, _seconds: heard(rings, 0))
    monkeypatch.setattr(relaying, "BATCH", 3)
    monkeypatch.setattr(holes, "PAGE", 3)
    monkeypatch.setattr(relaying, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(listening, "BATCH", 4)
    monkeypatch.setattr(janitor, "GRACE", 0.0)
    monkeypatch.setattr(StreamBatchSubscriber, "start", lambda self: sleep(0))  # the model reads by itself
    made = World(tmp_path, own_redis.url)
    yield made
    made.close()


QUICK = settings(
    max_examples=EXAMPLES or 60, stateful_step_count=30, deadline=None, derandomize=not EXAMPLES,
    suppress_health_check=list(HealthCheck), print_blob=False,
)  # fmt: skip

UNTIL_FOUND = settings(
    QUICK, max_examples=300, phases=[Phase.generate], verbosity=Verbosity.quiet, report_multiple_bugs=False,
    derandomize=True,
)  # fmt: skip


def test_every_event_arrives_once_whatever_happens_on_its_way(world: World) -> None:
    run_machine(lambda: WayOfAnEvent(world), settings=QUICK)


Break = Callable[[pytest.MonkeyPatch, World], None]
Tale = Callable[[WayOfAnEvent, int], None]

# ---- broken on purpose, it is found out ----------------------------------------------------------------


def ack_before_commit(monkeypatch: pytest.MonkeyPatch, _: World) -> None:
    take = Listener._take

    async def hasty(self: Listener, stream: str, batch: list[Any]) -> None:
        await self.redis.xack(stream, GROUP, *(one.entry_id for one in batch))
        await take(self, stream, batch)

    monkeypatch.setattr(Listener, "_take", hasty)


def publish_before_commit(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    seal = Work.seal

    def hasty(self: Work) -> None:
        new = {fact.id for fact in self.facts}
        seal(self)
        for row in self.execute(sa.select(journal).where(journal.c.id.in_(new))):
            world.redis.xadd(row.stream, relaying.entry(row, "").to_fields())

    monkeypatch.setattr(Work, "seal", hasty)


def no_inbox(monkeypatch: pytest.MonkeyPatch, _: World) -> None:
    monkeypatch.setattr(inboxes, "_enter", lambda work, envelopes: {one.id for one in envelopes})


def no_look_at_the_end(monkeypatch: pytest.MonkeyPatch, _: World) -> None:
    async def nothing_new(stream: str, redis: Any) -> Holds:
        return Holds(1, (1, 1))

    monkeypatch.setattr(holes, "holds", nothing_new)


def only_the_end_is_looked_at(monkeypatch: pytest.MonkeyPatch, _: World) -> None:
    look = holes.holds

    async def the_end(stream: str, redis: Any) -> Holds:
        return Holds(0, (await look(stream, redis)).end)

    monkeypatch.setattr(holes, "holds", the_end)


@pytest.mark.parametrize(
    "breaks",
    [ack_before_commit, publish_before_commit, no_inbox, no_look_at_the_end, only_the_end_is_looked_at],
)
def test_it_sees_what_is_broken(world: World, monkeypatch: pytest.MonkeyPatch, breaks: Break) -> None:
    breaks(monkeypatch, world)
    with pytest.raises(AssertionError):
        run_machine(lambda: WayOfAnEvent(world), settings=UNTIL_FOUND)


# ---- rare tales, told step by step ------------------------------------------------------------------------


def flushed_in_a_turn(city: WayOfAnEvent, step: int) -> None:
    city.intake(["dog", "dog"], 0, None)
    city.listen(None)
    city.relay(0, True, None)
    city.intake(["dog"], 0, None)
    city.relay(0, False, Trouble(step, False, "flushall"))


def crashed_in_a_turn_on_an_empty_stream(city: WayOfAnEvent, step: int) -> None:
    city.intake(["dog"], 0, None)
    city.settle()
    city.tidy(0, None)
    city.intake(["dog"], 0, None)
    city.relay(0, False, Trouble(step, False, "crash"))
    city.crash_a_publisher(1)


def replay_asked_in_a_turn(city: WayOfAnEvent, step: int) -> None:
    """And whoever was asked is gone before the next look."""
    city.intake(["dog", "dog"], 0, None)
    city.settle()
    city.intake(["dog"], 0, None)
    city.relay(0, True, Trouble(step, False, "replay"))
    city.crash_a_publisher(0)
    city.crash_a_publisher(1)


def replayed_and_failed_over(city: WayOfAnEvent, step: int) -> None:
    """What is lost then looks the same as what is left."""
    city.intake(["dog", "dog", "biter"], 0, None)
    city.settle()
    city.copy_to_the_replica()
    city.replay()
    city.relay(0, True, None)
    city.relay(0, True, Trouble(step, False, "fail over"))
    city.crash_a_publisher(1)


def failed_over_to_an_empty_stream(city: WayOfAnEvent, step: int) -> None:
    city.intake(["dog"], 0, None)
    city.settle()
    city.tidy(0, None)
    city.copy_to_the_replica()
    city.intake(["dog"], 0, None)
    city.relay(0, True, Trouble(step, False, "crash"))
    city.fail_over()
    city.crash_a_publisher(0)
    city.crash_a_publisher(1)


def trimmed_after_a_loss(city: WayOfAnEvent, step: int) -> None:
    """A stream that is not new, and yet has nothing of ours in it."""
    city.intake(["dog"], 0, None)
    city.relay(0, True, None)
    city.crash_a_publisher(0)
    city.crash_a_publisher(1)
    city.flushall()
    city.listen(None)
    city.foreign(STREAMS[0])
    city.read(4, None)
    city.take(Trouble(step, False, "crash"))
    city.claim(None)
    city.tidy(0, None)


def restarted_in_a_turn(city: WayOfAnEvent, step: int) -> None:
    """With the last entry alone: nothing is missing at the end."""
    city.intake(["dog", "dog", "dog"], 0, None)
    city.listen(None)
    city.relay(0, True, None)
    city.intake(["dog"], 0, None)
    city.relay(0, True, None)
    city.restart_with_the_last(1)
    city.relay(0, True, Trouble(step, False, "restart"))
    city.crash_a_publisher(0)
    city.crash_a_publisher(1)


def replayed_and_restarted(city: WayOfAnEvent, step: int) -> None:
    """The copies are lost, and what they are copies of is not."""
    city.intake(["dog", "dog", "biter"], 0, None)
    city.settle()
    city.replay()
    city.relay(0, True, None)
    city.lose(STREAMS[0], {3, 4})
    city.relay(0, True, Trouble(step, False, "crash"))
    city.crash_a_publisher(1)


TALES = [
    flushed_in_a_turn, crashed_in_a_turn_on_an_empty_stream, replay_asked_in_a_turn, replayed_and_failed_over,
    failed_over_to_an_empty_stream, trimmed_after_a_loss, restarted_in_a_turn, replayed_and_restarted,
]  # fmt: skip
LAST_STEP = 22


def tell(tale: Tale, world: World) -> None:
    """With the trouble at each step in turn."""
    for step in range(1, LAST_STEP + 1):
        city = WayOfAnEvent(world)
        try:
            tale(city, step)
            city.nothing_is_heard_twice_or_untrue()
            city.no_event_stands_behind_a_hole()
        finally:
            city.teardown()


@pytest.mark.parametrize("tale", TALES)
def test_it_ends_well_at_whatever_step(world: World, tale: Tale) -> None:
    tell(tale, world)


def no_watch(monkeypatch: pytest.MonkeyPatch, _: World) -> None:
    async def blind(self: Batch, *names: str) -> bool:
        self.watching = True
        return True

    monkeypatch.setattr(Batch, "watch", blind)


def mark_before_sending(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    relay = Relay._relay

    async def hasty(self: Relay, stream: str, look: bool) -> None:
        if rows := self._next(stream):
            left = self.left.get(stream, Holds(0, holes.BEGINNING))
            await self._note({stream: (rows[-1].sequence, left)}, self.heeded)
        await relay(self, stream, look)

    monkeypatch.setattr(Relay, "_relay", hasty)


@pytest.mark.parametrize(
    ("breaks", "tale"),
    [(no_watch, flushed_in_a_turn), (mark_before_sending, crashed_in_a_turn_on_an_empty_stream)],
)
def test_a_tale_sees_what_is_broken(
    world: World, monkeypatch: pytest.MonkeyPatch, breaks: Break, tale: Tale
) -> None:
    breaks(monkeypatch, world)
    with pytest.raises(AssertionError):
        tell(tale, world)
