"""Phones, ids and ages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.adoption.people import rules as people


@pytest.mark.parametrize(
    "phone",
    [
        "13812345678", "+8613812345678", "+86 13812345678", " 13812345678 ", "138 1234 5678", "138-1234-5678",
        "+86 138 1234 5678", "(+86)138 1234 5678", "１３８１２３４５６７８", "138\u00a01234\u00a05678",
    ],
)  # fmt: skip
def test_a_mobile_number_is_its_eleven_digits(phone: str) -> None:
    assert people.mobile(phone) == "13812345678"


@pytest.mark.parametrize(
    "phone", ["12812345678", "1381234567", "138123456789", "0471-6612345", "1381234567٨", "138 1234 567a"]
)
def test_what_is_no_mobile_number_is_refused(phone: str) -> None:
    with pytest.raises(ValueError):
        people.mobile(phone)


@pytest.mark.parametrize(
    "number", ["159900199001010018", "15990020050615002x", "159900198802290035", "11010519491231002X"]
)
def test_resident_ids_with_the_right_check_digit_are_taken(number: str) -> None:
    assert people.resident_id(number) == number.upper()


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, off: int) -> None:
    number = "159900199001010018"
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]

    with pytest.raises(ValueError):
        people.resident_id(wrong)


def test_a_birthday_that_does_not_exist_is_noticed() -> None:
    digits = "15990019900230001"
    right = "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(digits)) % 11]

    with pytest.raises(ValueError, match="birthday"):
        people.resident_id(digits + right)


def test_adopters_are_eighteen_on_their_birthday() -> None:
    number = "15990020050615002X"

    people.check_age(number, date(2023, 6, 15), 18)
    with pytest.raises(people.TooYoung):
        people.check_age(number, date(2023, 6, 14), 18)
    people.check_age(None, date(2023, 6, 14), 18)
