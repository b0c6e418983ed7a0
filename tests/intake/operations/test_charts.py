"""Bars: nothing is drawn outside, and what is drawn adds up."""

from datetime import timedelta

import pytest

from services.intake.operations import charts
from services.intake.operations.figures import tally
from tests.intake.conftest import NOW
from tests.intake.operations.test_rules import over


def test_the_longest_bar_fills_the_width_and_none_is_longer() -> None:
    outcomes: list[dict[str | None, int]] = [{None: 400}, {None: 90, "ADOPTED": 60, "ESCAPED": 50}, {}]
    rows = [(NOW, tally(over(), one, 0, NOW)) for one in outcomes]

    bars = charts.outcome_bars(rows)

    assert [bar.total for bar in bars] == [400, 200, 0]
    assert [sum(part.width for part in bar.parts) for bar in bars] == pytest.approx([224, 112, 0], abs=0.3)
    assert [[part.look for part in bar.parts] for bar in bars] == [["c1"], ["c1", "c2", "c5"], []]
    assert all(bar.end <= 326 for bar in bars)


def test_quiet_hours_between_are_shown() -> None:
    found = [NOW, NOW + timedelta(minutes=5), NOW + timedelta(hours=3)]

    bars = charts.hour_bars(found)

    assert [bar.total for bar in bars] == [2, 0, 0, 1]


def test_a_stray_date_does_not_draw_a_thousand_rows() -> None:
    assert len(charts.hour_bars([NOW, NOW + timedelta(days=300)])) == 2


def test_no_dogs_no_bars() -> None:
    assert charts.hour_bars([]) == charts.outcome_bars([]) == []
