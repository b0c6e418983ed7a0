"""Codes have names in both languages; words that are no code are left as they are."""

import pytest

from shared import codes
from shared.codes import breed_name, coat_of, colour_name, division_name, known_division, sex_name, size_name

COATS = {"yw", "bt", "wh", "wg", "br", "bw", "cr", "gy", "tri", "rd", "bk"}


def test_every_code_is_named_in_chinese_and_in_english() -> None:
    tables = (codes.BREEDS, codes.COLOURS, codes.DIVISIONS, codes.SEXES, codes.SIZES)

    assert [row for table in tables for row in table.values() if not (row["zh"] and row["en"])] == []


def test_names_follow_the_language() -> None:
    assert (breed_name("RURAL"), breed_name("RURAL", "en")) == ("中华田园犬", "Chinese Rural Dog")
    assert (colour_name("BT"), colour_name("BT", "en")) == ("铁包金", "black and tan")
    assert (sex_name("female"), size_name("M", "en")) == ("母", "medium")


def test_words_that_are_no_code_are_their_own_name() -> None:
    assert breed_name("German Shepherd Dog/Mix", "en") == "German Shepherd Dog/Mix"
    assert colour_name("Black and Tan") == "Black and Tan"
    assert breed_name(None) == ""


def test_a_sub_district_is_named_with_its_district() -> None:
    assert division_name("150105") == "赛罕区"
    assert division_name("150105002") == "赛罕区大学西路街道"
    assert division_name("150105002", "en") == "Daxue West Road, Saihan District"


def test_only_the_citys_divisions_are_known() -> None:
    assert known_division("150172") and known_division("150105002")
    assert not known_division("110101")


def test_every_breed_has_a_size_that_events_know() -> None:
    assert {breed["size"] for breed in codes.BREEDS.values()} == set(codes.SIZES)


@pytest.mark.parametrize("colour", codes.COLOURS)
def test_every_colour_has_a_coat_to_draw(colour: str) -> None:
    assert coat_of(colour) in COATS


@pytest.mark.parametrize(
    ("words", "coat"),
    [
        ("Black and Tan", "bt"),
        ("Black/White", "bw"),
        ("White", "wh"),
        ("Brown Brindle", "br"),
        ("Blue Merle", "gy"),
        ("Tricolor", "tri"),
        ("黑白花", "bw"),
        ("Tan/White", "yw"),
        ("浅黄色", "yw"),
        ("no idea", "yw"),
        ("", "yw"),
    ],
)
def test_a_coat_is_guessed_from_words(words: str, coat: str) -> None:
    assert coat_of(words) == coat
