"""What an operation brought in, in figures."""

from services.intake.operations.figures import tally
from tests.intake.conftest import NOW
from tests.intake.operations.test_rules import LATER, out, over, planned


def test_figures_add_up() -> None:
    outcomes = {None: 100, "ADOPTED": 40, "RECLAIMED": 30, "DECEASED": 10, "TRANSFERRED": 5, "ESCAPED": 2}

    figures = tally(over(), outcomes, 3, NOW)

    gone = figures.adopted + figures.reclaimed + figures.deceased + figures.transferred + figures.escaped
    assert figures.dogs == figures.in_care + gone == 187
    assert (figures.people, figures.incidents, figures.per_hour) == (30, 3, 46.8)


def test_what_has_not_begun_has_no_speed() -> None:
    assert tally(planned(), {}, 0, NOW).per_hour is None
    assert tally(out(), {}, 0, LATER).per_hour is None
