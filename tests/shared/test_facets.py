"""The latest word on a facet, in whatever order words come; a correction wins."""

import random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.facets import correct, describe, newer, note


def a_row() -> Any:
    return SimpleNamespace(heard={}, name=None, breed=None, found_at=None, kennel=None)


def heard(sequence: int, source: str = "intake") -> Envelope:
    return Envelope(
        id=str(sequence), source=f"/qingcheng/{source}", type=DogIntaken.type, subject="a", time="",
        dataschema="", sequence=sequence, traceparent="", data="{}",
    )  # fmt: skip


def test_each_facet_and_each_source_is_minded_for_itself() -> None:
    row = a_row()

    assert newer(row, "kennel", heard(5))
    assert not newer(row, "kennel", heard(5))
    assert not newer(row, "kennel", heard(4))
    assert newer(row, "status", heard(4))
    assert newer(row, "kennel", heard(1, "registry"))
    assert row.heard == {"intake:kennel": 5, "intake:status": 4, "registry:kennel": 1}


@given(st.lists(st.integers(1, 9), min_size=1))
def test_it_ends_with_the_latest_in_whatever_order(order: list[int]) -> None:
    row = a_row()
    said = [sequence for sequence in order if newer(row, "kennel", heard(sequence))]

    assert said == sorted(set(said))
    assert said[-1] == max(order)


def test_an_older_word_changes_nothing() -> None:
    row = a_row()

    note(row, "place", heard(2), kennel="A07", name="豆包")
    note(row, "place", heard(1), kennel="B11", name="阿黄")

    assert (row.kennel, row.name) == ("A07", "豆包")


@pytest.mark.parametrize("late", [1, 9], ids=["written down before", "written down after"])
def test_a_description_that_comes_late_leaves_what_was_corrected(late: int) -> None:
    row = a_row()
    correct(row, heard(5), {"breed": "HUSKY", "found_time": "noon"}, {"found_time": "found_at"})

    said = {"name": "豆包", "breed": "RURAL", "found_time": "dawn"}
    describe(row, heard(late), said, {"found_time": "found_at"})

    assert (row.name, row.breed, row.found_at) == ("豆包", "HUSKY", "noon")


def test_a_correction_to_nothing_is_a_correction() -> None:
    row = a_row()
    correct(row, heard(5), {"name": None})

    describe(row, heard(1), {"name": "豆包"})

    assert row.name is None


Word = tuple[str, dict[str, str | None]]
NAMES = st.sampled_from(["name", "breed", "found_at"])
SAID = st.dictionaries(NAMES, st.none() | st.sampled_from("abc"), min_size=1)
WORDS = st.lists(
    st.tuples(st.just("describe"), SAID)
    | st.tuples(st.just("correct"), SAID)
    | st.tuples(st.just("note"), st.fixed_dictionaries({"kennel": st.sampled_from("xyz")})),
    min_size=1, max_size=12,
)  # fmt: skip


def tell(row: Any, word: Word, sequence: int) -> None:
    kind, said = word
    if kind == "note":
        note(row, "kennel", heard(sequence), **said)
    else:
        {"describe": describe, "correct": correct}[kind](row, heard(sequence), said)


@given(words=WORDS, order=st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_make_the_same_row(words: list[Word], order: random.Random) -> None:
    """A dog is described once."""
    first = next((n for n, (kind, _) in enumerate(words) if kind == "describe"), None)
    story = [(n, word) for n, word in enumerate(words, 1) if word[0] != "describe" or n - 1 == first]
    shuffled = [*story, *story]
    order.shuffle(shuffled)

    told, told_anyhow = a_row(), a_row()
    for sequence, word in story:
        tell(told, word, sequence)
    for sequence, word in shuffled:
        tell(told_anyhow, word, sequence)

    assert vars(told) == vars(told_anyhow)
