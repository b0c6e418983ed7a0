"""What is decided about dogs that run away, are caught again, or live with a foster family."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.custody import rules as custody_rules
from services.intake.exits import away, fostering, rules
from services.intake.exits.away import Caught
from services.intake.exits.models import Transfer
from services.intake.holds.models import Hold
from services.intake.holds.rules import HeldBack
from services.intake.law.deadlines import HoldLaw, jurisdiction
from services.intake.stays import states
from services.intake.stays.models import Stay
from services.intake.stays.rules import UnknownDivision
from shared.auth import NotAllowed, Who
from shared.events import CustodyChanged
from shared.states import WrongStep

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def laws() -> dict[str, HoldLaw]:
    return jurisdiction().holds(NOW.date())


def a_stay(status: str = "HOLDING", **more: Any) -> Stay:
    known = {
        "id": "s1",
        "stay_no": "HH-1",
        "dog_id": "d",
        "custody_basis": "STRAY",
        "opened_at": NOW - 9 * DAY,
    }
    return Stay(**known | {"status": status} | more)


def escaped(**more: Any) -> Stay:
    return a_stay("ESCAPED", outcome="ESCAPED", closed_at=NOW - DAY, **more)


def a_hold(kind: str, until: datetime | None = None, ended: str = "", by: str = "") -> Hold:
    return Hold(
        id=kind, stay_id="s1", dog_id="d", kind=kind, because="伤人", placed_at=NOW - 9 * DAY, placed_by="li",
        until=until, released_at=NOW - DAY if ended else None, released_by=by, released_because=ended,
    )  # fmt: skip


def test_running_away_rids_a_dog_of_no_hold(laws: dict[str, HoldLaw]) -> None:
    bite = a_hold("RABIES_OBSERVATION", NOW + DAY, "ESCAPED")
    had = [
        bite,
        a_hold("SEIZURE", NOW - DAY, "ESCAPED"),  # over, but somebody has to decide
        a_hold("CLAIM_WINDOW", NOW - DAY, "ESCAPED"),  # over by itself
        a_hold("QUARANTINE", NOW + DAY, "ESCAPED"),  # begins anew
        a_hold("OWNER_DISPUTE", None, "双方和解", by="one officer"),  # somebody has ended it
    ]

    again = away.stand_again(had, laws, NOW)

    assert [hold.kind for hold in again] == ["RABIES_OBSERVATION", "SEIZURE"]


@pytest.mark.parametrize(
    ("had", "left"),
    [
        ([], True),  # a stay from before holds were written down
        ([a_hold("CLAIM_WINDOW", NOW + DAY, "ESCAPED")], True),
        ([a_hold("CLAIM_WINDOW", None, "ESCAPED")], True),  # it waits for its notice
        ([a_hold("CLAIM_WINDOW", NOW + DAY, "主人放弃", by="one officer")], False),
    ],
)
def test_its_owner_has_as_long_as_before(had: list[Hold], left: bool) -> None:
    old = escaped(claim_until=NOW + DAY)
    found = Caught(found_time=NOW, found_text="所门外", division="150105")

    stay = away.recapture(old, old, had, found, ("s2", "HH-2"), "li", NOW)

    assert stay.claim_until == (NOW + DAY if left else None)
    assert (stay.custody_basis, stay.dog_id, stay.status) == ("STRAY", "d", "QUARANTINE")
    assert away.reopened(stay, {"h": None}).claim_until == stay.claim_until


def test_it_is_caught_somewhere_in_the_city_and_after_it_ran_away() -> None:
    old = escaped()

    def caught(at: datetime, division: str) -> Stay:
        found = Caught(found_time=at, found_text="所门外", division=division)
        return away.recapture(old, old, [], found, ("s2", "HH-2"), "li", NOW)

    with pytest.raises(UnknownDivision):
        caught(NOW, "999999")
    for at in (NOW - 2 * DAY, NOW + DAY):
        with pytest.raises(away.NotYet):
            caught(at, "150105")


@pytest.mark.parametrize(
    ("was", "held", "said", "now"),
    [
        ("QUARANTINE", ["QUARANTINE"], None, "QUARANTINE"),
        ("QUARANTINE", [], None, "HOLDING"),  # it passed its time with the family
        ("TREATMENT", ["MEDICAL"], None, "TREATMENT"),
        ("HOLDING", [], "ADOPTABLE", "ADOPTABLE"),
        ("HOLDING", ["BEHAVIOUR"], "ADOPTABLE", "HOLDING"),
        ("ADOPTABLE", [], "RESERVED", "RESERVED"),
        ("RESERVED", ["BEHAVIOUR"], None, "HOLDING"),
        ("HOLDING", [], "RECLAIM_PENDING", "RECLAIM_PENDING"),
    ],
)
def test_a_foster_family_brings_a_dog_back_to_where_it_was(
    laws: dict[str, HoldLaw], was: str, held: list[str], said: str | None, now: str
) -> None:
    stay, kept = a_stay(was), [a_hold(kind) for kind in held]
    fostering.foster(stay, kept, laws, NOW)
    assert stay.status == "FOSTERED"
    if said:
        assert custody_rules.hear(stay, said, NOW) == []  # the word waits: it is with the family still
    assert stay.status == "FOSTERED"

    (told,) = fostering.bring_back(stay, kept, laws, NOW)

    assert isinstance(told, CustodyChanged)
    assert (stay.status, told.status, stay.back_to) == (now, now, None)


def test_a_dog_with_a_family_comes_back_before_anything_else_is_done_to_it() -> None:
    for to in ("HOLDING", "TREATMENT", "ADOPTABLE"):
        with pytest.raises(WrongStep):
            states.step(a_stay("FOSTERED"), to, NOW)


@pytest.mark.parametrize(
    ("basis", "kinds", "zone"),
    [
        ("STRAY", ["QUARANTINE"], "A"),
        ("STRAY", ["QUARANTINE", "RABIES_OBSERVATION"], "E"),
        ("EVIDENCE", ["EVIDENCE", "QUARANTINE"], "G"),
    ],
)
def test_who_is_held_apart_lives_apart_again(basis: str, kinds: list[str], zone: str) -> None:
    assert away.zones(a_stay(custody_basis=basis), kinds, jurisdiction())[0] == zone


def test_only_who_asked_or_who_could_agree_refuses_a_transfer() -> None:
    asked = Transfer(id="t", stay_id="s1", to="包头", because="已满", asked_by="ann", asked_at=NOW)

    with pytest.raises(NotAllowed):
        rules.refuse(asked, Who("bob", frozenset({"keeper"})), "不行", ("officer",), NOW)
    rules.refuse(asked, Who("ann", frozenset({"keeper"})), "看错了", ("officer",), NOW)

    assert (asked.granted, asked.decided_by) == (False, "ann")


def test_no_second_person_makes_up_for_a_hold_that_came_meanwhile(laws: dict[str, HoldLaw]) -> None:
    closing = [kind for kind, law in laws.items() if "TRANSFERRED" in law.blocks]
    bob = Who("bob", frozenset({"officer"}))

    for kind in closing:
        asked = Transfer(id="t", stay_id="s1", to="包头", because="已满", asked_by="ann", asked_at=NOW)
        with pytest.raises(HeldBack):
            rules.confirm(asked, a_stay(), [a_hold(kind, NOW + DAY)], laws, bob, "同意", NOW)
        assert asked.decided_at is None
    assert len(closing) > 5
