"""A reference is a number of the file's own, or a seal that nobody reads anything out of."""

import pytest

from shared.references import Seal, may_be_told

SEAL = Seal(b"k" * 32)
ROW = {"notes": "张三 13812345678", "colour": "YW", "remark": ""}


@pytest.mark.parametrize("own", ["A100", "a-1", "2026/017", "FW1", "7"])
def test_a_number_of_the_file_s_own_stays_as_it_is(own: str) -> None:
    assert SEAL.of_number(own) == f"csv:{own}"
    assert may_be_told(f"csv:{own}")


@pytest.mark.parametrize(
    "own", ["张三", "ZhangSan", "13812345678", "11010519491231002X", "A 1", "x1" * 40, "1\n"]
)
def test_a_number_that_may_be_a_person_is_sealed(own: str) -> None:
    ref = SEAL.of_number(own)

    assert own not in ref and may_be_told(ref) and not may_be_told(f"csv:{own}")
    assert ref == SEAL.of_number(own) != SEAL.of_number(f"{own}2")


def test_a_row_is_known_again_by_what_stands_in_it() -> None:
    ref = SEAL.of_row(ROW, 1)

    assert ref == SEAL.of_row({**ROW, "another": " "}, 1) == SEAL.of_row(dict(reversed(ROW.items())), 1)
    assert len({ref, SEAL.of_row(ROW, 2), SEAL.of_row(ROW | {"colour": "Y"}, 1)}) == 3
    assert may_be_told(ref)


def test_who_has_another_key_can_try_out_nothing() -> None:
    other = Seal(b"x" * 32)

    assert other.of_row(ROW, 1) != SEAL.of_row(ROW, 1)
    assert other.mark != SEAL.mark and SEAL.of_row(ROW, 1).startswith(f"row:{SEAL.mark}~")


@pytest.mark.parametrize("ref", [f"row:{sorted(ROW.items())}", "row:[]", "", "csv:", "other:1"])
def test_what_was_made_of_a_whole_row_may_not_be_told(ref: str) -> None:
    assert not may_be_told(ref)
