"""A service that comes back to a long queue: how much memory it takes, and whether the queue can be seen."""

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.ids import uuid7
from tests.chaos.processes import Process
from tests.chaos.servers import LocalRedis, SqliteStores
from tests.chaos.town import Town
from tests.servers import Client
from tests.system import until

STREAM, GROUP = "qingcheng:intake", "registry"
AT_ONCE = 1000
LAG = re.compile(r'^qingcheng_group_lag\{[^}]*stream="qingcheng:intake"[^}]*\} (\S+)$', re.M)
SLOW = 0.005  # seconds that each event takes where the handler is slow
SLOW_FOR = 30.0  # seconds that we watch it; it would take long
MOST_GROWTH = 64.0  # MB above the same process with nothing to do


@dataclass
class Watched:
    """What was seen of one process while it worked."""

    before: float
    most: float
    after: float
    lags: list[float]
    seconds: float

    def __str__(self) -> str:
        shown = f"{self.lags[0]:,.0f} → {self.lags[-1]:,.0f}" if self.lags else "not shown"
        return f"{self.before:8.0f}{self.most:8.0f}{self.after:8.0f}   {shown:<20}{self.seconds:8.0f}"

    @property
    def fine(self) -> bool:
        return self.most - self.before < MOST_GROWTH and bool(self.lags) and max(self.lags) > 0


def measure(folder: Path, waiting: int) -> bool:
    """Prints one table. Whether memory stayed bounded and the lag was shown."""
    with registry_alone(folder) as (town, registry):
        before = _with_nothing_to_do(town, registry)
        fill(town, waiting)
        print(f"  {f'{waiting:,} waiting entries':<26}{'before':>8}{'most':>8}{'after':>8}   "
              f"{'lag in /metrics':<20}{'seconds':>8}")  # fmt: skip
        slow = watch(town, registry, before, slow=SLOW, at_most=SLOW_FOR)
        print(f"  {f'each takes {SLOW * 1000:.0f} ms more':<26}{slow}   MB", flush=True)
        normal = watch(town, registry, before)
        print(f"  {'as it is':<26}{normal}   MB", flush=True)
    return slow.fine and normal.fine and normal.lags[-1] == 0


@contextlib.contextmanager
def registry_alone(folder: Path) -> Iterator[tuple[Town, Process]]:
    with contextlib.closing(LocalRedis()) as server:
        town = Town(folder, server, SqliteStores(folder))
        town.prepare()
        registry = next(process for process in town.processes if process.service == GROUP)
        try:
            yield town, registry
        finally:
            registry.kill()


def _with_nothing_to_do(town: Town, registry: Process) -> float:
    town.start(registry)
    until(lambda: _lag(registry) is not None, lambda: "the registry does not start", 60)
    time.sleep(2)
    megabytes = rss(registry.pid)
    town.stop(registry)
    return megabytes


def fill(town: Town, waiting: int) -> None:
    for first in range(1, waiting + 1, AT_ONCE):
        with town.redis.pipeline(transaction=False) as pipeline:
            for number in range(first, min(first + AT_ONCE, waiting + 1)):
                pipeline.xadd(STREAM, intaken(number).to_fields())  # type: ignore[arg-type]
            pipeline.execute()


def intaken(number: int) -> Envelope:
    event = DogIntaken.model_validate(DogIntaken.example | {"dog_id": f"dog-{number}"})
    return Envelope(
        id=uuid7(), source="/qingcheng/intake", type=event.type, subject=event.dog_id,
        time="2026-07-13T15:41:00.000000Z", dataschema=event.schema_name(), sequence=number, traceparent="",
        data=event.model_dump_json(),
    )  # fmt: skip


def watch(
    town: Town, registry: Process, before: float, slow: float = 0.0, at_most: float = 1800.0
) -> Watched:
    """Starts the registry and looks at it until nothing waits, or the time is up."""
    town.start(registry, slow)
    seen = Watched(before, 0.0, 0.0, [], 0.0)
    begun = time.monotonic()
    while time.monotonic() - begun < at_most and not (seen.lags and seen.lags[-1] == 0):
        time.sleep(0.2)
        seen.most = max(seen.most, rss(registry.pid))
        if (lag := _lag(registry)) is not None:
            seen.lags.append(lag)
    seen.seconds = time.monotonic() - begun
    time.sleep(2)
    seen.after = rss(registry.pid)
    town.stop(registry)
    return seen


def _lag(registry: Process) -> float | None:
    with contextlib.suppress(OSError):
        found = LAG.search(Client(registry.port).get("/registry/metrics").text)
        return float(found[1]) if found else None
    return None


def rss(pid: int) -> float:
    """Megabytes resident (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
