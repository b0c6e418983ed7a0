"""Watches what a service does beside its requests: a task that ends is named, counted and begun again."""

import logging
import time
from asyncio import sleep
from collections import deque
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from shared import logs
from shared.store import StoreUnavailable
from shared.tasks import goes_on

log = logging.getLogger(__name__)
AWAY = (StoreUnavailable, OperationalError, InterfaceError, TimeoutError, RedisError, RedisClusterException)
SHORTEST_PAUSE = 0.2  # seconds; each is twice the one before
LONGEST_PAUSE, LONGEST_FOR_THE_AWAY = 10.0, 1.0
STEADY = 60.0  # seconds at work after which a pause is short again
AN_HOUR = 3600.0
LATELY, OFTEN = 300.0, 3  # who has ended so often in so many seconds is not well, even while it runs
KEPT = 1000  # ends that are remembered


class Watched:
    """A task that may end only when it is told to, and how it has fared."""

    def __init__(self, service: str, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.service, self.name, self.work = service, name, work
        self.running = False
        self.restarts = 0
        self.ended_by = ""  # the kind of error alone: what it says may name somebody
        self.ends: deque[float] = deque(maxlen=KEPT)  # when; not those where what it needs was away

    async def run(self) -> None:
        """Works until told to end. Whatever else ends the work, it is begun again after a growing pause."""
        logs.service.set(self.service)
        pause = SHORTEST_PAUSE
        while goes_on():
            begun = time.monotonic()
            error = await self._work()
            if not goes_on():
                return
            if time.monotonic() - begun > STEADY:
                pause = SHORTEST_PAUSE
            pause = min(pause, self._note(error))
            await sleep(pause)
            pause *= 2

    async def _work(self) -> BaseException | None:
        self.running = True
        try:
            await self.work()
        except BaseException as error:  # SystemExit out of a task would end the loop, and every service in it
            return error
        finally:
            self.running = False
        return None

    def _note(self, error: BaseException | None) -> float:
        """Returns the longest pause that it may make now."""
        self.restarts += 1
        self.ended_by = type(error).__name__ if error else "return"
        if _is_away(error):  # as its own reason says: this task is well
            log.warning("the task %s of %s waits: %s", self.name, self.service, error)
            return LONGEST_FOR_THE_AWAY
        self.ends.append(time.monotonic())
        log.error("the task %s of %s ended by %s and is begun again",
                  self.name, self.service, self.ended_by, exc_info=error)  # fmt: skip
        return LONGEST_PAUSE

    def times_ended(self, within: float) -> int:
        """In the last so many seconds."""
        since = time.monotonic() - within
        return sum(at >= since for at in self.ends)

    @property
    def down(self) -> bool:
        """It has ended and is not back yet, or ends again and again."""
        return bool(self.ends) and (not self.running or self.times_ended(LATELY) >= OFTEN)


def _is_away(error: BaseException | None) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(map(_is_away, error.exceptions))
    return isinstance(error, AWAY)
