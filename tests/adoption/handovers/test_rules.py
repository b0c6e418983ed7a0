"""What a hand-over asks for, and until when it is taken back. No store, no clock."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.adoption.handovers import rules
from services.adoption.handovers.models import Handover
from services.adoption.handovers.rules import Fate, HandingOver
from tests.adoption.rows import NOW, a_dog


def a_handover(**other: Any) -> Handover:
    facts: dict[str, Any] = {
        "handover_id": "h", "dog_id": "dog", "stay_id": "s1", "left_by": "RECLAIMED", "record": "r1",
        "person": "p", "shown_by": "CLAIMANT", "proof_seen": ["IDENTITY"], "others": [],
        "handed_over_at": NOW, "recorded_at": NOW, "by": "wang", "listed_at": NOW - timedelta(days=3),
    }  # fmt: skip
    return Handover(**facts | other)


@pytest.mark.parametrize(
    ("on", "left_by", "word"),
    [
        ({}, "RECLAIMED", "IDENTITY"),
        ({"proof_seen": ["DOG_LICENCE"]}, "RECLAIMED", "IDENTITY"),
        ({"proof_seen": ["IDENTITY"]}, "RECLAIMED", "VACCINATION_BOOK"),
        ({"proof_seen": ["IDENTITY", "INCOME"]}, "RECLAIMED", "VACCINATION_BOOK"),
        ({"proof_seen": ["HOUSEHOLD"]}, "ADOPTED", "IDENTITY"),
        ({"proof_seen": ["IDENTITY", "OTHER"]}, "RECLAIMED", "proof_note"),
        ({"proof_seen": ["IDENTITY", "PHOTOS"], "shown_by": "DEPUTY"}, "RECLAIMED", "proof_note"),
    ],
)
def test_nobody_gets_a_dog_on_no_proof(on: dict[str, Any], left_by: str, word: str) -> None:
    with pytest.raises(rules.NoProofSeen, match=word):
        rules.check_proof(HandingOver.model_validate(on), left_by)


def test_an_identity_and_one_proof_are_enough() -> None:
    rules.check_proof(HandingOver(proof_seen=["IDENTITY", "PHOTOS"]), "RECLAIMED")
    rules.check_proof(HandingOver(proof_seen=["IDENTITY"]), "ADOPTED")
    rules.check_proof(
        HandingOver(proof_seen=["IDENTITY", "PHOTOS"], shown_by="DEPUTY", proof_note="其弟代领"), "RECLAIMED"
    )


def test_a_word_is_said_on_each_of_the_other_claims_and_on_no_other() -> None:
    on = HandingOver(others={"r2": Fate(becomes="STAYS_OPEN")})

    rules.check_others(on, ["r2"])
    with pytest.raises(rules.OthersClaimIt) as unsaid:
        rules.check_others(on, ["r2", "r3"])
    with pytest.raises(rules.OthersClaimIt) as decided:
        rules.check_others(on, [])

    assert unsaid.value.more["others"] == ["r3"]
    assert decided.value.more["decided"] == ["r2"]


def test_a_claim_is_not_refused_without_a_reason() -> None:
    with pytest.raises(ValidationError, match="Say why"):
        Fate(becomes="REFUSED", reason="  ")


def test_a_hand_over_is_undone_until_the_dog_has_left_the_gate() -> None:
    handover, dog = a_handover(), a_dog(gone="RECLAIMED")

    undone = rules.undo(handover, dog, "认错人", "li", NOW + rules.AT_THE_GATE)

    assert (undone.handover_id, undone.left_by, undone.open_again) == ("h", "RECLAIMED", ["r1"])
    assert (dog.ours.gone, dog.ours.listed_at) == (None, NOW - timedelta(days=3))
    assert (handover.undone_by, handover.undone_because) == ("li", "认错人")


@pytest.mark.parametrize(
    ("handover", "dog", "minutes", "word"),
    [
        ({}, {}, 5.1, "return"),
        ({"undone_at": NOW}, {}, 1, "already"),
        ({}, {"gone": None}, 1, "changed"),
        ({}, {"stay_id": "s2"}, 1, "changed"),
        ({}, {"died_at": NOW}, 1, "changed"),
    ],
)
def test_what_is_past_is_not_undone(
    handover: dict[str, Any], dog: dict[str, Any], minutes: float, word: str
) -> None:
    with pytest.raises(rules.NotUndone, match=word):
        rules.undo(
            a_handover(**handover),
            a_dog(**{"gone": "RECLAIMED"} | dog),
            "x",
            "li",
            NOW + timedelta(minutes=minutes),
        )
