"""The monkey: commits one fault after another, by chance, from a seed."""

import random
import sys
import threading
import time
from collections import Counter

from tests.chaos.faults import FAULTS, Dice, Fault
from tests.chaos.servers import PostgresStores, SqliteStores, answers
from tests.chaos.town import Town
from tests.chaos.troubles import Busy
from tests.system import until

EVERY = (0.7, 2.0)  # seconds between two faults
AT_THE_END = {"foreign-entry", "broken-event"}  # once more, when nothing takes them away again
MORE_OFTEN = {"kill-service": 4, "stop-service": 4, "kill-redis": 2, "wrong-clock": 2}
ONLY_ON = {"fill-disk": SqliteStores, "cut-store": PostgresStores, "restart-store": PostgresStores}


def possible(town: Town, names: list[str]) -> dict[str, Fault]:
    """Those of these faults that this town can suffer."""
    return {
        name: FAULTS[name]
        for name in names
        if isinstance(town.stores, ONLY_ON.get(name, object))
        and (name != "fill-disk" or sys.platform == "linux")
    }


class Monkey:
    """Commits a fault every now and then; several may be under way at once."""

    def __init__(self, town: Town, seed: int, names: list[str]) -> None:
        self.town, self.dice = town, random.Random(seed)
        self.faults = possible(town, names)
        self.weights = [MORE_OFTEN.get(name, 1) for name in self.faults]
        self.left_out = [name for name in names if name not in self.faults]
        self.committed: Counter[str] = Counter()
        self.failed: list[str] = []
        self.under_way: list[threading.Thread] = []

    def rage(self, seconds: float) -> None:
        """Returns when the time is up and everything that was broken is whole again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(self.dice.uniform(*EVERY))
            [name] = self.dice.choices(list(self.faults), self.weights)
            dice = Dice(self.dice.random())
            thread = threading.Thread(target=self._commit, args=[name, dice], name=name)
            thread.start()
            self.under_way.append(thread)
        for thread in self.under_way:
            thread.join()
        for name in sorted(AT_THE_END & set(self.faults)):
            self._commit(name, self.dice)

    def _commit(self, name: str, dice: Dice) -> None:
        try:
            self.faults[name](self.town, dice)
            self.committed[name] += 1
        except Busy:
            self.committed["(came too soon)"] += 1
        except Exception as error:
            self.failed.append(f"{name}: {error!r}")


def make_whole(town: Town) -> None:
    """Whatever a fault left down is started again."""
    for process in town.processes:
        if not process.alive:
            town.start(process)
    until(lambda: answers(town.server.url), lambda: "Redis does not answer", 30)
