"""What is decided about death: `services/intake/deaths/rules.py`."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.deaths import rules
from services.intake.deaths.models import Euthanasia
from services.intake.stays.models import Dog, Stay
from shared.auth import NotAllowed, Who
from shared.problems import Unreasonable
from tests.intake.conftest import NOW

VET, OFFICER = Who("haas", frozenset({"vet"})), Who("wang", frozenset({"officer"}))
SIGNS: dict[str, Any] = {"vet_name": "哈斯", "vet_licence": "A012026001"}
DRUG = {"drug": "戊巴比妥钠", "batch_no": "P-77", "dose": "12 ml", "register_no": "G-2026-031"}
HOUR = timedelta(hours=1)


def a_dog(**changed: Any) -> Dog:
    return Dog(**{"id": "dog", "sex": "male", "breed": "MIX", "colour": "YW", "size": "M"} | changed)


def a_stay(**changed: Any) -> Stay:
    known = {"id": "stay", "stay_no": "HH-2026-000001", "dog_id": "dog", "custody_basis": "STRAY"}
    return Stay(**known | {"status": "HOLDING", "opened_at": NOW - 24 * HOUR} | changed)


def proposed(waiting: Euthanasia | None = None, **changed: Any) -> Euthanasia:
    new = rules.NewProposal(ground="INCURABLE", why="脊柱断裂，无法救治", **SIGNS)
    return rules.propose(a_dog(), a_stay(**changed), waiting, new, "e1", VET.name, NOW - 2 * HOUR)


def approved() -> Euthanasia:
    proposal = proposed()
    rules.approve(proposal, OFFICER, ["officer"], NOW - HOUR)
    return proposal


def a_death(**changed: Any) -> rules.NewDeath:
    return rules.NewDeath(**{"kind": "DIED", "cause": "犬瘟热", **SIGNS} | changed)


def test_euthanasia_is_proposed_once_for_a_dog_in_care() -> None:
    with pytest.raises(rules.AlreadyProposed):
        proposed(waiting=proposed())
    with pytest.raises(rules.DogNotInCare):
        proposed(outcome="ADOPTED")


def test_another_person_approves_what_a_vet_proposed() -> None:
    proposal = proposed()

    told = rules.approve(proposal, OFFICER, ["officer"], NOW)

    assert (proposal.approved, proposal.proposed_by, proposal.decided_by) == (True, "haas", "wang")
    assert (told.audience, told.ground, told.euthanasia_id) == ("restricted", "INCURABLE", "e1")


@pytest.mark.parametrize("roles", [{"vet", "officer"}, {"admin"}])
def test_the_same_person_twice_is_refused_whatever_roles_he_has(roles: set[str]) -> None:
    with pytest.raises(rules.SamePersonTwice):
        rules.approve(proposed(), Who("haas", frozenset(roles)), ["officer"], NOW)


@pytest.mark.parametrize(("who", "approvers"), [("vet", ["officer"]), ("officer", ["auditor"])])
def test_only_those_whom_the_city_names_approve(who: str, approvers: list[str]) -> None:
    proposal = proposed()

    with pytest.raises(NotAllowed):
        rules.approve(proposal, Who("li", frozenset({who})), approvers, NOW)

    assert not proposal.approved


def test_what_is_decided_is_not_decided_again() -> None:
    with pytest.raises(rules.AlreadyDecided):
        rules.refuse(approved(), "wang", "不同意", NOW)
    refused = proposed()
    rules.refuse(refused, "wang", "可以救治", NOW)
    with pytest.raises(rules.AlreadyDecided):
        rules.approve(refused, OFFICER, ["officer"], NOW)


def test_either_of_the_two_takes_an_approval_back_before_it_is_done() -> None:
    for who in (VET, OFFICER):
        proposal = approved()

        told = rules.withdraw(proposal, who, "复查后有救治希望", NOW)

        assert (told.audience, told.euthanasia_id) == ("restricted", "e1")
        assert (proposal.withdrawn_by, proposal.withdrawn_because) == (who.name, "复查后有救治希望")
        assert (proposal.approved, proposal.decided_by) == (True, "wang")  # what was decided is not undone
        with pytest.raises(rules.NothingToWithdraw):
            rules.withdraw(proposal, who, "再次撤销", NOW)
    with pytest.raises(NotAllowed, match=r"haas.*wang"):
        rules.withdraw(approved(), Who("li", frozenset({"officer", "vet"})), "不同意", NOW)
    with pytest.raises(rules.NothingToWithdraw):
        rules.withdraw(proposed(), VET, "不用批了", NOW)


def test_what_was_withdrawn_is_not_done_but_what_was_done_before_is_recorded() -> None:
    withdrawn = approved()
    rules.withdraw(withdrawn, VET, "复查后有救治希望", NOW - HOUR / 2)
    before, after = (a_death(kind="EUTHANASIA", at=at, **DRUG) for at in (NOW - 0.7 * HOUR, NOW))

    with pytest.raises(rules.NotApproved):
        rules.record(a_dog(), a_stay(), [withdrawn], after, "haas", NOW)
    assert rules.record(a_dog(), a_stay(), [withdrawn], before, "haas", NOW)[0].euthanasia_id == "e1"


def test_a_death_is_told_without_what_only_few_may_know() -> None:
    dog = a_dog()

    death, died = rules.record(dog, a_stay(), [], a_death(sample_no="RAB-9"), "haas", NOW)

    assert (death.kind, death.cause, death.at, death.sample_no) == ("DIED", "犬瘟热", NOW, "RAB-9")
    assert (died.cause, died.in_care, died.occurred_at) == ("died in care", True, NOW)
    assert (dog.gone_at, dog.gone_by, dog.death_cause) == (NOW, "DECEASED", "died in care")


def test_euthanasia_is_on_record_with_its_drug_and_its_approval() -> None:
    death, died = rules.record(
        a_dog(), a_stay(), [approved()], a_death(kind="EUTHANASIA", **DRUG), "haas", NOW
    )

    assert (death.euthanasia_id, death.drug, death.register_no) == ("e1", "戊巴比妥钠", "G-2026-031")
    assert died.cause == "euthanasia"


@pytest.mark.parametrize("missing", sorted(DRUG))
def test_euthanasia_without_its_drug_batch_dose_or_register_is_refused(missing: str) -> None:
    given = a_death(kind="EUTHANASIA", **{**DRUG, missing: ""})

    with pytest.raises(Unreasonable, match="register_no"):
        rules.record(a_dog(), a_stay(), [approved()], given, "haas", NOW)


def test_euthanasia_that_nobody_approved_before_is_refused() -> None:
    given = a_death(kind="EUTHANASIA", **DRUG)
    for proposals in ([], [proposed()]):
        with pytest.raises(rules.NotApproved):
            rules.record(a_dog(), a_stay(), proposals, given, "haas", NOW)
    too_early = a_death(kind="EUTHANASIA", at=NOW - 2 * HOUR, **DRUG)
    with pytest.raises(rules.NotApproved):
        rules.record(a_dog(), a_stay(), [approved()], too_early, "haas", NOW)


def test_a_dog_that_died_by_itself_had_no_drug() -> None:
    with pytest.raises(Unreasonable, match="Only euthanasia"):
        rules.record(a_dog(), a_stay(), [], a_death(drug="戊巴比妥钠"), "haas", NOW)
    death, _ = rules.record(a_dog(), a_stay(), [approved()], a_death(), "haas", NOW)
    assert death.euthanasia_id is None


@pytest.mark.parametrize("at", [NOW - 25 * HOUR, NOW + HOUR])
def test_a_dog_dies_after_it_came_and_before_now(at: Any) -> None:
    with pytest.raises(Unreasonable, match="`at`"):
        rules.record(a_dog(), a_stay(), [], a_death(at=at), "haas", NOW)


@pytest.mark.parametrize("gone", [{"outcome": "ADOPTED"}, {"outcome": "DECEASED"}])
def test_a_dog_dies_once_and_here(gone: dict[str, Any]) -> None:
    with pytest.raises(rules.DogNotInCare):
        rules.record(a_dog(), a_stay(**gone), [], a_death(), "haas", NOW)
