"""Where a reader stands, as it is told outside."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.feed.cursors import Cursors
from services.notify.feed.rules import Gone
from shared.problems import Unreasonable

OURS, OTHERS = Cursors(b"k" * 32), Cursors(b"o" * 32)


@given(st.integers(0, 2**63 - 1))
def test_a_cursor_comes_back_to_its_place_and_only_with_its_key(position: int) -> None:
    cursor = OURS.of(position)

    assert OURS.position(cursor, staff=False) == OURS.position(cursor, staff=True) == position
    if position:
        with pytest.raises(Unreasonable):
            OTHERS.position(cursor, staff=True)


def test_nothing_of_the_number_shows_in_it() -> None:
    """Neither which comes first nor how far apart they are: half of the bits are others, at every step."""
    cursors = [OURS.of(position) for position in range(1, 400)]

    apart = [(int(one, 16) ^ int(next, 16)).bit_count() for one, next in pairwise(cursors)]
    rising = sum(one < next for one, next in pairwise(cursors))

    assert len(set(cursors)) == len(cursors)
    assert 60 < sum(apart) / len(apart) < 68 and min(apart) > 30
    assert 150 < rising < 250


@pytest.mark.parametrize("cursor", ["", "0"])
def test_the_beginning_needs_no_key(cursor: str) -> None:
    assert OURS.position(cursor, staff=False) == 0


def test_a_number_of_old_is_for_staff_alone() -> None:
    assert OURS.position("4711", staff=True) == 4711
    with pytest.raises(Gone) as gone:
        OURS.position("4711", staff=False)
    assert gone.value.more["go_on"] == "/notify/v1/events"


@pytest.mark.parametrize("cursor", ["-1", "abc", "1.5", "９", "9" * 30, " 1", "0" * 32, "g" * 32, "é" * 32])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    for staff in (True, False):
        with pytest.raises(Unreasonable):
            OURS.position(cursor, staff)
