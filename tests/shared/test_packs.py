"""A pack says what holds on a day, and from which day on it says anything."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.packs import Chapter, NoLawThen, Pack, Rule

TOLD = """
city = "Hohhot"
[[fee]]
from = 2024-01-01
kind = "dog"
yuan = 60
source = "a notice"
[[fee]]
from = 2020-01-01
kind = "dog"
yuan = 50
[[fee]]
from = 2022-01-01
kind = "puppy"
yuan = 10
"""


class Fee(Rule):
    """What it costs."""

    kind: str
    yuan: int


class Fees(Pack):
    """A city's."""

    city: str
    fee: Chapter[Fee]


@pytest.fixture
def fees(tmp_path: Path) -> Chapter[Fee]:
    (tmp_path / "pack.toml").write_text(TOLD, encoding="utf-8")
    return Fees.read(tmp_path / "pack.toml").fee


def test_the_newest_rule_that_is_in_force_holds(fees: Chapter[Fee]) -> None:
    """In whatever order the file has them."""
    days = date(2020, 1, 1), date(2023, 12, 31), date(2024, 1, 1)

    assert [fees.on(day, lambda fee: fee.kind == "dog").yuan for day in days] == [50, 50, 60]
    assert fees.first_day == date(2020, 1, 1)


def test_a_later_rule_goes_before_an_earlier_one_of_its_like(fees: Chapter[Fee]) -> None:
    assert {fee.kind: fee.yuan for fee in fees.all_on(date(2030, 1, 1))} == {"dog": 60, "puppy": 10}
    assert fees.all_on(date(2019, 12, 31)) == []


def test_a_day_without_a_rule_is_told_what_the_first_is(fees: Chapter[Fee]) -> None:
    with pytest.raises(NoLawThen, match="for 2019-12-31; the earliest is 2020-01-01") as refused:
        fees.on(date(2019, 12, 31))
    assert refused.value.more == {"day": "2019-12-31", "earliest": "2020-01-01"}
    with pytest.raises(NoLawThen, match="on puppies for 2021-01-01; the earliest is 2022-01-01"):
        fees.on(date(2021, 1, 1), lambda fee: fee.kind == "puppy", "puppies")
    with pytest.raises(NoLawThen, match="on cats for 2021-01-01; nor for any other: add it to the pack"):
        fees.on(date(2021, 1, 1), lambda fee: fee.kind == "cat", "cats")


def test_what_a_pack_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(TOLD.replace("yuan = 10", ""), encoding="utf-8")

    with pytest.raises(ValidationError, match=r"fee\.2\.yuan"):
        Fees.read(tmp_path / "pack.toml")


def test_nobody_changes_the_law_while_it_is_used(fees: Chapter[Fee]) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        fees.rules[0].yuan = 0
