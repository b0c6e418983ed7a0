"""Passwords are hashed two at a time, in threads of their own: whoever is known comes first.

A hash takes 30 ms and 19 MiB. Strangers with a thousand addresses have one of the two between them, and wait
behind each other: who has logged in from where they are waits for none of theirs.
"""

import asyncio
import heapq
from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar
from weakref import WeakKeyDictionary

from shared.limits import TooManyRequests
from shared.ordinary import Threads
from shared.said import Said
from shared.service import Service

T = TypeVar("T")
AT_ONCE = 2
OF_STRANGERS = 1
MOST_STRANGERS = 20  # that wait: one second, at a hash in 30 ms
TRY_AGAIN = 5  # seconds
BUSY = Said("此刻登录的人太多", "Too many are logging in just now")


class Rank(IntEnum):
    """Who is let before whom."""

    KNOWN = 0  # somebody of this name has logged in from there of late
    NEIGHBOUR = 1  # somebody else has
    STRANGER = 2


class Hashing:
    """The threads of one service, and who waits for them."""

    def __init__(self) -> None:
        self.threads = Threads(AT_ONCE, thread_name_prefix="hashing")
        self.in_hand = self.of_strangers = 0
        self.waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []
        self.number = 0

    def check_room(self, rank: Rank) -> None:
        """Raises `TooManyRequests` for a stranger too many."""
        if rank is Rank.STRANGER and len(self.waiting) >= MOST_STRANGERS:
            raise TooManyRequests(TRY_AGAIN, BUSY)

    async def do(self, rank: Rank, step: Callable[[], T]) -> T:
        """What the step returns, when its turn has come. Raises `TooManyRequests` for a stranger too many."""
        await self._turn(rank)
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, step)
        finally:
            self._done(rank)

    async def _turn(self, rank: Rank) -> None:
        if self._is_free_for(rank):
            self._begin(rank)
            return
        self.check_room(rank)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.number += 1
        heapq.heappush(self.waiting, (rank, self.number, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._done(rank)  # it was ours already
            raise

    def _is_free_for(self, rank: Rank) -> bool:
        if self.in_hand >= AT_ONCE:
            return False
        return rank is not Rank.STRANGER or self.of_strangers < OF_STRANGERS

    def _begin(self, rank: Rank) -> None:
        self.in_hand += 1
        self.of_strangers += rank is Rank.STRANGER

    def _done(self, rank: Rank) -> None:
        self.in_hand -= 1
        self.of_strangers -= rank is Rank.STRANGER
        while self.waiting and self._is_free_for(self.waiting[0][0]):
            following, _, turn = heapq.heappop(self.waiting)
            if not turn.done():
                self._begin(following)
                turn.set_result(None)


_of: WeakKeyDictionary[Service, Hashing] = WeakKeyDictionary()


def of(service: Service) -> Hashing:
    """The one of this service."""
    return _of.setdefault(service, Hashing())
