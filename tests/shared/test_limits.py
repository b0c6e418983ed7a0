"""How often in a while: on a Redis that replicas share, without one, and on one that hangs."""

import asyncio
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from shared import limits
from shared.limits import Limits, Memory, TooManyRequests, block_of
from shared.rail.connect import connect
from tests.servers import RedisServer

pytestmark = pytest.mark.anyio
A_WHILE = timedelta(minutes=5)
STREET = "203.0.113.9"
WITHIN = limits.ANSWERS_WITHIN


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, it is counted in Redis."""
    monkeypatch.setattr(limits, "ANSWERS_WITHIN", 20.0)


@pytest.fixture
def one(redis_url: str, tmp_path: Path) -> Limits:
    return Limits("intake", connect(redis_url), tmp_path)


def keys_in(url: str) -> list[str]:
    with redis.Redis.from_url(url, decode_responses=True) as client:
        return sorted(client.keys("*"))


async def spent(counted: Limits, times: int, of: int = 3, whose: str = STREET) -> list[bool]:
    """Which of so many were let through."""
    found = []
    for _ in range(times):
        try:
            await counted.spend("log-in", whose, of, A_WHILE)
            found.append(True)
        except TooManyRequests:
            found.append(False)
    return found


async def test_so_many_in_a_while_and_then_it_says_when_to_try_again(one: Limits) -> None:
    assert await spent(one, 5) == [True] * 3 + [False] * 2
    assert await spent(one, 1, whose="203.0.113.10") == [True]

    with pytest.raises(TooManyRequests) as refused:
        await one.spend("log-in", STREET, 3, A_WHILE)

    assert refused.value.detail.zh == "请求过于频繁，请 5 分钟后再试。"
    assert refused.value.detail.en == "Too many requests: try again in 5 min."
    assert refused.value.more == {"retry_after": 300, "headers": {"Retry-After": "300"}}


async def test_what_is_refused_costs_nothing(one: Limits) -> None:
    await one.spend("upload", STREET, 100, A_WHILE, cost=60)
    with pytest.raises(TooManyRequests):
        await one.spend("upload", STREET, 100, A_WHILE, cost=60)

    await one.spend("upload", STREET, 100, A_WHILE, cost=40)


async def test_replicas_count_together_and_services_apart(
    one: Limits, redis_url: str, tmp_path: Path
) -> None:
    replica = Limits("intake", connect(redis_url), tmp_path)
    another = Limits("adoption", connect(redis_url), tmp_path)

    assert await spent(one, 2) == [True] * 2
    assert await spent(replica, 2) == [True, False]
    assert await spent(another, 3) == [True] * 3
    assert [key.rpartition(":")[0] for key in keys_in(redis_url)] == [
        "qingcheng:limits:adoption:log-in", "qingcheng:limits:intake:log-in"
    ]  # fmt: skip


async def test_many_at_once_are_counted_each(one: Limits) -> None:
    one.ask_again = 0.0

    found = await asyncio.gather(*(spent(one, 1, of=7) for _ in range(20)))

    assert sum(sum(each) for each in found) == 7


async def test_no_address_stands_in_redis_and_no_count_for_ever(one: Limits, redis_url: str) -> None:
    await spent(one, 4)
    await one.spend("code", "13812345678", 1, timedelta(milliseconds=80))

    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        told = [text for key in client.keys("*") for text in (key, client.get(key))]
        assert all(client.pttl(key) > 0 for key in client.keys("*"))
    assert not any(whole in text for text in told for whole in (STREET, "13812345678", "203.0"))
    await asyncio.sleep(0.1)
    assert not [key for key in keys_in(redis_url) if ":code:" in key]
    await one.spend("code", "13812345678", 1, A_WHILE)


async def test_without_redis_it_is_counted_here_and_with_it_again_there(
    own_redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Limits("intake", connect(own_redis.url), tmp_path)
    assert await spent(counted, 1) == [True]
    own_redis.kill()

    assert await spent(counted, 5) == [True] * 3 + [False] * 2
    own_redis.start()
    counted.ask_again = 0.0
    assert await spent(counted, 1) == [True]
    assert len(keys_in(own_redis.url)) == 1


async def test_a_redis_that_hangs_delays_nobody(
    own_redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits longer than the one time that it takes to see it: what is asked then, is not asked."""
    counted = Limits("intake", connect(own_redis.url), tmp_path)
    await spent(counted, 1)
    assert own_redis.process
    monkeypatch.setattr(limits, "ANSWERS_WITHIN", WITHIN)
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        async with asyncio.timeout(limits.PAUSE):  # far less than a Redis that hangs takes to be given up
            at_once = await asyncio.gather(*(spent(counted, 1, of=9) for _ in range(20)))
            found = sum(sum(each) for each in at_once) + sum(await spent(counted, 1, of=9))
        print(f"\n  21 answers in {time.monotonic() - begun:.2f} s")
    finally:
        os.kill(own_redis.process.pid, signal.SIGCONT)

    assert found == 9
    assert WITHIN < 0.2


async def test_what_is_counted_here_is_bounded_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_IN_MEMORY", 100)
    memory = Memory()

    for n in range(500):
        assert memory.spend(f"key-{n}", 1, 1, 60.0) == 0
    assert len(memory.counts) == 100
    assert 0 < memory.spend("key-499", 1, 1, 60.0) <= 60
    assert memory.spend("brief", 1, 1, 0.01) == 0
    time.sleep(0.02)
    assert memory.spend("brief", 1, 1, 0.01) == 0


async def test_where_no_key_can_be_kept_it_still_counts(redis_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    counted = Limits("intake", connect(redis_url), tmp_path / "file")

    assert await spent(counted, 4) == [True] * 3 + [False]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "somewhere"),
        ("testclient", "somewhere"),
    ],
)
async def test_a_place_is_an_address_or_a_customers_network(address: str, place: str) -> None:
    assert block_of(address) == place
