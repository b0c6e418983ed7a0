"""Listening: each event once, poison out of the way, and nothing lost with a consumer, a store or a Redis."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from redis.asyncio import Redis

from shared import events
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.rail.listener import ATTEMPTS, BATCH, Listener
from shared.store import Store, StoreUnavailable, Work
from shared.tables import inbox
from tests.anything import ANYTHING
from tests.servers import RedisServer
from tests.shared.conftest import at_work, intaken, watched
from tests.shared.rail.test_relay import until
from tests.shared.test_ears import (
    CLAIM_AFTER,
    DEAD,
    GROUP,
    RESTRICTED,
    STREAM,
    dead,
    ears,
    listening,
    pending,
    register_dog,
    say,
    say_dogs,
    times,
    told,
)  # fmt: skip

pytestmark = pytest.mark.anyio


async def test_batches_are_applied_once_and_acknowledged(any_store: Store, redis_url: str) -> None:
    dogs = [f"dog-{i}" for i in range(450)]
    say_dogs(redis_url, *dogs)
    async with listening(any_store, redis_url):
        await until(lambda: len(times(any_store)) == 450)
        say_dogs(redis_url, *dogs)
        say_dogs(redis_url, "last", first=451)
        await until(lambda: "last" in times(any_store) and pending(redis_url) == 0)

    assert set(times(any_store).values()) == {1}
    with any_store.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(inbox)) == 451


async def test_events_from_before_the_group_are_heard(sqlite_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, "early")
    async with listening(sqlite_store, redis_url):
        await until(lambda: times(sqlite_store) == {"early": 1})


async def test_poison_stops_no_neighbour_and_goes_to_the_dead(any_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, "a", "poison", "b")
    begun = time.monotonic()
    async with listening(any_store, redis_url):
        await until(lambda: set(times(any_store)) == {"a", "b"})
        assert dead(redis_url) == []
        await until(lambda: len(dead(redis_url)) == 1, 20)
        say_dogs(redis_url, "c", first=4)
        await until(lambda: "c" in times(any_store) and pending(redis_url) == 0)
    [letter] = dead(redis_url)

    assert times(any_store) == {"a": 1, "b": 1, "c": 1}
    assert letter.items() >= told(intaken("poison"), 2).to_fields().items()
    assert letter["dead_attempts"] == str(ATTEMPTS)
    assert letter["dead_error"] == "ValueError: this dog bites the handler"
    assert letter["dead_stream"] == STREAM
    assert time.monotonic() - begun > (ATTEMPTS - 1) * CLAIM_AFTER / 1000


async def test_whatever_a_handler_raises_is_a_dead_letter_and_no_more(
    any_store: Store, redis_url: str
) -> None:
    dogs = {f"throws {name}": f"after {name}" for name in ANYTHING}
    say_dogs(redis_url, *(dog for both in dogs.items() for dog in both))
    async with listening(any_store, redis_url):
        await until(lambda: len(dead(redis_url)) == len(ANYTHING), 60)
        say_dogs(redis_url, "last", first=2 * len(dogs) + 1)
        await until(lambda: "last" in times(any_store) and pending(redis_url) == 0)

    assert times(any_store) == dict.fromkeys([*dogs.values(), "last"], 1)
    assert {letter["subject"] for letter in dead(redis_url)} == set(dogs)
    assert {letter["dead_attempts"] for letter in dead(redis_url)} == {str(ATTEMPTS)}
    assert "Extraordinary: SystemExit" in {letter["dead_error"] for letter in dead(redis_url)}


async def test_a_listener_that_has_ended_listens_again_when_it_is_begun_again(
    sqlite_store: Store, redis_url: str
) -> None:
    async with at_work(sqlite_store) as writer, Redis.from_url(redis_url) as client:
        listener = Listener(ears, writer, client, redis_url, CLAIM_AFTER)
        for number, dog_id in enumerate(["first", "second"], start=1):
            running = asyncio.create_task(listener.run())
            say_dogs(redis_url, dog_id, first=number)
            await until(lambda dog_id=dog_id: dog_id in times(sqlite_store))  # type: ignore[misc]
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            assert not listener.running


async def test_a_subscriber_whose_task_was_cancelled_is_begun_again(
    sqlite_store: Store, redis_url: str
) -> None:
    async with listening(sqlite_store, redis_url) as listener:
        await until(lambda: listener.running)
        tasks = [subscriber.tasks[-1] for subscriber in listener.broker.subscribers]  # type: ignore[attr-defined]
        for task in tasks:
            task.cancel()
        await until(lambda: all(task.done() for task in tasks))
        say_dogs(redis_url, "a")
        await until(lambda: times(sqlite_store) == {"a": 1})
        await until(lambda: listener.running)


@pytest.mark.parametrize(
    "fields",
    [
        {"hello": "world"},
        {b"id": b"\xff\xfe", b"specversion": b"1.0"},
        told(intaken("x"), 7).to_fields() | {"data": '{"dog_id": "x"}'},
        told(intaken("x"), 7).to_fields() | {"data": "no JSON"},
        told(intaken("x"), 7).to_fields() | {"sequence": "seven"},
    ],
    ids=["foreign", "not utf-8", "breaks the contract", "not json", "no number"],
)
async def test_what_cannot_be_read_is_dead_at_once(sqlite_store: Store, redis_url: str, fields: Any) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(STREAM, fields)
        say_dogs(redis_url, "a")
        async with listening(sqlite_store, redis_url):
            await until(lambda: times(sqlite_store) == {"a": 1} and pending(redis_url) == 0)
        [(_, letter)] = client.xrange(DEAD)

    assert letter[b"dead_attempts"] == b"1"
    assert letter[b"dead_error"].startswith(b"Unreadable")


async def test_types_that_we_do_not_know_are_for_somebody_else(sqlite_store: Store, redis_url: str) -> None:
    future = told(intaken("a"), 1).to_fields() | {"type": "cn.qingcheng.dog.promoted.v9"}
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(STREAM, future)
    say_dogs(redis_url, "b", first=2)
    async with listening(sqlite_store, redis_url):
        await until(lambda: times(sqlite_store) == {"b": 1} and pending(redis_url) == 0)

    assert dead(redis_url) == []


async def test_what_a_dead_consumer_left_is_claimed(sqlite_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, *(f"dog-{i}" for i in range(30)))
    with redis.Redis.from_url(redis_url) as client:
        client.xgroup_create(STREAM, GROUP, "0")
        client.xreadgroup(GROUP, "died in its sleep", {STREAM: ">"}, count=20)
    async with listening(sqlite_store, redis_url):
        await until(lambda: len(times(sqlite_store)) == 30 and pending(redis_url) == 0)

    assert set(times(sqlite_store).values()) == {1}


@pytest.mark.parametrize("how", ["flushall", "del", "destroy"])
async def test_a_lost_group_is_made_again_at_the_beginning(
    sqlite_store: Store, redis_url: str, how: str
) -> None:
    say_dogs(redis_url, "a")
    async with listening(sqlite_store, redis_url) as listener:
        await until(lambda: times(sqlite_store) == {"a": 1})
        with redis.Redis.from_url(redis_url) as client:
            if how == "destroy":
                client.xgroup_destroy(STREAM, GROUP)
            else:
                client.flushall() if how == "flushall" else client.delete(STREAM)
        say_dogs(redis_url, "a", "b")
        await until(lambda: times(sqlite_store) == {"a": 1, "b": 1})
        await until(lambda: listener.running)


async def test_a_redis_that_starts_again_is_listened_to_again(
    sqlite_store: Store, own_redis: RedisServer
) -> None:
    say_dogs(own_redis.url, "a")
    async with listening(sqlite_store, own_redis.url) as listener:
        await until(lambda: times(sqlite_store) == {"a": 1})
        own_redis.kill()
        await asyncio.sleep(0.3)
        await asyncio.to_thread(own_redis.start)
        say_dogs(own_redis.url, "a", "b")
        await until(lambda: times(sqlite_store) == {"a": 1, "b": 1}, 20)
        await until(lambda: listener.running)


async def test_a_redis_that_comes_late_is_waited_for(sqlite_store: Store, own_redis: RedisServer) -> None:
    own_redis.kill()
    async with listening(sqlite_store, own_redis.url) as listener:
        await asyncio.sleep(0.3)
        assert not listener.running
        await asyncio.to_thread(own_redis.start)
        say_dogs(own_redis.url, "a")
        await until(lambda: times(sqlite_store) == {"a": 1}, 20)


class AwayFor:
    """A writer whose store is away for the first few commands."""

    def __init__(self, commands: int, writer: Any) -> None:
        self.left, self.writer = commands, writer

    def do(self, command: Callable[[Work], Any]) -> Awaitable[Any]:
        self.left -= 1
        if self.left >= 0:
            raise StoreUnavailable("database or disk is full")
        answer: Awaitable[Any] = self.writer.do(command)
        return answer


async def test_an_event_waits_for_its_store_and_never_dies_of_it(sqlite_store: Store, redis_url: str) -> None:
    say_dogs(redis_url, "a")
    async with listening(sqlite_store, redis_url, writes=partial(AwayFor, ATTEMPTS + 2)):
        await until(lambda: times(sqlite_store) == {"a": 1}, 20)
        await until(lambda: pending(redis_url) == 0)

    assert dead(redis_url) == []


async def test_a_witness_hears_all_but_what_few_may_hear(sqlite_store: Store, redis_url: str) -> None:
    heard: list[str] = []
    curious = Ears(GROUP)
    curious.on_every(lambda envelope, _: heard.append(envelope.type))
    curious.on(events.ObservationOpened)(lambda opened, *_: heard.append(f"handled {opened.dog_id}"))
    other = told(watched("b"), 2).to_fields() | {"type": "cn.qingcheng.bite.reported.v1", "id": "another"}
    say_dogs(redis_url, "a")
    with redis.Redis.from_url(redis_url) as client:
        client.xadd(RESTRICTED, other)
    say(redis_url, told(watched("biter"), 1), stream=RESTRICTED)
    async with listening(sqlite_store, redis_url, curious):
        await until(lambda: len(heard) >= 3 and pending(redis_url, RESTRICTED) == 0)

    assert sorted(heard) == [DogIntaken.type, events.ObservationOpened.type, "handled biter"]


async def test_each_pause_before_the_next_delivery_is_twice_the_one_before(
    sqlite_store: Store, redis_url: str
) -> None:
    at: list[float] = []
    failing = Ears(GROUP)

    @failing.on(DogIntaken)
    def fail(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
        at.append(time.monotonic())
        raise ValueError("never")

    say_dogs(redis_url, "a")
    asked = [time.monotonic()]  # of each delivery, a moment before it: Redis counts the pause from there
    async with listening(sqlite_store, redis_url, failing) as listener:
        claim = listener.redis.xclaim

        async def noted(*given: Any) -> Any:
            asked.append(time.monotonic())
            return await claim(*given)

        listener.redis.xclaim = noted  # type: ignore[method-assign]
        await until(lambda: len(dead(redis_url)) == 1, 20)
    [letter] = dead(redis_url)
    tried = at[0::2]  # each delivery is tried in its batch and once more alone

    assert len(tried) == len(asked) == ATTEMPTS
    for n, (before, next_one) in enumerate(zip(asked, tried[1:], strict=False)):
        assert next_one - before >= CLAIM_AFTER / 1000 * 2**n
    assert letter["dead_handler"] == "fail"
    assert listener.counted["failed"] == ATTEMPTS and listener.counted["buried"] == 1


async def test_many_that_a_dead_consumer_left_are_claimed_in_batches(
    sqlite_store: Store, redis_url: str
) -> None:
    how_many = 3 * BATCH + 7
    say_dogs(redis_url, *(f"dog-{i}" for i in range(how_many)))
    with redis.Redis.from_url(redis_url) as client:
        client.xgroup_create(STREAM, GROUP, "0")
        client.xreadgroup(GROUP, "died in its sleep", {STREAM: ">"})
        client.config_resetstat()
        async with listening(sqlite_store, redis_url):
            await until(lambda: len(times(sqlite_store)) == how_many and pending(redis_url) == 0)
        claims = client.info("commandstats")["cmdstat_xclaim"]["calls"]

    assert set(times(sqlite_store).values()) == {1}
    assert claims <= how_many / BATCH * 3  # a look may come before the last of them has waited long enough


async def test_while_its_store_is_away_it_holds_one_batch_and_reads_no_more(
    sqlite_store: Store, redis_url: str
) -> None:
    say_dogs(redis_url, *(f"dog-{i}" for i in range(3 * BATCH)))
    async with listening(sqlite_store, redis_url, writes=partial(AwayFor, 4)) as listener:
        await until(lambda: pending(redis_url) > 0)
        await asyncio.sleep(1)  # ten times the age at which others would claim
        assert pending(redis_url) == BATCH
        assert times(sqlite_store) == {}
        await until(lambda: len(times(sqlite_store)) == 3 * BATCH and pending(redis_url) == 0)

    assert listener.counted["claimed"] == 0


async def test_it_ends_with_its_store_away_and_leaves_what_it_held_to_others(
    sqlite_store: Store, redis_url: str
) -> None:
    say_dogs(redis_url, "a", "b")
    async with asyncio.timeout(10), listening(sqlite_store, redis_url, writes=partial(AwayFor, 10**6)):
        await until(lambda: pending(redis_url) == 2)
    assert pending(redis_url) == 2

    async with listening(sqlite_store, redis_url):
        await until(lambda: times(sqlite_store) == {"a": 1, "b": 1} and pending(redis_url) == 0)


async def test_told_to_end_it_finishes_what_it_holds(sqlite_store: Store, redis_url: str) -> None:
    slow = Ears(GROUP)

    @slow.on(DogIntaken)
    def slowly(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
        time.sleep(0.002)
        register_dog(taken_in, heard, work)

    say_dogs(redis_url, *(f"dog-{i}" for i in range(3 * BATCH)))
    async with listening(sqlite_store, redis_url, slow):
        await until(lambda: pending(redis_url) > 0)

    assert pending(redis_url) == 0
    assert 0 < len(times(sqlite_store)) < 3 * BATCH


async def test_what_was_delivered_while_it_was_told_to_end_is_finished_too(
    sqlite_store: Store, redis_url: str
) -> None:
    async with listening(sqlite_store, redis_url) as listener:
        await until(lambda: listener.running)
        await listener.broker.stop()
        say_dogs(redis_url, "a")
        with redis.Redis.from_url(redis_url) as client:
            client.xreadgroup(GROUP, listener.consumer, {STREAM: ">"})

    assert times(sqlite_store) == {"a": 1}
    assert pending(redis_url) == 0


async def test_nobody_comes_back_under_the_name_of_another(sqlite_store: Store, redis_url: str) -> None:
    names = set()
    for _ in range(2):
        async with listening(sqlite_store, redis_url) as listener:
            names.add(listener.consumer)

    assert len(names) == 2
