"""A task that may not end is begun again, whatever ended it, and what befell it is known."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.exceptions import ConnectionError
from sqlalchemy.exc import OperationalError

from shared import watch
from shared.store import StoreUnavailable
from shared.watch import LONGEST_FOR_THE_AWAY, LONGEST_PAUSE, OFTEN, Watched
from tests.anything import ANYTHING, throw
from tests.shared.rail.test_relay import until

pytestmark = pytest.mark.anyio
Work = Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def watched(work: Work) -> AsyncIterator[Watched]:
    task = Watched("intake", "sweeper", work)
    running = asyncio.create_task(task.run())
    try:
        yield task
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Those that were made; none of them takes any time."""
    made: list[float] = []

    async def pause(seconds: float) -> None:
        made.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(watch, "sleep", pause)
    return made


def first(*ends: Callable[[], object]) -> tuple[Work, asyncio.Event]:
    """Work that ends so, one after the other, and then goes on; and the sign that it does."""
    left, at_work = list(ends), asyncio.Event()

    async def work() -> None:
        if left:
            left.pop(0)()
            return
        at_work.set()
        await asyncio.Event().wait()

    return work, at_work


@pytest.mark.parametrize("name", ANYTHING)
async def test_whatever_ends_it_it_is_begun_again(
    name: str, pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    work, at_work = first(lambda: throw(name))

    async with watched(work) as task:
        await asyncio.wait_for(at_work.wait(), 10)

        assert (task.running, task.restarts, task.down) == (True, 1, False)
    assert "the task sweeper of intake ended by" in caplog.text
    assert "Traceback" in caplog.text


async def test_one_that_comes_to_an_end_is_begun_again(pauses: list[float]) -> None:
    work, at_work = first(lambda: None)

    async with watched(work) as task:
        await asyncio.wait_for(at_work.wait(), 10)

        assert (task.restarts, task.ended_by) == (1, "return")


async def test_one_that_is_told_to_end_is_not() -> None:
    work, at_work = first()
    task = Watched("intake", "sweeper", work)
    running = asyncio.create_task(task.run())
    await asyncio.wait_for(at_work.wait(), 10)
    running.cancel()
    await asyncio.wait_for(asyncio.gather(running, return_exceptions=True), 10)

    assert (task.running, task.restarts) == (False, 0)


async def test_it_is_down_until_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = asyncio.Event()

    async def pause(seconds: float) -> None:
        await go_on.wait()

    monkeypatch.setattr(watch, "sleep", pause)
    work, at_work = first(lambda: throw("SystemExit"))

    async with watched(work) as task:
        await until(lambda: task.restarts == 1)
        assert (task.down, task.ended_by) == (True, "SystemExit")
        go_on.set()
        await asyncio.wait_for(at_work.wait(), 10)
        assert not task.down


async def test_one_that_ends_again_and_again_is_not_well_though_it_runs(pauses: list[float]) -> None:
    work, at_work = first(*[lambda: throw("KeyError")] * OFTEN)

    async with watched(work) as task:
        await asyncio.wait_for(at_work.wait(), 10)

        assert (task.running, task.down, task.times_ended(watch.AN_HOUR)) == (True, True, OFTEN)


async def test_the_pauses_grow_but_not_for_ever(pauses: list[float]) -> None:
    work, at_work = first(*[lambda: throw("KeyError")] * 9)

    async with watched(work):
        await asyncio.wait_for(at_work.wait(), 10)

    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


@pytest.mark.parametrize(
    "error",
    [StoreUnavailable("full"), OperationalError("select", {}, Exception("gone")), ConnectionError("gone"),
     ExceptionGroup("both", [StoreUnavailable("full"), ConnectionError("gone")])],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
async def test_while_what_it_needs_is_away_it_waits_and_is_well(
    error: Exception, pauses: list[float]
) -> None:
    def away() -> None:
        raise error

    work, at_work = first(*[away] * 5)

    async with watched(work) as task:
        await asyncio.wait_for(at_work.wait(), 10)

        assert (task.restarts, task.down, task.times_ended(watch.AN_HOUR)) == (5, False, 0)
    assert pauses == [0.2, 0.4, 0.8, LONGEST_FOR_THE_AWAY, LONGEST_FOR_THE_AWAY]
