"""Everything that Python can raise by itself, and some that only look like it."""

import asyncio
import builtins
from collections.abc import Callable
from concurrent import futures

WITH_MORE = {
    "UnicodeDecodeError": lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"),
    "UnicodeEncodeError": lambda: UnicodeEncodeError("ascii", "犬", 0, 1, "no"),
    "UnicodeTranslateError": lambda: UnicodeTranslateError("犬", 0, 1, "no"),
    "ExceptionGroup": lambda: ExceptionGroup("no", [StopIteration()]),
    "BaseExceptionGroup": lambda: BaseExceptionGroup("no", [SystemExit(3)]),
}


class Gone(BaseException):
    """No Exception."""


class Next(StopIteration):
    """A child of one."""


class Unsayable(Exception):
    """Cannot be written down."""

    def __str__(self) -> str:
        return "\ud800"


BUILT_IN = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and kind.__name__ == name
}
OTHERS = {
    "asyncio.CancelledError": asyncio.CancelledError, "futures.CancelledError": futures.CancelledError,
    "Gone": Gone, "Next": Next, "Unsayable": Unsayable,
}  # fmt: skip
ANYTHING: dict[str, Callable[[], BaseException]] = BUILT_IN | OTHERS | WITH_MORE


def throw(name: str) -> None:
    """Raises the one of that name."""
    raise ANYTHING[name]()
