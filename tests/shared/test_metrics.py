"""Metrics: true figures, and what is known of them when something is away."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis
from prometheus_client.parser import text_string_to_metric_families

from shared.app import compose
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.metrics import KNOWN
from shared.nouns import Noun
from shared.rail import janitor
from shared.store import Work
from tests.servers import Client, RedisServer
from tests.shared.conftest import intaken
from tests.shared.test_ears import say, told
from tests.shared.test_health import GROUP, OPERATING, STREAM, add_old, data, settings
from tests.system import until

__all__ = ["data"]
ears = Ears(GROUP)
DEAD = f"qingcheng:dead:{GROUP}"


@ears.on(DogIntaken)
def take_note(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
    if taken_in.dog_id == "poison":
        raise ValueError("this dog bites the handler")


def figures(client: Client) -> dict[str, float]:
    """By name, and by name{stream} and name{stream,group} where there are such labels."""
    answer = client.get("/intake/metrics")
    assert answer.status == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = [
                value for name, value in sorted(sample.labels.items(), reverse=True) if name != "service"
            ]
            found[f"{sample.name}{{{','.join(labels)}}}" if labels else sample.name] = sample.value
            assert sample.labels["service"] == GROUP
    return found


@pytest.fixture
def client(data: Path, own_redis: RedisServer, serve: Callable[[Any], Client]) -> Client:
    client = serve(compose(GROUP, settings(data, own_redis.url), [Noun(ears=ears)], title="intake"))
    until(lambda: client.get("/intake/health/ready").status == 200)
    return client


@pytest.fixture
def server(own_redis: RedisServer) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(own_redis.url) as server:
        yield server


def test_a_quiet_service_has_quiet_figures(client: Client) -> None:
    quiet = ("outbox_unsent", "outbox_oldest_seconds", "dead_letters", "commands_waiting",
             "writer_standing_seconds", "store_refusals_total", "events_failed_total")  # fmt: skip
    until(lambda: figures(client)["qingcheng_relay_leader"] == 1)
    until(lambda: not any(figures(client)[f"qingcheng_{name}"] for name in quiet))  # its tasks work too
    said = figures(client)

    assert said["qingcheng_redis_up"] == said["qingcheng_store_up"] == said["qingcheng_listener_running"] == 1
    assert said["qingcheng_listener_revivals_total"] == 1
    for task in ("writer", "relay", "listener", "janitor", "sessions"):
        assert said[f"qingcheng_task_running{{{task}}}"] == 1
        assert said[f"qingcheng_task_restarts_total{{{task}}}"] == 0
    assert said[f"qingcheng_group_lag{{{STREAM}}}"] == said[f"qingcheng_group_pending{{{STREAM}}}"] == 0


def test_events_are_counted(client: Client, own_redis: RedisServer, server: redis.Redis) -> None:
    say(own_redis.url, *(told(intaken(dog), n) for n, dog in enumerate(["a", "b", "poison"], start=1)))
    server.xadd(STREAM, {"hello": "world"})
    until(lambda: figures(client)["qingcheng_events_failed_total"] >= 1)
    said = figures(client)

    assert said["qingcheng_events_applied_total"] == 2
    assert said["qingcheng_events_buried_total"] == said["qingcheng_dead_letters"] == 1
    assert said[f"qingcheng_group_pending{{{STREAM}}}"] == 1
    assert 0 < said[f"qingcheng_group_oldest_seconds{{{STREAM}}}"] < 60
    assert said[f"qingcheng_stream_entries{{{STREAM}}}"] == 4


def test_a_group_that_lags_is_counted_even_where_redis_cannot_tell(
    client: Client, server: redis.Redis
) -> None:
    """While the subscriber is stopped: it may not make its group again."""
    server.acl_setuser("default", commands=["-xgroup|create"])
    server.delete(STREAM)
    until(lambda: figures(client)["qingcheng_listener_running"] == 0)
    server.acl_setuser("default", commands=["-xreadgroup", "+xgroup|create"])
    until(lambda: server.exists(STREAM))
    for seconds in (400, 300, 200, 100):
        add_old(server, seconds)
    server.xgroup_setid(STREAM, GROUP, server.xrange(STREAM)[1][0])
    [group] = server.xinfo_groups(STREAM)
    said = figures(client)

    assert group["lag"] is None
    assert said[f"qingcheng_group_lag{{{STREAM}}}"] == 2
    assert said[f"qingcheng_group_oldest_seconds{{{STREAM}}}"] == pytest.approx(200, abs=30)


def test_without_redis_what_is_known_is_said(client: Client, own_redis: RedisServer) -> None:
    own_redis.kill()
    said = figures(client)

    assert said["qingcheng_redis_up"] == 0
    assert said["qingcheng_outbox_unsent"] == 0
    assert "qingcheng_dead_letters" not in said


def test_without_its_store_what_is_known_is_said(client: Client, data: Path) -> None:
    with closing(sqlite3.connect(data / "intake.db")) as vandal:
        vandal.execute("alter table journal rename to stolen")
    said = figures(client)

    assert said["qingcheng_store_up"] == 0
    assert said["qingcheng_dead_letters"] == 0
    assert "qingcheng_outbox_unsent" not in said


def test_who_holds_up_trimming_is_named(
    data: Path, own_redis: RedisServer, server: redis.Redis, serve: Callable[[Any], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(janitor, "EVERY", 0.1)
    add_old(server, 9 * 86_400)
    add_old(server, 8 * 86_400)
    server.xgroup_create(STREAM, "asleep", server.xrange(STREAM)[0][0])
    client = serve(compose(GROUP, settings(data, own_redis.url), [Noun(ears=ears)], title="intake"))
    name = f"qingcheng_trim_held_up_seconds{{{STREAM},asleep}}"
    until(lambda: name in figures(client))

    assert figures(client)[name] == pytest.approx(86_400, abs=60)
    assert figures(client)["qingcheng_trimmed_total"] == 1


def test_a_group_that_nobody_reads_is_named_before_it_holds_anything_up(
    data: Path, own_redis: RedisServer, server: redis.Redis, serve: Callable[[Any], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(janitor, "EVERY", 0.1)
    add_old(server, 2 * 86_400)
    server.xgroup_create(STREAM, "asleep", "0")
    client = serve(compose(GROUP, settings(data, own_redis.url), [Noun(ears=ears)], title="intake"))
    name = f"qingcheng_group_asleep_seconds{{{STREAM},asleep}}"
    until(lambda: name in figures(client))

    assert figures(client)[name] == pytest.approx(2 * 86_400, abs=60)
    assert f"qingcheng_trim_held_up_seconds{{{STREAM},asleep}}" not in figures(client)


def documented() -> dict[str, tuple[str, str]]:
    rows = re.findall(
        r"^\| `(qingcheng_\w+)` \| (\w+) \| ([\w, ]*)\|", OPERATING.read_text("utf-8"), re.MULTILINE
    )
    return {name: (kind, labels.strip()) for name, kind, labels in rows}


def test_the_table_for_operators_is_true(client: Client) -> None:
    text = client.get("/intake/metrics").text
    said = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    helped = dict(re.findall(r"^# HELP (\w+) (.+)$", text, re.MULTILINE))
    labels = {name: ", ".join(labels) for name, (_, _, labels) in KNOWN.items()}

    assert documented() == {name: (kind, labels[name]) for name, kind in said.items()}
    assert set(helped) == set(said)
