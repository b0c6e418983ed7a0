"""Whose password is hashed before whose."""

import asyncio
import threading

import pytest

from services.intake.staff.hashing import MOST_STRANGERS, OF_STRANGERS, Hashing, Rank
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

    strangers = [ask(Rank.STRANGER, "stranger") for _ in range(OF_STRANGERS + MOST_STRANGERS)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests, match="Too many are logging in"):
        await hashing.do(Rank.STRANGER, lambda: step("one too many"))
    assert await hashing.do(Rank.KNOWN, lambda: "known") == "known", "waits for no stranger"

    others = [ask(Rank.NEIGHBOUR, "in hand"), ask(Rank.NEIGHBOUR, "neighbour"), ask(Rank.KNOWN, "known")]
    given_up = ask(Rank.KNOWN, "given up")
    await asyncio.sleep(0)
    given_up.cancel()
    may_go_on.set()
    await asyncio.gather(*others, *strangers)

    here = [name for name in order if name != "stranger"]
    assert here == ["in hand", "known", "neighbour"]
    assert len(order) == OF_STRANGERS + MOST_STRANGERS + 3
    assert (hashing.in_hand, hashing.of_strangers, hashing.waiting) == (0, 0, [])
    hashing.threads.shutdown()
