"""What strangers made is read in a process of its own, and what goes wrong there stays there."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from shared.apart import Apart, TakesTooMuch
from shared.inside import Refused
from tests.shared.reading import Found

READING = "tests.shared.reading:read"


@pytest.fixture
def apart() -> Iterator[Apart]:
    one = Apart(READING, seconds=1, memory=400_000_000, trusts=("tests.shared.reading",))
    yield one
    one.close()


def test_what_is_found_comes_back_part_by_part_from_one_process_that_stays(apart: Apart) -> None:
    assert list(apart.parts("count", 3)) == [Found(0), Found(1), Found(2)]

    (first,), (second,) = apart.parts("who"), apart.parts("who")
    assert first == second != Found(os.getpid())


def test_a_refusal_comes_back_in_its_words(apart: Apart) -> None:
    with pytest.raises(Refused) as why:
        apart.one("refuse", 0)

    assert why.value.args == ("Wrong", "不行。", "No.")
    assert apart.one("count", 1) == Found(0)


@pytest.mark.parametrize("deed", ["turn", "sleep", "grow", "die", "raise", "write", "answer too much"])
def test_what_takes_too_much_is_refused_in_words_and_the_next_is_read(apart: Apart, deed: str) -> None:
    apart.one("count", 1)
    began = time.monotonic()

    with pytest.raises(TakesTooMuch):
        list(apart.parts(deed, 0))

    assert time.monotonic() < began + 60
    assert apart.one("count", 1) == Found(0)


def _refused(apart: Apart) -> None:
    with pytest.raises(TakesTooMuch):
        apart.one("turn", 0)


def test_nobody_else_waits_for_what_takes_long(apart: Apart) -> None:
    """The reading process has a core; this one goes on turning meanwhile."""
    apart.one("count", 1)
    threading.Thread(target=_refused, args=(apart,)).start()

    turned, end = 0, time.monotonic() + 0.5
    while time.monotonic() < end:
        time.sleep(0.005)
        turned += 1
    assert turned > 10


def test_a_process_that_was_taken_over_gives_us_nothing_to_run(apart: Apart) -> None:
    with pytest.raises(TakesTooMuch):
        apart.one("attack", 0)

    assert "QINGCHENG_TEST_ATTACKED" not in os.environ


def test_it_knows_nothing_of_ours(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "secret")

    assert apart.one("environment", 0) == Found(0)


def test_who_is_not_needed_goes_home() -> None:
    short = Apart(READING, seconds=1, memory=400_000_000, trusts=("tests.shared.reading",), kept=0.05)
    short.one("count", 1)
    process = short.process
    assert process

    assert process.wait(20) is not None
    assert short.one("count", 1) == Found(0)
    short.close()
