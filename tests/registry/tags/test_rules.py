"""What the public is told: `services/registry/tags/rules.py`."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.tags import rules
from services.registry.tags.rules import tag_code

NOW = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)


@pytest.mark.parametrize("typed", ["8K3M7Q2ZT5WB", "8k3m-7q2z-t5wb", " 8K3M 7Q2Z T5WB "])
def test_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert tag_code(typed) == "8K3M7Q2ZT5WB"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert tag_code("oil0-ABCD") == "0110ABCD"


@pytest.mark.parametrize(
    "typed", ["", "A", "八千", "8K3M7Q2ZT5W\x00", "8K3M/..", "U" * 12, "0" * 33, "' or 1=1"]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert tag_code(typed) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_a_code(typed: str) -> None:
    code = tag_code(typed)

    assert code is None or code.isascii()


def test_a_dog_in_its_claim_window_looks_for_its_owner() -> None:
    for status in ("RECEIVED", "QUARANTINE", "HOLDING"):
        told = rules.public_status(status, SOON, None, NOW)

        assert told.words.zh == "招领中，正在找主人"
        assert told.look == "holding"


@pytest.mark.parametrize(
    "status", ["OBSERVATION", "TREATMENT", "EVIDENCE", "SEIZED", "RABIES_SUSPECTED", None]
)
def test_illness_observation_and_evidence_are_just_in_our_care(status: str | None) -> None:
    assert rules.public_status(status, SOON, None, NOW) == rules.IN_CARE


def test_a_dog_that_nobody_could_ever_claim_looks_like_one_that_nobody_can_claim_any_more() -> None:
    never, over = (rules.public_status("QUARANTINE", until, None, NOW) for until in (None, NOW))

    assert never == over
    assert (over.code, over.words) == ("QUARANTINE", rules.IN_CARE.words)
    assert rules.public_status("QUARANTINE", SOON, None, NOW).words != over.words


def test_a_dead_dog_is_dead_whatever_its_stay_says() -> None:
    assert rules.public_status("HOLDING", SOON, NOW, NOW).code == "DECEASED"


def test_it_is_mine_leads_somewhere_while_the_claim_window_is_open() -> None:
    told = rules.public_status("HOLDING", SOON, None, NOW)

    assert rules.can_be_claimed(told, NOW + timedelta(seconds=1), NOW)
    assert not rules.can_be_claimed(told, NOW, NOW)
    assert not rules.can_be_claimed(rules.PUBLIC["ADOPTED"], NOW + timedelta(days=1), NOW)


def test_its_owner_can_claim_it_from_a_foster_family_but_not_while_nobody_has_it() -> None:
    assert rules.can_be_claimed(rules.public_status("FOSTERED", SOON, None, NOW), SOON, NOW)
    for status in ("ESCAPED", "TRANSFERRED"):
        assert not rules.can_be_claimed(rules.public_status(status, SOON, None, NOW), SOON, NOW)
