"""The programs of docs/subscribing that follow the streams, each as it stands, whatever may happen."""

import json
import runpy
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from shared.events import DogIntaken, TagIssued
from shared.promises import example_of
from tests.servers import RedisServer
from tests.system import until
from tests.system.test_feed_snippets import SILENCE, SNIPPETS, Follower

STREAM = "qingcheng:intake"
CRASHES = 3
CLAIMED_AFTER = "1500"  # milliseconds


class Publisher:
    """Says that dogs have come in; it can say all of it again, as a relay does when Redis has lost all."""

    def __init__(self, server: RedisServer) -> None:
        self.url = server.url
        self.said: list[dict[str, str]] = []

    def say(self, dogs: int) -> None:
        example = example_of(DogIntaken)
        data = json.dumps(example["data"])
        fresh = range(len(self.said), len(self.said) + dogs)
        events = [example | {"id": f"event-{n}", "sequence": f"{n + 1:020}", "data": data} for n in fresh]
        self.said += events
        self.put(events)

    def put(self, events: list[dict[str, str]]) -> None:
        with redis.Redis.from_url(self.url) as wire:
            pipeline = wire.pipeline(transaction=False)
            for event in events:
                pipeline.xadd(STREAM, event)  # type: ignore[arg-type]
            pipeline.execute()


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """One that keeps what it was told."""
    server = RedisServer("--appendonly", "yes", "--appendfsync", "always")
    yield server
    server.close()


@pytest.fixture
def followers(server: RedisServer, furnished: Path, tmp_path: Path) -> Iterator[list[Follower]]:
    python = [str(furnished / "bin/python")]
    told = {"SUBSCRIBER_URL": server.url, "REDIS_URL": server.url, "CLAIM_AFTER": CLAIMED_AFTER}
    started = [
        Follower("streams.py", [sys.executable, str(SNIPPETS / "streams.py")], tmp_path, **told),
        Follower("faststream.py", [*python, str(SNIPPETS / "faststream_group.py")], tmp_path, **told),
    ]
    yield started
    for one in started:
        one.kill()


def done(follower: Follower) -> int:
    """How many events it has finished with."""
    try:
        with sqlite3.connect(follower.environment["STATE"], timeout=10) as kept:
            [count] = kept.execute("select count(*) from seen").fetchone()
        return int(count)
    except sqlite3.OperationalError:
        return 0  # it has not begun


def printed(follower: Follower) -> list[str]:
    lines = follower.out.read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines if line.startswith("event-")]


def all_done(followers: list[Follower], publisher: Publisher) -> None:
    for one in followers:
        until(lambda one=one: done(one) == len(publisher.said), one.said)  # type: ignore[misc]
        assert one.program.poll() is None, one.said()


def test_each_goes_on_through_silence_and_a_restart_of_redis(
    server: RedisServer, followers: list[Follower]
) -> None:
    """With its data and without: nothing is missed and nothing done twice."""
    publisher = Publisher(server)
    publisher.say(20)
    all_done(followers, publisher)
    time.sleep(SILENCE)
    publisher.say(1)
    all_done(followers, publisher)
    server.kill()
    time.sleep(1)
    server.start()
    publisher.say(20)
    all_done(followers, publisher)
    with redis.Redis.from_url(server.url) as wire:
        wire.flushall()
    publisher.put(publisher.said)
    publisher.say(20)
    all_done(followers, publisher)

    assert {one.name: sorted(printed(one)) for one in followers} == {
        one.name: sorted(event["id"] for event in publisher.said) for one in followers
    }


def test_each_loses_nothing_by_dying_in_the_middle_of_a_batch(
    server: RedisServer, followers: list[Follower]
) -> None:
    publisher = Publisher(server)
    publisher.say(5)
    all_done(followers, publisher)
    for _ in range(CRASHES):
        news = f"event-{len(publisher.said) + 70}"
        publisher.say(1000)
        for one in followers:
            until(lambda one=one, news=news: news in printed(one), one.said)  # type: ignore[misc]
            one.kill()
        assert any(done(one) < len(publisher.said) for one in followers)
        for one in followers:
            one.start()
        all_done(followers, publisher)

    for one in followers:
        assert set(printed(one)) == {event["id"] for event in publisher.said}


def test_what_is_new_unknown_or_repaired_stops_nobody(server: RedisServer, followers: list[Follower]) -> None:
    """A type of tomorrow, and a smaller number after a bigger one: a repair, and its id is new."""
    publisher = Publisher(server)
    publisher.say(9)
    third = publisher.said.pop(2)
    with redis.Redis.from_url(server.url) as wire:
        wire.delete(STREAM)
    publisher.put(publisher.said)
    unknown = third | {
        "id": "event-of-tomorrow",
        "type": "cn.qingcheng.dog.promoted.v1",
        "sequence": f"{10:020}",
    }
    publisher.put([unknown, third])
    publisher.said += [third, unknown]

    follower = followers[0]
    all_done([follower], publisher)

    assert printed(follower)[-1] == third["id"] == "event-2"
    assert len(printed(follower)) == len(publisher.said)


def test_who_knows_both_versions_takes_the_newer_and_who_does_not_the_older() -> None:
    """A made-up v2 is said beside v1 for every dog."""
    versions = runpy.run_path(str(SNIPPETS / "versions.py"))["is_mine"]
    v1, v2 = DogIntaken.type, DogIntaken.type.replace(".v1", ".v2")
    told = [v1, v2, TagIssued.type] * 3

    assert [type for type in told if versions(type, {v1, TagIssued.type})] == [v1, TagIssued.type] * 3
    assert [type for type in told if versions(type, {v1, v2, TagIssued.type})] == [v2, TagIssued.type] * 3


def test_with_faststream_what_cannot_be_read_or_done_is_put_aside(
    server: RedisServer, followers: list[Follower]
) -> None:
    """And holds up nothing that comes after it."""
    publisher, follower = Publisher(server), followers[1]
    publisher.say(1)
    all_done([follower], publisher)
    with sqlite3.connect(follower.environment["STATE"], timeout=10) as kept:
        kept.execute(
            "create trigger refused before insert on seen when new.id = 'event-1'"
            " begin select raise(abort, 'this one never'); end"
        )
    publisher.put([{"hello": "world"}])
    publisher.say(2)
    with redis.Redis.from_url(server.url) as wire:
        until(lambda: wire.xlen(STREAM) == 4 and done(follower) == 2, follower.said)
        until(lambda: wire.xpending(STREAM, "example")["pending"] == 0, follower.said)
    with sqlite3.connect(follower.environment["STATE"], timeout=10) as kept:
        found = kept.execute("select fields || reason from put_aside order by entry").fetchall()

    assert len(found) == 2
    assert "world" in found[0][0] and "is missing" in found[0][0]
    assert "event-1" in found[1][0] and "this one never" in found[1][0]
