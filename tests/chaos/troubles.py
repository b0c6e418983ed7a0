"""Who is doing what to whom, and what was away when."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.system import SERVICES


class Busy(Exception):
    """Something else is being done to it just now."""


@dataclass
class Trouble:
    """Something was away, from when to when (monotonic); no end yet while it still is."""

    what: str
    begin: float
    end: float | None = None


class Troubles:
    """Every trouble so far, and locks so that no two faults do something to the same thing."""

    def __init__(self) -> None:
        self.so_far: list[Trouble] = []
        self.locks = {what: threading.Lock() for what in ("redis", "stores", *SERVICES)}

    @contextlib.contextmanager
    def alone_with(self, *whats: str) -> Iterator[None]:
        """Nothing else is done to these meanwhile. Raises `Busy`."""
        with contextlib.ExitStack() as held:
            for what in whats:
                held.enter_context(holding(self.locks[what]))
            yield

    @contextlib.contextmanager
    def away(self, *whats: str) -> Iterator[None]:
        """Remembers that these are away for as long as it lasts."""
        troubles = [Trouble(what, time.monotonic()) for what in whats]
        self.so_far += troubles
        try:
            yield
        finally:
            for trouble in troubles:
                trouble.end = time.monotonic()

    def was_away(self, whats: set[str], since: float) -> bool:
        """Whether one of these was away at any moment from then to now."""
        return any(t.what in whats and (t.end is None or t.end >= since) for t in list(self.so_far))


@contextlib.contextmanager
def holding(lock: threading.Lock) -> Iterator[None]:
    """Raises `Busy` where somebody else has it."""
    if not lock.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        lock.release()
