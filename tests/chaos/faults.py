"""What goes wrong: one function for each fault.

A fault takes the town and a dice, does its harm and undoes it before it returns. It raises `Busy` where
something else is being done to the same thing; then the monkey takes another.
"""

import contextlib
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

import redis

from shared.events import BY_TYPE
from shared.ids import uuid7
from tests.anything import ANYTHING
from tests.chaos.processes import Process
from tests.chaos.servers import PostgresStores
from tests.chaos.service import NOTHING, RAISES, UNSEALABLE
from tests.chaos.town import Town
from tests.chaos.troubles import Busy
from tests.system import SERVICES

Dice = random.Random
Fault = Callable[[Town, Dice], None]
FAULTS: dict[str, Fault] = {}
STREAMS = tuple(f"qingcheng:{service}" for service in SERVICES[:3])  # notify publishes nothing here
ANSWERS_WITHIN = 20.0  # seconds, on a busy machine
MARK = b"chaos"  # the field by which we know our own unreadable entries again


def fault(commit: Fault) -> Fault:
    """Enters a fault under its name with dashes."""
    FAULTS[commit.__name__.replace("_", "-")] = commit
    return commit


# ---- processes ---------------------------------------------------------------------------------------


@fault
def kill_service(town: Town, dice: Dice) -> None:
    """kill -9 of a process of a service; it starts again at once, or after a while."""
    process = dice.choice(town.processes)
    with process.held():
        process.kill()
        time.sleep(a_while(dice))
        town.start(process)


@fault
def stop_service(town: Town, dice: Dice) -> None:
    """SIGTERM to a process of a service; nothing may be left pending under its name."""
    process = dice.choice(town.processes)
    with process.held():
        town.stop(process)
        time.sleep(a_while(dice))
        town.start(process)


def a_while(dice: Dice) -> float:
    return dice.choice([0.0, dice.uniform(0.2, 3.0)])


# ---- Redis -------------------------------------------------------------------------------------------


@fault
def kill_redis(town: Town, dice: Dice) -> None:
    """kill -9 of Redis; it starts again from its append-only file."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.server.kill()
        time.sleep(a_while(dice))
        town.server.start()


@fault
def empty_redis(town: Town, dice: Dice) -> None:
    """kill -9 of Redis; it starts again with nothing."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.server.kill()
        town.server.empty()
        time.sleep(a_while(dice))
        town.server.start()


@fault
def flush_redis(town: Town, dice: Dice) -> None:
    """FLUSHALL."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.redis.flushall()


@fault
def delete_stream(town: Town, dice: Dice) -> None:
    """DEL of one stream, its groups with it."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.redis.delete(dice.choice(STREAMS))


@fault
def destroy_group(town: Town, dice: Dice) -> None:
    """XGROUP DESTROY of one service's group on one stream."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        stream = dice.choice(STREAMS[:2])
        try:
            town.redis.xgroup_destroy(stream, dice.choice(SERVICES[1:]))
        except redis.ResponseError:
            raise Busy from None  # an earlier fault has only just taken the stream


@fault
def read_only_redis(town: Town, dice: Dice) -> None:
    """Redis refuses to write, as a master does that was demoted."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.redis.replicaof("127.0.0.1", "1")
        time.sleep(dice.uniform(1, 2))
        town.redis.replicaof("NO", "ONE")


@fault
def hang_redis(town: Town, dice: Dice) -> None:
    """Redis is there and says nothing (SIGSTOP)."""
    with town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.server.hang()
        time.sleep(dice.uniform(1, 3))
        town.server.go_on()


@fault
def start_without_redis(town: Town, dice: Dice) -> None:
    """A service is killed and starts while Redis is away."""
    process = dice.choice(town.processes)
    with process.held(), town.troubles.alone_with("redis"), town.troubles.away("redis"):
        town.server.kill()
        process.kill()
        town.start(process)
        time.sleep(dice.uniform(2, 4))
        town.server.start()


# ---- stores ------------------------------------------------------------------------------------------


@fault
def lock_store(town: Town, dice: Dice) -> None:
    """Somebody else holds a service's write lock for some seconds."""
    service = dice.choice(SERVICES)
    with (
        town.troubles.alone_with(service),
        town.troubles.away(f"store {service}"),
        town.stores.locked(service),
    ):
        time.sleep(dice.uniform(1, 7))


@fault
def fill_disk(town: Town, dice: Dice) -> None:
    """SQLite on Linux: no file of a service's process can grow (RLIMIT_FSIZE)."""
    import resource

    process = dice.choice(town.processes)
    with (
        process.held(),
        town.troubles.alone_with(process.service),
        town.troubles.away(f"store {process.service}"),
    ):
        if not process.alive:
            raise Busy
        before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
        time.sleep(dice.uniform(1, 2))
        if process.alive:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


@fault
def cut_store(town: Town, dice: Dice) -> None:
    """PostgreSQL: every connection is ended."""
    assert isinstance(town.stores, PostgresStores)
    with town.troubles.alone_with("stores", *SERVICES), town.troubles.away(*ALL_STORES):
        town.stores.cut_all()


@fault
def restart_store(town: Town, dice: Dice) -> None:
    """PostgreSQL: the server crashes and recovers."""
    assert isinstance(town.stores, PostgresStores)
    with town.troubles.alone_with("stores", *SERVICES), town.troubles.away(*ALL_STORES):
        town.stores.restart()


ALL_STORES = tuple(f"store {service}" for service in SERVICES)


# ---- clocks ------------------------------------------------------------------------------------------


@fault
def wrong_clock(town: Town, dice: Dice) -> None:
    """A phone's clock is set: by years, by hours, by minutes, or right."""
    by = dice.choice([timedelta(days=365), timedelta(hours=1), timedelta(minutes=1), timedelta()])
    town.behind[dice.randrange(len(town.behind))] = by * round(dice.uniform(-20, 20), 2)


# ---- what nobody foresaw ------------------------------------------------------------------------------


@fault
def raising_command(town: Town, dice: Dice) -> None:
    """Commands of a service raise anything at all; each gets its own error, and the next is answered."""
    process = dice.choice(town.processes)
    kinds = [*dice.sample(list(ANYTHING), 10), UNSEALABLE]
    with process.held(), town.troubles.alone_with(process.service):
        if not process.ready:
            raise Busy
        with ThreadPoolExecutor(len(kinds)) as callers:
            told = dict(zip(kinds, callers.map(partial(_ask_to_raise, process), kinds), strict=True))
        town.done["commands that raised"] += len(told)
        silent = {kind: status for kind, status in told.items() if status not in (500, 422)}
        assert not silent, f"{process} answered {silent}"
        assert (status := _ask_to_raise(process, NOTHING)) == 201, f"{process} then answered {status}"


def _ask_to_raise(process: Process, kind: str) -> int:
    """The status; 0 where there is no answer."""
    path = quote(RAISES.format(service=process.service, kind=kind))
    connection = HTTPConnection("127.0.0.1", process.port, timeout=ANSWERS_WITHIN)
    with contextlib.closing(connection), contextlib.suppress(OSError, HTTPException):
        connection.request("POST", path)
        return connection.getresponse().status
    return 0


# ---- what nobody can read ----------------------------------------------------------------------------


@fault
def foreign_entry(town: Town, dice: Dice) -> None:
    """Somebody appends to a stream what is not one of our events."""
    with town.troubles.alone_with("redis"):
        fields = {MARK: mark_of(town), "hello": "world", "bytes": b"\xff\xfe"}
        town.redis.xadd(dice.choice(STREAMS[:2]), fields)  # type: ignore[arg-type]


@fault
def broken_event(town: Town, dice: Dice) -> None:
    """Somebody appends a well-formed event whose data breaks the contract."""
    stream, type = dice.choice([
        (STREAMS[0], "cn.qingcheng.dog.intaken.v1"), (STREAMS[1], "cn.qingcheng.dog.vaccinated.v1"),
    ])  # fmt: skip
    mark = mark_of(town)
    fields = {
        "specversion": "1.0", "id": mark, "source": f"/{stream.replace(':', '/')}", "type": type,
        "subject": "nobody", "time": "2026-07-13T15:41:00Z", "datacontenttype": "application/json",
        "dataschema": BY_TYPE[type].schema_name(), "sequence": "1", "traceparent": "",
        "data": '{"occurred_at": "no time"}', MARK: mark,
    }  # fmt: skip
    with town.troubles.alone_with("redis"):
        town.redis.xadd(stream, fields)  # type: ignore[arg-type]


def mark_of(town: Town) -> str:
    mark = uuid7()
    town.unreadable.add(mark)
    return mark
