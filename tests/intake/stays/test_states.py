"""The steps of a stay, as domain §2.7 draws them."""

from datetime import UTC, datetime

import pytest

from services.intake.stays import states
from services.intake.stays.models import Stay
from shared.events import CustodyChanged

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
TERMINAL = ("RECLAIMED", "ADOPTED", "TRANSFERRED", "ESCAPED", "DISPOSED")


def a_stay(status: str, outcome: str | None = None) -> Stay:
    return Stay(
        id="s", stay_no="HH-1", dog_id="d", custody_basis="STRAY", status=status, outcome=outcome
    )  # fmt: skip


@pytest.mark.parametrize(("status", "to"), DRAWN)
def test_every_step_that_is_drawn_can_be_taken(status: str, to: str) -> None:
    assert states.may_follow(status, to)


@pytest.mark.parametrize(("status", "to"), NOT_DRAWN)
def test_no_step_is_skipped(status: str, to: str) -> None:
    assert not states.may_follow(status, to)


@pytest.mark.parametrize("status", TERMINAL)
def test_nothing_follows_the_end(status: str) -> None:
    known = {*states.NEXT, *states.FROM_ANY, *states.IN_CARE, *TERMINAL}

    assert [to for to in known if states.may_follow(status, to)] == []


@pytest.mark.parametrize("status", states.IN_CARE)
def test_a_dog_can_die_wherever_it_is(status: str) -> None:
    assert states.may_follow(status, "DECEASED")


def test_a_step_is_told_and_a_wrong_one_says_what_can_be_done() -> None:
    stay = a_stay("QUARANTINE")

    assert [type(event) for event in states.step(stay, "HOLDING", NOW)] == [CustodyChanged]
    with pytest.raises(states.WrongStep) as refused:
        states.step(stay, "QUARANTINE", NOW)
    assert refused.value.more["possible"] == list(states.NEXT["HOLDING"])


def test_a_stay_that_is_over_goes_nowhere() -> None:
    with pytest.raises(states.WrongStep):
        states.step(a_stay("HOLDING", outcome="ADOPTED"), "TREATMENT", NOW)
