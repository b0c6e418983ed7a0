"""Whose password is hashed before whose."""

import asyncio
import threading

import pytest

from services.intake.staff.hashing import AT_ONCE, MOST_STRANGERS, Hashing, Rank
from shared.limits import TooManyRequests

pytestmark = pytest.mark.anyio


async def test_who_is_known_is_next_and_strangers_are_so_many_and_no_more() -> None:
    hashing, order, may_go_on = Hashing(), [], threading.Event()

    def step(name: str) -> str:
        may_go_on.wait(20)
        order.append(name)
        return name

    def ask(rank: Rank, name: str) -> asyncio.Task[str]:
        return asyncio.create_task(hashing.do(rank, lambda: step(name)))

    strangers = [ask(Rank.STRANGER, "stranger") for _ in range(AT_ONCE + MOST_STRANGERS)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests, match="Too many are logging in"):
        await hashing.do(Rank.STRANGER, lambda: step("one too many"))
    given_up = ask(Rank.KNOWN, "given up")
    others = [ask(Rank.NEIGHBOUR, "neighbour"), ask(Rank.KNOWN, "known")]
    await asyncio.sleep(0)
    given_up.cancel()
    may_go_on.set()
    await asyncio.gather(*others)

    assert {"known", "neighbour"} <= set(order[: AT_ONCE + 4]), "two threads may end in any order"
    await asyncio.gather(*strangers)
    assert len(order) == AT_ONCE + MOST_STRANGERS + 2
    assert (hashing.in_hand, hashing.waiting) == (0, [])
    hashing.threads.shutdown()
