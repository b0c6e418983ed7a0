"""Whatever is raised is an ordinary error to who waits for it."""

import asyncio
from functools import partial

import pytest

from shared.ordinary import Extraordinary, Threads, ordinary
from tests.anything import ANYTHING, throw

pytestmark = pytest.mark.anyio
SIGNS = {
    "BaseException", "BaseExceptionGroup", "KeyboardInterrupt", "SystemExit", "GeneratorExit",
    "StopIteration", "StopAsyncIteration", "asyncio.CancelledError", "futures.CancelledError", "Gone", "Next",
}  # fmt: skip


def test_what_is_a_sign_becomes_an_error_that_keeps_it_and_all_else_stays() -> None:
    raised = {name: make() for name, make in ANYTHING.items()}
    became = {name: ordinary(error) for name, error in raised.items()}

    assert {name for name, error in became.items() if isinstance(error, Extraordinary)} == SIGNS
    assert all(became[name].__cause__ is raised[name] for name in SIGNS)
    assert all(became[name] is raised[name] for name in set(ANYTHING) - SIGNS)


@pytest.mark.parametrize("name", ANYTHING)
async def test_a_thread_answers_whatever_is_raised_in_it(name: str) -> None:
    asyncio.get_running_loop().set_default_executor(threads := Threads(1))

    async with asyncio.timeout(10):
        with pytest.raises(Exception):  # noqa: B017 - any; but not none, and nothing else
            await asyncio.to_thread(partial(throw, name))
        assert await asyncio.to_thread(lambda: "well") == "well"
    threads.shutdown()
