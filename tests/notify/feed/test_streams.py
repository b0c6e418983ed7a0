"""What the streams still hold, and whether a reader has missed something."""

import pytest

from services.notify.feed.streams import Entry, Held, missed

STREAM = "qingcheng:intake"
WHOLE = Held(STREAM, Entry((100, 0), 1, "a", ""), Entry((300, 0), 3, "c", ""), (300, 0))
TRIMMED = Held(STREAM, Entry((300, 0), 3, "c", ""), Entry((400, 0), 4, "d", ""), (400, 0))
EMPTIED = Held(STREAM, end=(400, 0))
AWAY = Held(STREAM)


@pytest.mark.parametrize(
    ("there", "at", "number"),
    [
        (WHOLE, (0, 0), 0),
        (WHOLE, (200, 0), 0),
        (WHOLE, (300, 0), 0),
        (WHOLE, (50, 0), 0),  # begun anew since, and all of it is there
        (TRIMMED, (300, 0), 0),
        (TRIMMED, (200, 0), 2),  # what was trimmed had been read
        (TRIMMED, (0, 0), 3),
        (EMPTIED, (400, 0), 4),
        (AWAY, (0, 0), 0),
    ],
)
def test_who_has_missed_nothing_goes_on(there: Held, at: tuple[int, int], number: int) -> None:
    assert missed(there, at, number) is None


@pytest.mark.parametrize(
    ("there", "at", "number", "word"),
    [
        (TRIMMED, (0, 0), 0, "trimmed"),
        (TRIMMED, (100, 0), 1, "trimmed"),
        (TRIMMED, (299, 9), 0, "trimmed"),
        (EMPTIED, (300, 0), 3, "trimmed"),
        (WHOLE, (300, 1), 3, "beyond the end"),
        (AWAY, (300, 0), 3, "beyond the end"),
    ],
)
def test_who_has_missed_something_is_told_where_to_go_on(
    there: Held, at: tuple[int, int], number: int, word: str
) -> None:
    gone = missed(there, at, number)

    assert gone is not None and word in gone.detail
    assert gone.more == {
        "go_on": f"/notify/v1/events?source=/qingcheng/intake&after_sequence={number}", "read_from": "0",
    }  # fmt: skip


def test_what_was_trimmed_is_known_by_the_first_number() -> None:
    assert (WHOLE.trimmed, TRIMMED.trimmed, EMPTIED.trimmed) == (0, 2, None)
