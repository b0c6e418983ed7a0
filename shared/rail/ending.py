"""Ends what runs for ever: asked once, it ends; asked and not heard, it is asked again."""

import asyncio
from typing import Any

PATIENCE = 10.0  # seconds for what is in hand


def goes_on() -> bool:
    """False once this task was told to end, even where the word was swallowed on the way.

    `asyncio.wait_for` of Python 3.11 may do that when what it waits for is ready just then, and redis-py
    sends every command through it.
    """
    task = asyncio.current_task()
    return not (task and task.cancelling())


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Returns when all have ended, each after what it had in hand."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=PATIENCE)
    await asyncio.gather(*tasks, return_exceptions=True)
