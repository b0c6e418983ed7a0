"""What is decided about holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from services.intake.deadlines import Deadline, jurisdiction
from services.intake.holds import rules
from services.intake.holds.models import Hold
from services.intake.stays.models import Stay
from shared.auth import NotAllowed, Who
from shared.events import CustodyBasis, Outcome

LAWS = jurisdiction().holds(date(2026, 7, 13))
NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
A_DAY = timedelta(days=1)


def who(name: str, *roles: str) -> Who:
    return Who(name, frozenset(roles))


WANG, LI, VET, KEEPER = who("wang", "officer"), who("li", "officer"), who("bao", "vet"), who("su", "keeper")


def a_stay(basis: str = "STRAY") -> Stay:
    return Stay(id="stay", stay_no="HH-1", dog_id="dog", custody_basis=basis, status="HOLDING")


def held(kind: str, until: datetime | None = None) -> Hold:
    deadline = Deadline(until, False) if until else None
    return rules.hold(a_stay(), kind, "因为", "wang", "the hold", deadline, NOW)


def test_the_law_knows_all_eleven_holds() -> None:
    """domain §2.7."""
    assert set(LAWS) == set(rules.KINDS)
    assert len(rules.KINDS) == 11


def test_holds_are_a_set_and_every_one_of_them_counts() -> None:
    """domain §2.7: holds ∩ exit_blockers(exit, basis) = ∅."""
    holds = [held("BEHAVIOUR"), held("OWNER_DISPUTE")]

    kept_by = rules.blocking(holds, "ADOPTED", "STRAY", LAWS, NOW)

    assert [hold.kind for hold in kept_by] == ["BEHAVIOUR", "OWNER_DISPUTE"]
    with pytest.raises(rules.HeldBack, match="行为评估、犬主争议"):
        rules.may_leave(holds, "ADOPTED", "STRAY", LAWS, NOW)


def test_a_hold_closes_only_the_ways_out_that_it_is_about() -> None:
    """A badly behaved dog still goes back to its owner; a dog in quarantine too; a disputed one does not."""
    free = [held("BEHAVIOUR"), held("QUARANTINE"), held("CLAIM_WINDOW"), held("MEDICAL")]

    rules.may_leave(free, "RECLAIMED", "STRAY", LAWS, NOW)
    with pytest.raises(rules.HeldBack):
        rules.may_leave([held("OWNER_DISPUTE")], "RECLAIMED", "STRAY", LAWS, NOW)


@pytest.mark.parametrize("kind", rules.KINDS)
def test_nothing_keeps_a_dog_from_dying(kind: str) -> None:
    """domain §2.7: any exit except death."""
    for basis in get_args(CustodyBasis):
        rules.may_leave([held(kind)], "DECEASED", basis, LAWS, NOW)


@pytest.mark.parametrize("kind", rules.KINDS)
def test_every_hold_keeps_a_dog_from_being_adopted(kind: str) -> None:
    with pytest.raises(rules.HeldBack):
        rules.may_leave([held(kind)], "ADOPTED", "STRAY", LAWS, NOW)


def test_a_way_out_may_be_closed_for_some_custody_bases_only() -> None:
    laws = {"BEHAVIOUR": replace(LAWS["BEHAVIOUR"], basis=("SEIZED",))}

    assert rules.exit_blockers("ADOPTED", "SEIZED", laws) == {"BEHAVIOUR"}
    assert rules.exit_blockers("ADOPTED", "STRAY", laws) == set()
    assert set(laws["BEHAVIOUR"].blocks) <= set(get_args(Outcome))


def test_what_ends_by_itself_ends_at_its_moment_and_what_needs_a_person_does_not() -> None:
    window, seizure = (held(kind, NOW + A_DAY) for kind in ("CLAIM_WINDOW", "SEIZURE"))

    assert rules.standing(window, LAWS["CLAIM_WINDOW"], NOW + A_DAY - timedelta(seconds=1))
    assert not rules.standing(window, LAWS["CLAIM_WINDOW"], NOW + A_DAY)
    assert rules.standing(seizure, LAWS["SEIZURE"], NOW + 9 * A_DAY)


def test_of_each_kind_there_is_one_at_a_time() -> None:
    new = rules.NewHold(hold="BEHAVIOUR", because="护食")

    with pytest.raises(rules.AlreadyHeld):
        rules.may_place(new, LAWS["BEHAVIOUR"], [held("BEHAVIOUR")], VET, NOW)


def test_what_comes_with_intake_is_placed_by_nobody() -> None:
    with pytest.raises(rules.ComesWithTheDog):
        rules.may_place(
            rules.NewHold(hold="CLAIM_WINDOW", because="再等等"), LAWS["CLAIM_WINDOW"], [], WANG, NOW
        )


def test_a_hold_is_placed_by_those_whom_the_law_names() -> None:
    with pytest.raises(NotAllowed):
        rules.may_place(rules.NewHold(hold="MEDICAL", because="骨折"), LAWS["MEDICAL"], [], WANG, NOW)
    rules.may_place(rules.NewHold(hold="MEDICAL", because="骨折"), LAWS["MEDICAL"], [], VET, NOW)


def test_an_observation_is_counted_from_the_bite_and_never_cut_short_by_another_date_of_it() -> None:
    """domain §2.3: ten days from the bite, not from intake."""
    hold = held("RABIES_OBSERVATION", NOW + 9 * A_DAY)
    ends = []

    for days in (7, 1, 8):
        rules.count_from_bite(hold, Deadline(NOW + days * A_DAY, False))
        ends.append(hold.until and (hold.until - NOW) // A_DAY)

    assert ends == [7, 7, 8]


def test_a_hold_does_not_end_before_it_begins() -> None:
    new = rules.NewHold(hold="BEHAVIOUR", because="护食", until=NOW - A_DAY)

    with pytest.raises(rules.EndsInThePast):
        rules.may_place(new, LAWS["BEHAVIOUR"], [], VET, NOW)


def test_suspected_disease_keeps_its_name_to_itself() -> None:
    """动物防疫法 31, 104: nobody tells of an outbreak but the authority."""
    for kind in ("OUTBREAK_LOCK", "RABIES_OBSERVATION", "EVIDENCE"):
        assert kind not in rules.placed(held(kind), LAWS[kind], NOW).model_dump_json()
    assert rules.placed(held("BEHAVIOUR"), LAWS["BEHAVIOUR"], NOW).hold == "BEHAVIOUR"
