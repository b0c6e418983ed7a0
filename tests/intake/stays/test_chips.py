"""Chip numbers as readers show them (vectors: ISO 11784, proxmark's sample, real shelter data)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.stays.chips import ChipImpossible, crc16, read_chip


@pytest.mark.parametrize(
    ("shown", "number", "scheme"),
    [
        ("156000123456789", "156000123456789", "ISO11784"),
        ("156 000123456789", "156000123456789", "ISO11784"),
        ("3D9.1C2C6E5F94", "985121004515220", "ISO11784"),
        ("981020007006095", "981020007006095", "ISO11784"),
        ("0A11675477", "0A11675477", "LEGACY10"),
        ("123456789", "123456789", "AVID9"),
        ("AVID*123*456*789", "123456789", "AVID9"),
        ("05D94D1904210001", "528140000795552", "ISO11784"),
        ("15cd5b0700270080", "156000123456789", "ISO11784"),
        ("0x80002700075BCD15", "156000123456789", "ISO11784"),
        ("15CD5B07 00270080 E3F5", "156000123456789", "ISO11784"),
        ("A8B3DAE000E40001C7AF", "156000123456789", "ISO11784"),
        ("F5E380002700075BCD15", "156000123456789", "ISO11784"),
        ("80002700075BCD15F5E3", "156000123456789", "ISO11784"),
        ("156.000.123.456.789", "156000123456789", "ISO11784"),
        (" 156-0001-2345-6789\t", "156000123456789", "ISO11784"),
        ("１５６　０００１２３４５６７８９", "156000123456789", "ISO11784"),
        ("156000l23456789", "156000123456789", "ISO11784"),
        ("156OOO123456789", "156000123456789", "ISO11784"),
        ("'156000123456789", "156000123456789", "ISO11784"),
        ("156000123456789.0", "156000123456789", "ISO11784"),
        ("\ufeff156\u00a0000123456789\u200b", "156000123456789", "ISO11784"),
        ("FDX-B 156000123456789", "156000123456789", "ISO11784"),
        ("ISO 11784: 156 000123456789", "156000123456789", "ISO11784"),
        ("芯片号：156000123456789", "156000123456789", "ISO11784"),
        ("ID No. 981020007006095", "981020007006095", "ISO11784"),
        ("900182000123456", "900182000123456", "ISO11784"),
        ("998000123456789", "998000123456789", "ISO11784"),
        ("040098100123456", "040098100123456", "ISO11784"),
        ("3d9 1c2c6e5f94", "985121004515220", "ISO11784"),
        ("3D91C2C6E5F94", "985121004515220", "ISO11784"),
        ("TROVAN 00-0123-4AB7", "0001234AB7", "LEGACY10"),
        ("00 065A 3FB1", "00065A3FB1", "LEGACY10"),
        ("AVID 1OO*2OO*3OO", "100200300", "AVID9"),
        ("FDX-A 7F7D1A2B3C", "7F7D1A2B3C", "LEGACY10"),
        ("2260123456", "2260123456", "LEGACY10"),
    ],
)
def test_every_readers_spelling_is_understood(shown: str, number: str, scheme: str) -> None:
    chip = read_chip(shown)

    assert (chip.number, chip.scheme, chip.raw) == (number, scheme, shown)


@pytest.mark.parametrize(
    "shown",
    [
        "1560001234567890",
        "156274877906944",
        "999000123456789",
        "12345",
        "15600012345678X",
        "3D9.FFFFFFFFFF",
        "3FF.1C2C6E5F94",
        "000000123456789",
        "15CD5B0700270080E3F6",
        "AA25169A039F0000",
        "AA25169A039F00003851",
        "FFFFFFFFFFFFFFFF",
        "5601234567800080",
        "8000270007512315",
        "40098100123456",
        "1.56E+14",
        "9.8102E14",
        "156.0001234567",
        "999.000.123.456.789",
        "156000123456789 981020007006095",
        "ID",
        "芯片号",
    ],
)
def test_an_impossible_number_is_refused_with_a_reason(shown: str) -> None:
    with pytest.raises(ChipImpossible, match="scan again"):
        read_chip(shown)


def test_the_largest_national_code_is_38_bits() -> None:
    assert read_chip("156274877906943").number == "156274877906943"


def test_the_check_digits_are_crc_16_kermit() -> None:
    """Domain §4.1: the public vector (its bits turned byte by byte), and our own."""
    assert crc16(bytes.fromhex("55A46859C0F90000")) == 0x8A1C
    assert crc16(bytes.fromhex("15CD5B0700270080")) == 0xF5E3
    assert crc16(b"123456789") == 0x2189


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ("40098100123456", "drops zeros"),
        ("15600012345678", "表格会丢掉开头的0"),
        ("1.56000123456789E+14", "format as text"),
        ("5601234567800080", "16 characters"),
    ],
)
def test_a_lost_digit_is_never_guessed_and_the_officer_hears_why(shown: str, why: str) -> None:
    with pytest.raises(ChipImpossible, match=why):
        read_chip(shown)


def test_a_misread_raw_code_says_that_its_check_digits_are_wrong() -> None:
    with pytest.raises(ChipImpossible, match="check digits"):
        read_chip("15CD5B0700270081E3F5")


@given(st.integers(1, 998), st.integers(0, 2**38 - 1), st.booleans())
def test_any_chip_is_the_same_however_its_bits_are_shown(country: int, national: int, checked: bool) -> None:
    block = (national | country << 38 | 1 << 63).to_bytes(8, "little")
    sent = block + (crc16(block).to_bytes(2, "little") if checked else b"")
    turned = bytes(int(f"{byte:08b}"[::-1], 2) for byte in sent)
    read = []
    for shown in (sent, turned, sent[::-1]):
        with contextlib.suppress(ChipImpossible):  # without its CRC a code may fit two numbers: refused
            read.append(read_chip(shown.hex()).number)

    assert set(read) <= {f"{country:03d}{national:012d}"}
    assert not checked or len(read) == 3
