"""Whatever is raised reaches its own caller as an ordinary error, and ends nothing that serves everybody.

Futures and tasks take some exceptions for signs of their own: a Future refuses `StopIteration`, and whoever
waits for it waits for ever; `SystemExit` ends the event loop; `CancelledError` says that we were told to end.
"""

import asyncio
from collections.abc import Callable
from concurrent import futures
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SIGNS = (StopIteration, StopAsyncIteration, futures.CancelledError)  # and all that is no Exception


class Extraordinary(Exception):
    """A step ended with what would be taken for a sign; the cause is what it raised."""


def ordinary(error: BaseException) -> Exception:
    """The error itself, or the `Extraordinary` that it becomes."""
    if isinstance(error, Exception) and not isinstance(error, SIGNS):
        return error
    strange = Extraordinary(type(error).__name__)
    strange.__cause__ = error
    return strange


class Threads(futures.ThreadPoolExecutor):
    """Threads in which anything may be raised: whoever waits for the answer gets an ordinary error."""

    def submit(self, step: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> futures.Future[T]:
        return super().submit(_ordinarily, step, *given, **named)

    async def end(self) -> None:
        """Returns when all that was begun in them is done, also what nobody waits for any more."""
        with futures.ThreadPoolExecutor(1) as beside:
            await asyncio.get_running_loop().run_in_executor(beside, self.shutdown)


def _ordinarily(step: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> T:
    try:
        return step(*given, **named)
    except BaseException as error:
        raise ordinary(error)  # noqa: B904 - it has its cause
