"""What a graceful stop left behind: entries pending under a stopped consumer's name."""

import socket
import time
from typing import Any

import redis

from tests.chaos.processes import Process
from tests.chaos.service import POISON
from tests.chaos.troubles import Troubles
from tests.composed import ears_of


def left_behind(client: redis.Redis, troubles: Troubles, process: Process) -> list[str]:
    """Those that were delivered while nothing was away, and that a handler can take."""
    return [
        f"{process} (pid {process.pid}) left {entry['message_id'].decode()} of {stream}"
        for stream in ears_of(process.service).streams
        for entry in _pending(client, stream, process)
        if not _excused(troubles, process, entry) and not _poison(client, stream, entry["message_id"])
    ]


def _pending(client: redis.Redis, stream: str, process: Process) -> list[Any]:
    group, name = process.service, f"{socket.gethostname()}-{process.pid}"
    try:
        known: Any = client.xinfo_consumers(stream, group)
    except redis.ResponseError:  # no such stream or group: FLUSHALL, DEL, XGROUP DESTROY
        return []
    names = [consumer["name"].decode() for consumer in known]
    ours = [one for one in names if one == name or one.startswith(f"{name}-")]
    return [entry for one in ours for entry in _held_by(client, stream, group, one)]


def _held_by(client: redis.Redis, stream: str, group: str, consumer: str) -> list[Any]:
    entries: list[Any] = client.xpending_range(stream, group, "-", "+", 100, consumer)
    return entries


def _excused(troubles: Troubles, process: Process, entry: Any) -> bool:
    delivered = time.monotonic() - entry["time_since_delivered"] / 1000
    return troubles.was_away({"redis", f"store {process.service}"}, delivered - 1.0)


def _poison(client: redis.Redis, stream: str, entry_id: bytes) -> bool:
    """What no handler takes waits for its next attempt, under whatever name."""
    found: Any = client.xrange(stream, entry_id, entry_id)
    return not found or f'"{POISON}"'.encode() in found[0][1].get(b"data", b"")
