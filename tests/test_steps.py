"""Every step of every table is taken by the code that takes it, and every other is refused or does nothing.

Custody has its own (tests/intake/test_steps.py). Messages, subscriptions and adoption's imports step in SQL,
where tests/notify/attempts/test_sender.py and tests/adoption/imports/test_imports.py watch them.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.adoption.applications import rules as applications
from services.adoption.applications.models import Application
from services.adoption.applications.states import APPLICATION
from services.adoption.dogs.models import Dog as AdoptionDog
from services.adoption.handovers import rules as handovers
from services.adoption.handovers.models import Handover
from services.adoption.handovers.states import HANDOVER
from services.adoption.handovers.states import state_of as handover_state
from services.adoption.law import law_on, opening_on
from services.adoption.reclaims import rules as reclaims
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.states import RECLAIM
from services.adoption.slips import rules as slips
from services.adoption.visits import rules as visits
from services.adoption.visits.models import Visit
from services.adoption.visits.states import VISIT
from services.intake.corrections import rules as corrections
from services.intake.corrections.models import Correction
from services.intake.corrections.states import CORRECTION
from services.intake.deaths import ledger
from services.intake.deaths import rules as deaths
from services.intake.deaths.models import Carcass, Disposal, Euthanasia
from services.intake.deaths.states import CARCASS, EUTHANASIA, place_of
from services.intake.deaths.states import state_of as proposal_state
from services.intake.exits import rules as exits
from services.intake.exits.models import Transfer
from services.intake.holds import ending, extending
from services.intake.holds.models import Hold, HoldExtension, HoldRequest
from services.intake.imports import rules as imports
from services.intake.imports.models import Import
from services.intake.imports.states import IMPORT
from services.intake.imports.states import state_of as import_state
from services.intake.kennels import rules as kennels
from services.intake.kennels import states as kennel_states
from services.intake.kennels.models import Kennel, ZoneSeal
from services.intake.law.deadlines import jurisdiction
from services.intake.operations import rules as operations
from services.intake.operations.models import Operation
from services.intake.operations.states import OPERATION
from services.intake.stays.models import Dog, Stay
from services.intake.tags import rules as tags
from services.intake.tags.models import Tag
from services.intake.tags.states import TAG
from shared import two_people
from shared.auth import Who
from shared.problems import Problem
from shared.states import Machine
from tests.adoption import rows
from tests.intake.holds.test_rules import LAWS

NOW = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
BEFORE = NOW - A_DAY
WANG, LI = Who("wang", frozenset({"officer"})), Who("li", frozenset({"officer", "legal", "admin"}))
CITY_LAW = law_on(date(2026, 7, 14))


@dataclass(frozen=True)
class Walk:
    """How a thing in a state is made, what its state is, and the code that takes it to each other state."""

    machine: Machine
    make: Callable[[str], Any]
    state_of: Callable[[Any], str]
    steps: dict[str, Callable[[Any], object]]
    undo: Callable[[Any], object] | None = None


def an_operation(state: str) -> Operation:
    opened = BEFORE if state in ("OPEN", "CLOSED") else None
    closed = BEFORE if state in ("CLOSED", "CANCELLED") else None
    return Operation(id="o", name="第1次", division="150105", started_at=BEFORE, headcount={},
                     opened_at=opened, closed_at=closed)  # fmt: skip


def a_tag(state: str) -> Tag:
    return Tag(code="0" * 12, dog_id="d", issued_at=BEFORE, status=state)


def a_kennel(state: str) -> Kennel:
    return Kennel(code="A01", zone="A", capacity=2, state=state, until=BEFORE)


def a_seal(state: str) -> ZoneSeal:
    reopened = BEFORE if state == "REOPENED" else None
    return ZoneSeal(
        id="z", zone="A", reason="犬瘟", sealed_at=BEFORE, sealed_by="wang", reopened_at=reopened, holds=[]
    )


def decided(state: str) -> dict[str, Any]:
    if state == "ASKED":
        return {}
    return {"decided_by": "li", "decided_at": BEFORE, "granted": state == "GRANTED"}


def a_hold(kind: str) -> Hold:
    return Hold(id="h", stay_id="s", dog_id="d", kind=kind, because="", placed_at=BEFORE, placed_by="wang",
                until=NOW + A_DAY)  # fmt: skip


def a_request(state: str) -> HoldRequest:
    return HoldRequest(
        id="r", hold_id="h", asked_by="wang", asked_at=BEFORE, because="已查清", **decided(state)
    )


def grant_request(request: HoldRequest) -> object:
    return ending.confirm(request, a_hold("OWNER_DISPUTE"), LAWS["OWNER_DISPUTE"], LI, "同意", NOW)


def an_extension(state: str) -> HoldExtension:
    return HoldExtension(id="e", hold_id="h", days=10, document="1号", because="复杂", asked_by="wang",
                         asked_at=BEFORE, **decided(state))  # fmt: skip


def grant_extension(asked: HoldExtension) -> object:
    terms = jurisdiction().extension
    return extending.approve(asked, a_hold(terms.hold), LAWS[terms.hold], terms, (), LI, "同意", NOW)


def a_stay(status: str = "HOLDING") -> Stay:
    return Stay(id="s", stay_no="HH-1", dog_id="d", custody_basis="STRAY", status=status, opened_at=BEFORE)


def a_transfer(state: str) -> Transfer:
    return Transfer(
        id="t", stay_id="s", to="包头", because="", asked_by="wang", asked_at=BEFORE, **decided(state)
    )


def a_correction(state: str) -> Correction:
    decided: dict[str, Any] = {} if state == "ASKED" else {"decided_by": "li", "decided_at": BEFORE}
    return Correction(id="c", dog_id="d", stay_id="s", before={}, old_hash="", old={}, new={}, reason="OTHER",
                      asked_by="wang", asked_at=BEFORE, state=state, followed=[], redo=[],
                      **decided)  # fmt: skip


def confirm_correction(correction: Correction) -> object:
    dog = Dog(id="d", sex="male", breed="MIX", colour="BK", size="M")
    return corrections.confirm(correction, dog, a_stay(), corrections.Sheet(), "li", NOW)


def a_proposal(state: str) -> Euthanasia:
    told: dict[str, Any] = {} if state == "PROPOSED" else {"decided_by": "li", "decided_at": BEFORE}
    told |= {"approved": state in ("APPROVED", "WITHDRAWN")}
    told |= {"withdrawn_at": BEFORE} if state == "WITHDRAWN" else {}
    return Euthanasia(id="e", dog_id="d", stay_id="s", ground="INCURABLE", why="", vet_name="",
                      vet_licence="", proposed_by="wang", proposed_at=BEFORE, **told)  # fmt: skip


@dataclass
class Remains:
    """A carcass, and the collection with which it left."""

    carcass: Carcass
    disposal: Disposal | None


def a_disposal(receipt: datetime | None = None) -> Disposal:
    return Disposal(id="x", taken_at=BEFORE, carrier="", vehicle="", plant="", handed_by="wang",
                    disposed_at=receipt)  # fmt: skip


def remains(state: str) -> Remains:
    gone = None if state == "IN_STORE" else a_disposal(BEFORE if state == "DISPOSED" else None)
    carcass = Carcass(dog_id="d", stay_id="s", bag_no="1", seal_no="1", weight_kg=9, place="1",
                      stored_at=BEFORE, stored_by="su", disposal_id=gone and gone.id)  # fmt: skip
    return Remains(carcass, gone)


def collect(of: Remains) -> None:
    taken = a_disposal()
    ledger.collect(of.carcass, taken)
    of.disposal = taken


def dispose(of: Remains) -> None:
    if of.disposal:  # the store finds none for what has not left
        receipt = ledger.Receipt(receipt_no="1", method="INCINERATION")
        ledger.dispose(of.disposal, [of.carcass], receipt, False, "li", NOW)


def an_import(state: str) -> Import:
    begun, over = (BEFORE if state in some else None for some in (("running", "finished"), ("finished",)))
    return Import(
        id="i", started_by="wang", started_at=BEFORE, begun_at=begun, finished_at=over, text="", rows=0
    )


def in_adoption(**other: Any) -> AdoptionDog:
    return rows.a_dog(dog_id="d", first_stay="s", custody_stay="s", stay_id="s", **other)


def an_application(state: str) -> Application:
    return Application(application_id="a", dog_id="d", person="p", status=state, applied_at=BEFORE)


def adopt(application: Application) -> object:
    return applications.adopt(in_adoption(reserved_for="a"), application, "adoption", NOW, "handover")


def a_reclaim(state: str) -> Reclaim:
    return Reclaim(reclaim_id="r", dog_id="d", stay_id="s", person="p", status=state, requested_at=BEFORE)


def a_visit(state: str) -> Visit:
    return Visit(visit_id="v", day=date(2026, 7, 16), people=2, person="p", booked_at=BEFORE, status=state)


def a_handover(state: str) -> Handover:
    undone = BEFORE if state == "UNDONE" else None
    return Handover(handover_id="h", dog_id="d", stay_id="s", left_by="ADOPTED", record="a", person="p",
                    shown_by="CLAIMANT", handed_over_at=NOW, recorded_at=NOW, by="wang",
                    undone_at=undone)  # fmt: skip


def status(row: Any) -> str:
    return str(row.status)


WALKS = {
    "operation": Walk(OPERATION, an_operation, operations.state, {
        "OPEN": lambda one: operations.open_operation(one, NOW, "wang"),
        "CLOSED": lambda one: operations.close_operation(one, 0, NOW, "wang"),
        "CANCELLED": lambda one: operations.cancel_operation(one, "大雪", NOW, "wang"),
    }),
    "tag": Walk(TAG, a_tag, status, {
        "LOST": lambda tag: tags.lose(tag, "LOST", NOW),
        "DAMAGED": lambda tag: tags.lose(tag, "DAMAGED", NOW),
        "REPLACED": lambda tag: tags.replace(tag, "LOST", NOW),
        "REVOKED": lambda tag: tags.revoke(tag, NOW),
        "WITHDRAWN": lambda tag: tags.withdraw(tag, "DECEASED", NOW),
    }),
    "kennel": Walk(kennel_states.KENNEL, a_kennel, lambda kennel: kennel.state, {
        "open": lambda kennel: kennels.change_state(kennel, "open", NOW),
        "cleaning": lambda kennel: kennels.change_state(kennel, "cleaning", NOW),
        "maintenance": lambda kennel: kennels.change_state(kennel, "maintenance", NOW),
        "disinfecting": lambda kennel: kennels.disinfect(
            kennel, next(iter(jurisdiction().disinfectants.values())), None, NOW
        ),
    }),
    "seal on a zone": Walk(kennel_states.ZONE_SEAL, a_seal, kennel_states.state_of, {
        "REOPENED": lambda seal: kennels.reopen("A", None if seal.reopened_at else seal, "li", "已消杀", NOW),
    }),
    "early release": Walk(two_people.DECISION, a_request, two_people.state_of, {
        "GRANTED": grant_request,
        "REFUSED": lambda request: ending.refuse(request, LI, "不同意", NOW),
    }),
    "extension": Walk(two_people.DECISION, an_extension, two_people.state_of, {
        "GRANTED": grant_extension,
        "REFUSED": lambda asked: extending.refuse(asked, jurisdiction().extension, LI, "不同意", NOW),
    }),
    "transfer": Walk(two_people.DECISION, a_transfer, two_people.state_of, {
        "GRANTED": lambda one: exits.confirm(one, a_stay(), (), LAWS, LI, "同意", NOW),
        "REFUSED": lambda one: exits.refuse(one, LI, "不同意", ("officer",), NOW),
    }),
    "correction": Walk(CORRECTION, a_correction, lambda correction: correction.state, {
        "CONFIRMED": confirm_correction,
        "REFUSED": lambda correction: corrections.refuse(correction, "li", "不同意", NOW),
    }),
    "euthanasia": Walk(EUTHANASIA, a_proposal, proposal_state, {
        "APPROVED": lambda proposal: deaths.approve(proposal, LI, ["officer"], NOW),
        "REFUSED": lambda proposal: deaths.refuse(proposal, "li", "可救治", NOW),
        "WITHDRAWN": lambda proposal: deaths.withdraw(proposal, LI, "可救治", NOW),
    }),
    "carcass": Walk(CARCASS, remains, lambda of: place_of(of.carcass, of.disposal), {
        "ON_THE_WAY": collect,
        "DISPOSED": dispose,
    }),
    "import": Walk(IMPORT, an_import, import_state, {"running": lambda one: imports.begin(one, NOW)}),
    "application": Walk(APPLICATION, an_application, status, {
        "PENDING": lambda one: applications.prove(in_adoption(), one, NOW, CITY_LAW),
        "EXPIRED": lambda one: slips.expire(one, APPLICATION),
        "WITHDRAWN": lambda one: applications.withdraw(in_adoption(), one, "themselves", NOW),
        "APPROVED": lambda one: applications.approve(in_adoption(), one, "wang", NOW, CITY_LAW),
        "REFUSED": lambda one: applications.refuse(in_adoption(), one, "不合适", "wang", NOW),
        "ADOPTED": adopt,
    }),
    "reclaim": Walk(RECLAIM, a_reclaim, status, {
        "REQUESTED": lambda one: reclaims.prove(in_adoption(), one),
        "EXPIRED": lambda one: slips.expire(one, RECLAIM),
        "PLAUSIBLE": lambda one: reclaims.accept(in_adoption(), one, "wang", NOW, CITY_LAW),
        "RECLAIMED": lambda one: reclaims.hand_over(in_adoption(), one, "wang", NOW, "handover"),
        "REFUSED": lambda one: reclaims.refuse(in_adoption(), one, "不是他的", "wang", NOW),
        "WITHDRAWN": lambda one: reclaims.withdraw(in_adoption(), one, "wang", NOW),
    }),
    "visit": Walk(VISIT, a_visit, status, {
        "BOOKED": lambda one: visits.prove(one, 0, NOW, opening_on),
        "WITHDRAWN": lambda one: visits.withdraw(one, "themselves"),
        "CANCELLED": lambda one: visits.cancel(one, "停电", "wang"),
        "EXPIRED": lambda one: slips.expire(one, VISIT),
    }),
    "hand-over": Walk(HANDOVER, a_handover, handover_state, {
        "UNDONE": lambda one: handovers.undo(one, in_adoption(gone="ADOPTED"), "看错", "wang", NOW),
    }),
}  # fmt: skip
TRIED = [(name, was, to) for name, walk in WALKS.items() for was in walk.machine for to in walk.steps]


@pytest.mark.parametrize(("name", "was", "to"), TRIED)
def test_a_step_is_taken_if_it_is_in_the_table_and_else_nothing_changes(name: str, was: str, to: str) -> None:
    walk = WALKS[name]
    thing = walk.make(was)
    assert walk.state_of(thing) == was

    if walk.machine.may(was, to):
        walk.steps[to](thing)
        assert walk.state_of(thing) == to
    else:
        with suppress(Problem):
            walk.steps[to](thing)
        assert walk.state_of(thing) == was


@pytest.mark.parametrize("was", ["RECLAIMED", "REFUSED", "WITHDRAWN"])
def test_what_a_hand_over_had_ended_is_as_before_when_it_is_undone(was: str) -> None:
    reclaim = a_reclaim(was)

    reclaims.reopen(reclaim, "PLAUSIBLE")

    assert RECLAIM.may_undo(was, reclaim.status)
