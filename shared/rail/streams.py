"""What the groups of a stream have and have not finished: for readiness, metrics and trimming."""

import time
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

EntryId = tuple[int, int]  # milliseconds of the server's clock, and a counter
COUNTED = 1000  # entries that are counted one by one where the server cannot tell


@dataclass(frozen=True, slots=True)
class Group:
    """One consumer group on one stream."""

    name: str
    delivered: EntryId  # everything up to here has been handed out
    pending: int
    oldest_pending: EntryId | None
    lag: int | None  # entries not yet handed out; None where the server cannot tell

    @property
    def needs(self) -> EntryId:
        """Everything before this id is finished."""
        unread = following(self.delivered)
        return min(self.oldest_pending or unread, unread)


def entry_id(text: bytes) -> EntryId:
    milliseconds, _, counter = text.partition(b"-")
    return int(milliseconds), int(counter)


def following(last: EntryId) -> EntryId:
    """The lowest id after this one."""
    return last[0], last[1] + 1


def text_of(entry: EntryId) -> str:
    return f"{entry[0]}-{entry[1]}"


def age_of(entry: EntryId) -> float:
    """Seconds since Redis took it."""
    return max(0.0, time.time() - entry[0] / 1000)


async def groups_of(redis: Any, stream: str) -> list[Group]:
    """Every group of a stream; none where there is no stream."""
    try:
        found = await redis.xinfo_groups(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return []
        raise
    return [await _group(redis, stream, said) for said in found]


async def _group(redis: Any, stream: str, said: Any) -> Group:
    oldest = (await redis.xpending(stream, said["name"]))["min"] if said["pending"] else None
    return Group(
        name=said["name"].decode(errors="replace"),
        delivered=entry_id(said["last-delivered-id"]),
        pending=said["pending"],
        oldest_pending=entry_id(oldest) if oldest else None,
        lag=said.get("lag"),
    )


async def oldest_unread(redis: Any, stream: str, group: Group) -> EntryId | None:
    """The first entry that the group has not been handed."""
    first = await redis.xrange(stream, text_of(following(group.delivered)), count=1)
    return entry_id(first[0][0]) if first else None


async def lag_of(redis: Any, stream: str, group: Group) -> int:
    """Entries that the group has not been handed. Redis forgets the number when entries are deleted or
    a group is set elsewhere; then they are counted, to 1,000 at most."""
    if group.lag is not None:
        return group.lag
    return len(await redis.xrange(stream, text_of(following(group.delivered)), count=COUNTED))
