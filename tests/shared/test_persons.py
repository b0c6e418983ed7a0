"""Numbers that name a person are found however they are written, and nothing else is."""

import pytest

from shared.persons import UNTOLD, names_somebody, told

PERSONS = [
    "13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "8613812345678",
    "１３８１２３４５６７８",
    "送犬人张三，电话13812345678。", "11010519491231002X", "110105 19491231 002x", "159900199001010018",
]  # fmt: skip
NOBODY = [
    "", "RURAL", "黄白", "156000123456789", "HH-2026-000123", "2026-07-13T23:41:00+08:00", "20260501",
    "0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01", "a13812345678b", "138123456789", "110105194913310021",
    "12345678901",
]  # fmt: skip


@pytest.mark.parametrize("text", PERSONS)
def test_a_number_that_names_a_person_is_seen_and_left_out(text: str) -> None:
    assert names_somebody(text)
    assert UNTOLD in told(text) and not names_somebody(told(text))


@pytest.mark.parametrize("text", NOBODY)
def test_other_numbers_are_left_as_they_are(text: str) -> None:
    assert not names_somebody(text)
    assert told(text) == text
