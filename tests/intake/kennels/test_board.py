"""What is drawn on the board, and what its filters leave."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.holds.store import RABIES
from services.intake.kennels import board
from services.intake.kennels.board import Cell, Choice
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import Zone
from tests.intake.kennels.test_rules import NOW, a_kennel, a_resident

ZONES = [Zone("A", 2, 2), Zone("B", 1, 5)]
MIDNIGHT = board.midnight(NOW)


def drawn(code: str, *dogs: Resident, held: tuple[str, ...] = (), **changed: Any) -> Cell:
    kennel = a_kennel(code, occupied=len(dogs), **({"capacity": 2} | changed))
    return board.cell(kennel, list(dogs), {dog.stay_id: set(held) for dog in dogs if held}, NOW, MIDNIGHT)


def test_the_day_begins_at_midnight_in_the_city() -> None:
    assert board.midnight(NOW) == datetime(2026, 7, 13, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "passes"),
    [
        (drawn("A01"), {"room", "free"}),
        (drawn("A01", a_resident("1")), {"room", "clean"}),
        (drawn("A01", a_resident("1"), cleaned_at=NOW), {"room"}),
        (drawn("A01", left_at=NOW, cleaned_at=NOW - timedelta(hours=1)), {"room", "free", "clean"}),
        (drawn("A01", *map(a_resident, "12"), cleaned_at=NOW), {"full"}),
        (drawn("A01", *map(a_resident, "123"), cleaned_at=NOW), {"over"}),
        (drawn("A01", state="maintenance"), {"closed"}),
        (drawn("A01", state="cleaning"), {"closed", "clean"}),
        (drawn("A01", sealed=True), {"sealed"}),
        (drawn("A01", a_resident("1"), cleaned_at=NOW, held=("MEDICAL",)), {"room", "held"}),
        (drawn("A01", a_resident("1"), cleaned_at=NOW, held=(RABIES,)), {"room", "held", "observed"}),
    ],
)  # fmt: skip
def test_a_filter_leaves_what_its_name_says(cell: Cell, passes: set[str]) -> None:
    assert {name for name, keep in board.FILTERS.items() if keep(cell)} == passes


def test_a_zone_of_which_nothing_is_left_is_not_drawn() -> None:
    cells = {"A01": drawn("A01"), "A02": drawn("A02", a_resident("1")), "B01": drawn("B01", a_resident("2"))}

    assert Choice().shown(ZONES, cells) == {"A": ["A01", "A02"], "B": ["B01"]}
    assert Choice(only="free").shown(ZONES, cells) == {"A": ["A01"]}
    assert Choice(zone="B", only="free").shown(ZONES, cells) == {}
    assert Choice(only="no such filter").shown(ZONES, cells) == Choice().shown(ZONES, cells)
    assert Choice(zone="A").counts(cells)["room"] == 2


def test_a_link_keeps_what_was_chosen_and_changes_one_thing() -> None:
    choice = Choice(zone="A", only="clean", at="A01")

    assert choice.link(at="A02") == "/intake/kennels/?at=A02&zone=A&only=clean"
    assert Choice().link() == "/intake/kennels/"
