"""What it costs to wait for a Redis that is away."""

import contextlib
import os
import time
from pathlib import Path

from tests.chaos.processes import Process
from tests.chaos.servers import SqliteStores, redis_server
from tests.chaos.town import Town

AWAY = 20.0  # seconds
MOST = 5.0  # % of a core


def measure(folder: Path, redis: str | None = None) -> bool:
    """Prints one table: % of a core for each service. Whether all stayed below the limit."""
    with contextlib.closing(redis_server(redis)) as server:
        town = Town(folder, server, SqliteStores(folder))
        try:
            town.open()
            time.sleep(5)
            used = while_redis_is_away(town)
            town.wait_until_ready()
        finally:
            town.close()
    for process, percent in used.items():
        print(f"  {process:<26}{percent:6.1f} % of a core, Redis away for {AWAY:.0f} s (limit {MOST:.0f} %)")
    return all(percent < MOST for percent in used.values())


def while_redis_is_away(town: Town) -> dict[str, float]:
    town.server.kill()
    begun = {str(process): ticks(process) for process in town.processes}
    time.sleep(AWAY)
    used = {str(process): ticks(process) - begun[str(process)] for process in town.processes}
    town.server.start()
    return {name: 100 * taken / os.sysconf("SC_CLK_TCK") / AWAY for name, taken in used.items()}


def ticks(process: Process) -> int:
    """CPU time of a process so far (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
