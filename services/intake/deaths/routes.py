"""Doors of death: euthanasia by two people, the record, the cold store, the carrier, and the balance."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Query

from services.intake.custody import store as custody
from services.intake.deaths import ledger, rules, store
from services.intake.deaths.ledger import NewCarcass, NewCollection, Receipt
from services.intake.deaths.models import Carcass, Death, Disposal, Euthanasia
from services.intake.deaths.rules import NewDeath, NewProposal, Refusal, Withdrawal
from services.intake.law.deadlines import jurisdiction
from services.intake.stays import rules as stay_rules
from services.intake.stays import store as stays
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.moments import Day
from shared.problems import Unreasonable
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["death and disposal"])
LOOK = ("officer", "keeper", "vet", "legal", "auditor")
PROPOSE = ("vet",)
APPROVE = ("officer", "legal")  # which of them may, the jurisdiction pack says
REFUSE = (*APPROVE, "vet")
WITHDRAW = REFUSE  # whoever of them proposed or approved it
RECORD = ("vet",)
STORE = ("keeper", "vet")
COLLECT = ("officer", "keeper")
SIGN = ("officer", "keeper", "vet")
Bound = Annotated[Day | None, Query(description="in the city; else this year's first day or today")]


class Collected(Model):
    """What left together, with the first signature."""

    disposal_id: str
    carcasses: int
    weight_kg: float


class Disposed(Model):
    disposal_id: str
    carcasses: int
    receipt_no: str


@doors.command("/dogs/{dog_id}/euthanasia", *PROPOSE)
def propose(dog_id: str, new: NewProposal, who: Who, work: Work) -> Euthanasia:
    """Proposes to put a dog to sleep. Nothing is done before another person with another role approves."""
    dog, stay = stays.dog(work, dog_id), _stay(work, dog_id)
    before = store.waiting_for(work, stay)
    proposal = rules.propose(dog, stay, before, new, uuid7(), who.name, clock.now())
    work.add(proposal)
    return proposal


@doors.command("/euthanasia/{proposal_id}/approval", *APPROVE)
def approve(proposal_id: str, who: Who, work: Work) -> Euthanasia:
    """Approves what a vet proposed: never the same person."""
    proposal = store.proposal(work, proposal_id)
    rules.must_be_in_care(stays.dog(work, proposal.dog_id), work.get_one(Stay, proposal.stay_id))
    work.publish(rules.approve(proposal, who, jurisdiction().euthanasia_approvers, clock.now()))
    return proposal


@doors.command("/euthanasia/{proposal_id}/refusal", *REFUSE)
def refuse(proposal_id: str, why: Refusal, who: Who, work: Work) -> Euthanasia:
    """Refuses it, or takes it back; the dog lives."""
    proposal = store.proposal(work, proposal_id)
    rules.refuse(proposal, who.name, why.because, clock.now())
    return proposal


@doors.command("/euthanasia/{proposal_id}/withdrawal", *WITHDRAW)
def withdraw(proposal_id: str, why: Withdrawal, who: Who, work: Work) -> Euthanasia:
    """Takes an approval back before it is done: either of the two may, and says why. The dog lives."""
    proposal = store.proposal(work, proposal_id)
    rules.must_be_in_care(stays.dog(work, proposal.dog_id), work.get_one(Stay, proposal.stay_id))
    work.publish(rules.withdraw(proposal, who, why.because, clock.now()))
    return proposal


@doors.query("/euthanasia", *LOOK)
def list_proposals(work: Work) -> dict[str, Any]:
    """What waits for a decision, then what is approved and not done; the longest waiting first."""
    found = store.undone(work)
    return {"proposals": [one.model_dump() | {"stay_no": stay.stay_no} for one, _, stay in found]}


@doors.command("/dogs/{dog_id}/death", *RECORD)
def record(dog_id: str, new: NewDeath, who: Who, work: Work) -> Death:
    """Records a death: the stay ends, the kennel is free, the tag is withdrawn."""
    dog, stay = stays.dog(work, dog_id), _stay(work, dog_id)
    proposals = store.proposals_of(work, dog_id, stay.id)
    death, died = rules.record(dog, stay, proposals, new, who.name, clock.now())
    work.add(death)
    work.publish(died)
    custody.settle(work, dog, stay, who.name)
    return death


@doors.query("/dogs/{dog_id}/death", *LOOK)
def show(dog_id: str, work: Work) -> dict[str, Any]:
    """The proposals, the record of the death, the carcass and where it went."""
    stays.dog(work, dog_id)
    death, carcass = work.get(Death, dog_id), work.get(Carcass, dog_id)
    gone = store.disposal(work, carcass.disposal_id) if carcass and carcass.disposal_id else None
    return {
        "proposals": [one.model_dump() for one in store.proposals_of(work, dog_id)],
        "death": death and death.model_dump(),
        "carcass": carcass and carcass.model_dump(),
        "disposal": gone and gone.model_dump(),
    }


@doors.command("/dogs/{dog_id}/carcass", *STORE)
def put_in_store(dog_id: str, new: NewCarcass, who: Who, work: Work) -> Carcass:
    """Seals the carcass in a bag and puts it into the cold store."""
    dog, death = stays.dog(work, dog_id), work.get(Death, dog_id)
    kept, taken = work.get(Carcass, dog_id), store.seal_taken(work, new.seal_no)
    carcass, stored = ledger.store(dog, death, kept, taken, new, who.name, clock.now())
    work.add(carcass)
    work.publish(stored)
    return carcass


@doors.command("/disposals", *COLLECT)
def collect(new: NewCollection, who: Who, work: Work) -> Collected:
    """A carrier takes these carcasses out of the cold store: all that are named, or none."""
    disposal = Disposal(
        id=uuid7(), taken_at=clock.now(), handed_by=who.name, **new.model_dump(exclude={"dogs"})
    )
    carcasses = [work.get(Carcass, dog_id) for dog_id in dict.fromkeys(new.dogs)]
    for carcass in carcasses:
        ledger.collect(carcass, disposal)
    work.add(disposal)
    kilograms = sum(carcass.weight_kg for carcass in carcasses if carcass)
    return Collected(disposal_id=disposal.id, carcasses=len(carcasses), weight_kg=round(kilograms, 2))


@doors.command("/disposals/{disposal_id}/receipt", *SIGN)
def sign(disposal_id: str, receipt: Receipt, who: Who, work: Work) -> Disposed:
    """Enters the plant's receipt; whoever signs it is not who handed the carcasses over."""
    disposal = store.disposal(work, disposal_id)
    carcasses = store.carcasses_of(work, disposal_id)
    taken = store.receipt_taken(work, receipt.receipt_no)
    work.publish(*ledger.dispose(disposal, carcasses, receipt, taken, who.name, clock.now()))
    for carcass in carcasses:
        stay_rules.dispose(work.get_one(Stay, carcass.stay_id))
    return Disposed(disposal_id=disposal.id, carcasses=len(carcasses), receipt_no=receipt.receipt_no)


@doors.query("/disposals", *LOOK)
def list_disposals(work: Work) -> dict[str, Any]:
    """What is on its way first, then what has its receipt, the newest first."""
    found = store.disposals(work)
    return {"disposals": [one.model_dump() | {"carcasses": n, "weight_kg": kg} for one, n, kg in found]}


@doors.query("/cold-store", *LOOK)
def list_cold_store(work: Work) -> dict[str, Any]:
    """What is in the cold store, the longest stored first."""
    found = store.in_cold_store(work)
    return {"carcasses": [one.model_dump() | {"stay_no": stay.stay_no} for one, stay in found]}


@doors.query("/deaths/balance", *LOOK)
def show_balance(work: Work, since: Bound = None, until: Bound = None) -> dict[str, Any]:
    """Deaths = disposals + cold store; if not, what is missing is named. Both days are counted."""
    first, last, begins, ends = days(since, until)
    found = store.balance(work, begins, ends)
    return {
        "since": first,
        "until": last,
        "deaths": found.deaths,
        "disposed": found.disposed,
        "in_cold_store": found.in_store,
        "balanced": found.balanced,
        "missing": found.missing,
        "missing_dogs": store.missing(work, begins, ends),
    }


def days(since: date | None, until: date | None) -> tuple[date, date, datetime, datetime]:
    """The days, and the moments at which they begin and are over in the city."""
    today = clock.now().astimezone(clock.CITY).date()
    last = until or today
    first = since or date(last.year, 1, 1)
    if first > last:
        raise Unreasonable(
            "起止日期不对，请更正。", "`since` and `until` are the wrong way round: correct them."
        )
    after = datetime.combine(last + timedelta(days=1), time(), clock.CITY)
    return first, last, datetime.combine(first, time(), clock.CITY).astimezone(UTC), after.astimezone(UTC)


def _stay(work: Work, dog_id: str) -> Stay:
    return store.open_stay(work, dog_id) or stays.latest_stay(work, dog_id)
