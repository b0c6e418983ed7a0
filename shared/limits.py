"""How often in a while: counted in Redis, so that replicas share it, and in memory while Redis is away."""

import asyncio
import hashlib
import hmac
import ipaddress
import logging
import math
import time
from collections import OrderedDict
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from fastapi import Request
from redis.asyncio import Redis
from redis.exceptions import RedisClusterException, RedisError

from shared import keys
from shared.problems import Problem
from shared.said import Said

log = logging.getLogger(__name__)
PREFIX = "qingcheng:limits"
ANSWERS_WITHIN = 0.1  # seconds: nobody waits longer for a count
PAUSE = 2.0  # seconds, in which a Redis that did not answer is not asked again
MOST_IN_MEMORY = 20_000
SOMEWHERE = "somewhere"


class TooManyRequests(Problem):
    """Says when to try again, in words, in `retry_after` and in the Retry-After header (seconds)."""

    status = 429
    title = Said("请求过于频繁", "Too many requests")

    def __init__(self, seconds: float, because: Said | None = None) -> None:
        wait = math.ceil(seconds)
        zh, en = in_words(wait)
        why = because or Said("请求过于频繁", "Too many requests")
        super().__init__(
            f"{why.zh}，请 {zh}后再试。", f"{why.en}: try again in {en}.",
            retry_after=wait, headers={"Retry-After": str(wait)},
        )  # fmt: skip


def in_words(seconds: int) -> tuple[str, str]:
    """So long, in Chinese and in English."""
    for length, zh, en in ((86_400, "天", "days"), (3600, "小时", "h"), (60, "分钟", "min")):
        if seconds >= 1.5 * length:
            many = -(-seconds // length)
            return f"{many} {zh}", f"{many} {en}"
    return f"{seconds} 秒", f"{seconds} s"


class Limits:
    """The counts of one service. A while begins with the first of what is counted, and then ends whole."""

    def __init__(self, service: str, redis: Redis, key_folder: Path) -> None:
        self.service, self.redis, self.key_folder = service, redis, key_folder
        self.memory = Memory()
        self.ask_again = 0.0

    async def spend(self, what: str, whose: str, of: int, within: timedelta, cost: int = 1) -> None:
        """One more of `what` by `whose`. Raises `TooManyRequests` where that makes more than `of`."""
        key = self._key(what, whose)
        wait = await self._ask(key, cost, of, within)
        if wait is None:
            wait = self.memory.spend(key, cost, of, within.total_seconds())
        if wait:
            raise TooManyRequests(wait)

    async def _ask(self, key: str, cost: int, of: int, within: timedelta) -> float | None:
        """For how many seconds to wait, 0 for not at all; none while Redis does not answer."""
        if time.monotonic() < self.ask_again:
            return None
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return await self._count(key, cost, of, int(within.total_seconds() * 1000))
        except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
            if time.monotonic() > self.ask_again:  # of all who asked at once, the first one says so
                log.warning("limits are counted here alone for %g s: %r", PAUSE, error)
            self.ask_again = time.monotonic() + PAUSE
            return None

    async def _count(self, key: str, cost: int, of: int, milliseconds: int) -> float:
        """What is refused costs nothing. No script: a service that may run one may run any."""
        async with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.set(key, 0, px=milliseconds, nx=True)
            pipeline.incrby(key, cost)
            pipeline.pttl(key)
            _, spent, left = await pipeline.execute()
        if left < 0:  # it ran out in between
            await self.redis.pexpire(key, milliseconds)
        if spent <= of:
            return 0.0
        await self.redis.incrby(key, -cost)
        return float(max(left, 1) / 1000)

    def _key(self, what: str, whose: str) -> str:
        """No address and no phone stands in Redis: only who has our key can tell whose count it is."""
        told = f"{self.service}\0{what}\0{whose}".encode()
        name = hmac.digest(self._secret, told, "sha256")[:16].hex()
        return f"{PREFIX}:{self.service}:{what}:{name}"

    @cached_property
    def _secret(self) -> bytes:
        """Replicas share the folder of the keys; whoever loses it begins to count anew."""
        return hashlib.sha256(keys.kept_or_own(self.key_folder / "limits.key")).digest()


class Memory:
    """The same counts, here. A stranger with a million names fills nothing: the oldest are forgotten."""

    def __init__(self) -> None:
        self.counts: OrderedDict[str, tuple[int, float]] = OrderedDict()  # key → spent, until when

    def spend(self, key: str, cost: int, of: int, within: float) -> float:
        """For how many seconds to wait; 0 for not at all."""
        now = time.monotonic()
        spent, until = self.counts.get(key, (0, 0.0))
        if until <= now:
            self.counts.pop(key, None)
            spent, until = 0, now + within
        if spent + cost > of:
            return until - now
        self.counts[key] = spent + cost, until
        while len(self.counts) > MOST_IN_MEMORY:
            self.counts.popitem(last=False)
        return 0.0


def place(request: Request) -> str:
    """Where a request comes from, as one place: see `block_of`."""
    return block_of(request.client.host if request.client else "")


def block_of(address: str) -> str:
    """An IPv4 address, or the /64 that an IPv6 customer has."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return SOMEWHERE
    if isinstance(ip, ipaddress.IPv6Address):
        plain = ip.ipv4_mapped
        return str(plain or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
