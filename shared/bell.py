"""Rings for everyone who waits, so that nobody needs to look on a timer."""

import asyncio
import contextlib


class Bell:
    """Take `next` before you look, so that no ring is missed."""

    def __init__(self) -> None:
        self.next = asyncio.Event()

    def ring(self) -> None:
        self.next.set()
        self.next = asyncio.Event()


async def heard(rings: asyncio.Event, at_most: float) -> bool:
    """Waits for a ring, so many seconds at most; False when there was none."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(at_most):
            await rings.wait()
    return rings.is_set()
