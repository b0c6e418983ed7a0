"""The steps of a stay, as domain §2.7 draws them, and the code that takes them."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from services.intake.custody import rules as custody_rules
from services.intake.exits import rules as exits
from services.intake.stays import rules as stays
from services.intake.stays import states
from services.intake.stays.models import Dog, Stay, Told
from shared.custody import CUSTODY, IN_CARE
from shared.events import CustodyChanged, Outcome, StayClosed
from shared.states import WrongStep

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
DRAWN = [
    ("RECEIVED", "QUARANTINE"), ("RECEIVED", "DECEASED"), ("QUARANTINE", "HOLDING"),
    ("QUARANTINE", "TREATMENT"), ("TREATMENT", "QUARANTINE"), ("TREATMENT", "HOLDING"),
    ("HOLDING", "RECLAIM_PENDING"), ("RECLAIM_PENDING", "RECLAIMED"), ("RECLAIM_PENDING", "HOLDING"),
    ("HOLDING", "ADOPTABLE"), ("ADOPTABLE", "RESERVED"), ("RESERVED", "ADOPTABLE"), ("RESERVED", "ADOPTED"),
    ("HOLDING", "FOSTERED"), ("FOSTERED", "HOLDING"), ("HOLDING", "TRANSFERRED"), ("HOLDING", "ESCAPED"),
    ("HOLDING", "DECEASED"), ("DECEASED", "DISPOSED"),
]  # fmt: skip
NOT_DRAWN = [
    ("RECEIVED", "ADOPTABLE"), ("RECEIVED", "ADOPTED"), ("QUARANTINE", "ADOPTED"), ("TREATMENT", "ADOPTABLE"),
    ("HOLDING", "ADOPTED"), ("HOLDING", "RECLAIMED"), ("ADOPTABLE", "ADOPTED"), ("HOLDING", "QUARANTINE"),
    ("FOSTERED", "FOSTERED"),
]  # fmt: skip
PAIRS = [(was, to) for was in CUSTODY for to in CUSTODY]
OPEN = [code for code in CUSTODY if CUSTODY.goes_on(code)]


def a_stay(status: str) -> Stay:
    outcome = None if CUSTODY.goes_on(status) else status
    return Stay(id="s", stay_no="HH-1", dog_id="d", custody_basis="STRAY", status=status, outcome=outcome,
                opened_at=NOW, closed_at=NOW if outcome else None)  # fmt: skip


@pytest.mark.parametrize(("was", "to"), DRAWN)
def test_every_step_that_is_drawn_can_be_taken(was: str, to: str) -> None:
    assert CUSTODY.may(was, to)


@pytest.mark.parametrize(("was", "to"), NOT_DRAWN)
def test_no_step_is_skipped(was: str, to: str) -> None:
    assert not CUSTODY.may(was, to)


@pytest.mark.parametrize("was", [end for end in CUSTODY.ends if end != "DECEASED"])
def test_nothing_follows_the_end(was: str) -> None:
    assert not any(CUSTODY.may(was, to) for to in CUSTODY)


@pytest.mark.parametrize("was", OPEN)
def test_a_dog_can_die_wherever_it_is(was: str) -> None:
    assert CUSTODY.may(was, "DECEASED")


def test_every_outcome_on_the_wire_is_an_end_of_the_table() -> None:
    assert {*get_args(Outcome), stays.GONE} == {*CUSTODY.ends}
    assert {*IN_CARE, stays.AWAY} == {*OPEN}


@pytest.mark.parametrize(("was", "to"), PAIRS)
def test_people_take_the_steps_of_the_table_and_no_other(was: str, to: str) -> None:
    """From a foster family a dog first comes back; what is over is not gone on from."""
    stay = a_stay(was)

    if CUSTODY.may(was, to) and CUSTODY.goes_on(was) and was != stays.AWAY:
        assert [type(event) for event in states.step(stay, to, NOW)] == [CustodyChanged]
        assert stay.status == to
    else:
        with pytest.raises(WrongStep):
            states.step(stay, to, NOW)
        assert stay.status == was


@pytest.mark.parametrize(("was", "to"), PAIRS)
def test_a_dog_leaves_by_the_ways_of_the_table_and_no_other(was: str, to: str) -> None:
    if CUSTODY.may(was, to) and CUSTODY.goes_on(was):
        exits.may_step(a_stay(was), to)
    else:
        with pytest.raises(WrongStep):
            exits.may_step(a_stay(was), to)


@pytest.mark.parametrize(("was", "to"), [(was, to) for was, to in PAIRS if was in OPEN and was != to])
def test_what_is_heard_of_a_stay_is_in_the_table_too(was: str, to: str) -> None:
    """Adoption's word may come late and out of order; no word leads to an end or back to the arrival."""
    stay = a_stay(was)

    if CUSTODY.may(was, to) or to in CUSTODY.heard:
        stays.change(stay, to, NOW)
        assert stay.status == to
    else:
        with pytest.raises(WrongStep):
            stays.change(stay, to, NOW)
        assert stay.status == was


@pytest.mark.parametrize("was", OPEN)
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_exit_ends_a_stay_and_if_taken_back_it_goes_on(was: str, outcome: str) -> None:
    stay, dog, told = a_stay(was), Dog(id="d"), Told(stay_id="s")
    custody_rules.hand_over(told, outcome, NOW, "handover")

    assert [type(event) for event in custody_rules.settle(stay, dog, told)] == [StayClosed]
    assert stay.status == outcome
    custody_rules.take_back(told, "handover")
    assert custody_rules.go_on(stay, dog, told, NOW)
    assert stay.status == was


@pytest.mark.parametrize("was", [*CUSTODY])
def test_nothing_is_left_only_of_a_dog_that_died_with_us(was: str) -> None:
    stay = a_stay(was)

    stays.dispose(stay)

    assert stay.status == (stays.GONE if was in ("DECEASED", stays.GONE) else was)
