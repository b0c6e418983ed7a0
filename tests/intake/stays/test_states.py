"""The steps that people take with a stay."""

from datetime import UTC, datetime

import pytest

from services.intake.stays import states
from services.intake.stays.models import Stay
from shared.custody import CUSTODY
from shared.events import CustodyChanged
from shared.states import WrongStep

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)


def a_stay(status: str, outcome: str | None = None) -> Stay:
    return Stay(
        id="s", stay_no="HH-1", dog_id="d", custody_basis="STRAY", status=status, outcome=outcome
    )  # fmt: skip


def test_a_step_is_told_and_a_wrong_one_says_what_can_be_done() -> None:
    stay = a_stay("QUARANTINE")

    assert [type(event) for event in states.step(stay, "HOLDING", NOW)] == [CustodyChanged]
    with pytest.raises(WrongStep) as refused:
        states.step(stay, "QUARANTINE", NOW)
    assert refused.value.more["possible"] == list(CUSTODY.next("HOLDING"))


def test_a_stay_that_is_over_goes_nowhere() -> None:
    with pytest.raises(WrongStep):
        states.step(a_stay("HOLDING", outcome="ADOPTED"), "TREATMENT", NOW)
