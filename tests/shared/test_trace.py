"""One thread from the request to the last event that it led to; and ids that sort by time."""

import re
import time

import pytest

from shared import trace
from shared.ids import crockford, uuid7, uuid_from

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_step_stays_in_its_trace() -> None:
    step = trace.step(PARENT)

    assert step[:36] == PARENT[:36]
    assert step != PARENT


@pytest.mark.parametrize(
    "parent", ["", "nonsense", PARENT.upper(), "00-" + "0" * 32 + PARENT[35:], PARENT + "-x"]
)
def test_what_is_no_trace_begins_one(parent: str) -> None:
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace.step(parent))
    assert trace.step(parent)[3:35] != parent[3:35]


def test_ids_sort_by_the_time_they_were_made() -> None:
    ids = []
    for _ in range(5):
        ids.append(uuid7())
        time.sleep(0.002)

    assert ids == sorted(ids)
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", i) for i in ids
    )


def test_the_same_parts_have_the_same_id() -> None:
    assert uuid_from("a", "b") == uuid_from("a", "b") != uuid_from("a", "c")


def test_codes_are_unlike_each_other_and_have_no_letter_to_misread() -> None:
    codes = {crockford() for _ in range(1000)}

    assert len(codes) == 1000
    assert not set("ILOU") & set("".join(codes))
