"""Chip numbers as readers show them (vectors: ISO 11784, proxmark's sample, real shelter data)."""

import pytest

from services.intake.chips import ChipImpossible, read_chip


@pytest.mark.parametrize(
    ("shown", "number", "scheme"),
    [
        ("156000123456789", "156000123456789", "ISO11784"),
        ("156 000123456789", "156000123456789", "ISO11784"),
        ("3D9.1C2C6E5F94", "985121004515220", "ISO11784"),
        ("981020007006095", "981020007006095", "ISO11784"),
        ("0A11675477", "0A11675477", "LEGACY10"),
        ("123456789", "123456789", "AVID9"),
    ],
)
def test_every_readers_spelling_is_understood(shown: str, number: str, scheme: str) -> None:
    chip = read_chip(shown)

    assert (chip.number, chip.scheme, chip.raw) == (number, scheme, shown)


@pytest.mark.parametrize(
    "shown",
    ["1560001234567890", "156274877906944", "999000123456789", "12345", "15600012345678X", "3D9.FFFFFFFFFF"],
)
def test_an_impossible_number_is_refused_with_a_reason(shown: str) -> None:
    with pytest.raises(ChipImpossible, match="scan again"):
        read_chip(shown)


def test_the_largest_national_code_is_38_bits() -> None:
    assert read_chip("156274877906943").number == "156274877906943"
