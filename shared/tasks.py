"""What runs beside the requests: told to end, it ends; waited for, it does not hold anybody up for long."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 10.0  # seconds for what is in hand


def goes_on() -> bool:
    """False once this task was told to end, even where the word was swallowed on the way.

    `asyncio.wait_for` of Python 3.11 may do that when what it waits for is ready just then, and redis-py
    sends every command through it.
    """
    task = asyncio.current_task()
    return not (task and task.cancelling())


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Returns when all have ended, each after what it had in hand. Who did not hear it is told again."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=PATIENCE)
    await asyncio.gather(*tasks, return_exceptions=True)


async def within(seconds: float, answer: Awaitable[T]) -> T:
    """The answer, if it comes in time. Raises `TimeoutError`, also where the answer cannot be cancelled."""
    asked = asyncio.ensure_future(answer)
    try:
        await asyncio.wait({asked}, timeout=seconds)
        if asked.done():
            return asked.result()
        raise TimeoutError(f"{seconds:g} 秒内没有应答 no answer within {seconds:g} s")
    finally:
        asked.cancel()
