"""Tidies up in Redis: removes what is old and finished from the streams, and consumers that are long gone.

One replica does it, the one that relays. Only commands on one key, so that a Cluster takes them.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from redis.exceptions import RedisClusterException, RedisError

from shared import clock
from shared.rail import streams
from shared.rail.relay import Relay
from shared.rail.streams import Group
from shared.tasks import goes_on

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds
PAGE = 500
PAGES = 20  # of a stream at a time; the rest a minute later, so that nobody else waits for it
GRACE = 3600.0  # seconds in the stream, for a group that was lost with it to be made again
ALARM = 86_400.0  # seconds that a group may keep old entries from being removed
NAMED = 10  # groups at most
GONE = 600_000  # milliseconds without a sign of life


class Janitor:
    """Removes an entry when its event is older than `keep_days` and every group has finished it.

    Old history that was published again goes again, an hour later.
    """

    def __init__(
        self, group: str, heard: Sequence[str], relay: Relay, redis: Any, keep_days: float,
        idle_days: float = 1.0,
    ) -> None:  # fmt: skip
        self.group, self.heard = group, heard
        self.relay, self.redis = relay, redis
        self.keep = timedelta(days=keep_days)
        self.idle = timedelta(days=idle_days).total_seconds()
        self.trimmed = self.removed = 0
        self.held_up: dict[tuple[str, str], float] = {}  # seconds, by stream and group
        self.asleep: dict[tuple[str, str], float] = {}  # those that nobody reads, as long

    async def run(self) -> None:
        """Every minute until cancelled, while this replica relays."""
        while goes_on():
            try:
                if self.relay.leading:
                    await self.tidy()
                else:
                    self.held_up, self.asleep = {}, {}
            except (RedisError, RedisClusterException, OSError) as error:
                log.warning("%s could not tidy up: %s", self.group, error)
            await asyncio.sleep(EVERY)

    async def tidy(self) -> None:
        """Once through our own streams, and through our own group on every stream that it hears."""
        held_up: dict[tuple[str, str], float] = {}
        asleep: dict[tuple[str, str], float] = {}
        for stream in self.relay.streams:
            held_up |= await self._trim(stream)
            asleep |= await self._who_sleeps(stream)
        self.held_up = held_up
        self._tell(asleep)
        for stream in self.heard:
            await self._forget_the_gone(stream)

    async def _trim(self, stream: str) -> dict[tuple[str, str], float]:
        """Page by page from the head. Returns who holds it up, and for how long."""
        for _ in range(PAGES):
            groups = await streams.groups_of(self.redis, stream)
            page: list[Any] = await self.redis.xrange(stream, count=PAGE)
            gone = self._may_go(page, groups)
            if gone:
                self.trimmed += await self.relay.trim(stream, page[:gone])
            if gone < PAGE:
                return self._who_holds_up(stream, page[gone:], groups)
        return {}

    def _may_go(self, page: Sequence[Any], groups: Sequence[Group]) -> int:
        """How many of these, from the first on, nobody needs any more."""
        for number, (entry, fields) in enumerate(page):
            needed = any(group.needs <= streams.entry_id(entry) for group in groups)
            if needed or self._overdue(entry, fields) < 0:
                return number
        return len(page)

    def _who_holds_up(
        self, stream: str, rest: Sequence[Any], groups: Sequence[Group]
    ) -> dict[tuple[str, str], float]:
        if not rest:
            return {}
        entry, fields = rest[0]
        here = streams.entry_id(entry)
        seconds = self._overdue(entry, fields)
        late = [group.name for group in groups if group.needs <= here][:NAMED] if seconds > 0 else []
        if seconds > ALARM:
            log.warning("%s has not been trimmed for %.0f hours: %s have not finished %s",
                        stream, seconds / 3600, ", ".join(late), streams.text_of(here))  # fmt: skip
        return {(stream, name): seconds for name in late}

    async def _who_sleeps(self, stream: str) -> dict[tuple[str, str], float]:
        """Groups with something unfinished for too long, whose consumers have asked for nothing as long.

        One without consumers has been idle since its first such entry came.
        """
        found = {}
        for group in await streams.groups_of(self.redis, stream):
            unread = await streams.oldest_unread(self.redis, stream, group)
            unfinished = [entry for entry in (group.oldest_pending, unread) if entry]
            waits = streams.age_of(min(unfinished)) if unfinished else 0.0
            if waits > self.idle:
                consumers = await self.redis.xinfo_consumers(stream, group.name)
                idle = min([waits, *(consumer["idle"] / 1000 for consumer in consumers)])
                if idle > self.idle:
                    found[stream, group.name] = idle
        return dict(list(found.items())[:NAMED])

    def _tell(self, asleep: dict[tuple[str, str], float]) -> None:
        """Once when it falls asleep."""
        for (stream, group), seconds in asleep.items():
            if (stream, group) not in self.asleep:
                log.warning("nobody has read %s in the group %s for %.0f hours: start its consumers, or "
                            "qingcheng subscribers group %s --remove",
                            stream, group, seconds / 3600, group)  # fmt: skip
        self.asleep = asleep

    def _overdue(self, entry: bytes, fields: Mapping[bytes, bytes]) -> float:
        """Seconds since it was old enough to go; negative until then."""
        old_for = (clock.now() - _recorded(entry, fields) - self.keep).total_seconds()
        return min(old_for, streams.age_of(streams.entry_id(entry)) - GRACE)

    async def _forget_the_gone(self, stream: str) -> None:
        """Names are new with every start, so nobody comes back under one. Who holds something stays."""
        if self.group not in {group.name for group in await streams.groups_of(self.redis, stream)}:
            return
        for consumer in await self.redis.xinfo_consumers(stream, self.group):
            if consumer["idle"] > GONE and not consumer["pending"]:
                await self.redis.xgroup_delconsumer(stream, self.group, consumer["name"])
                self.removed += 1


def _recorded(entry: bytes, fields: Mapping[bytes, bytes]) -> datetime:
    """What the event says, since old history may have been published again; never later than Redis says."""
    taken = datetime.fromtimestamp(streams.entry_id(entry)[0] / 1000, UTC)
    try:
        return min(taken, clock.parse(fields[b"time"].decode()))
    except (KeyError, ValueError, TypeError):
        return taken  # not one of our events
