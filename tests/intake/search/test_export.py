"""A file that a spreadsheet opens, and does not run."""

import pytest

from services.intake.search.export import chip_shown, masked
from shared.spreadsheets import safe


@pytest.mark.parametrize("value", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1"])
def test_what_a_spreadsheet_would_run_becomes_text(value: str) -> None:
    assert safe(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "豆包", "HH-2026-004217", "a=b", "156000123456789"])
def test_other_words_stay_as_they_are(value: str) -> None:
    assert safe(value) == value


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("张家 13812345678 门口", "张家 **** 门口"),
        ("0471-1234567旁", "****旁"),
        ("身份证15010519900101123X", "身份证****"),
        ("大学西路12号楼3单元", "大学西路12号楼3单元"),
    ],
)
def test_telephone_and_identity_numbers_are_masked_and_places_are_not(told: str, shown: str) -> None:
    assert masked(told) == shown


def test_a_chip_is_no_number_to_a_spreadsheet() -> None:
    assert chip_shown("156000123456789") == "156 000123456789"
    assert chip_shown("00A1B2C3D4") == "00A1B2C3D4"
