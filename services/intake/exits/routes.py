"""Doors for dogs that go without an owner or a family: transfer by two people, escape, recapture, foster."""

from typing import Any

from services.intake.care.routes import Step
from services.intake.custody import store as custody
from services.intake.exits import away, fostering, rules, store
from services.intake.exits.away import Caught, Gone
from services.intake.exits.models import Transfer
from services.intake.exits.rules import NewTransfer
from services.intake.holds import store as holds
from services.intake.holds.rules import Because
from services.intake.kennels import housing, places
from services.intake.law.deadlines import jurisdiction
from services.intake.roles import CREW, DESK
from services.intake.stays import store as stays
from services.intake.stays.models import Dog, Stay
from services.intake.stays.rules import AWAY
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["exits"])
CONFIRM = ("officer", "legal")
REFUSE = (*CREW, "legal")
FOSTER = ("officer", "vet")
LOOK = (*CREW, "legal", "auditor")


@doors.command("/stays/{stay_id}/transfers", *CREW)
def ask(stay_id: str, new: NewTransfer, who: Who, work: Work) -> Transfer:
    """Asks that another house take the dog. It stays until another person confirms."""
    stay = stays.stay_of(work, stay_id)
    kept, of = holds.of_stay(work, stay_id), (uuid7(), who.name)
    transfer = rules.ask(stay, kept, store.waits(work, stay_id), new, holds.laws(), of, clock.now())
    work.add(transfer)
    return transfer


@doors.command("/transfers/{transfer_id}/confirmation", *CONFIRM)
def confirm(transfer_id: str, why: Because, who: Who, work: Work) -> Transfer:
    """Agrees: another person than the one who asked. The stay is over and the kennel free."""
    transfer = store.transfer_of(work, transfer_id)
    stay = stays.stay_of(work, transfer.stay_id)
    kept = holds.of_stay(work, stay.id)
    rules.confirm(transfer, stay, kept, holds.laws(), who, why.because, clock.now())
    custody.settle(work, work.get_one(Dog, stay.dog_id), stay)
    return transfer


@doors.command("/transfers/{transfer_id}/refusal", *REFUSE)
def refuse(transfer_id: str, why: Because, who: Who, work: Work) -> Transfer:
    """Refuses, or takes the request back; the dog stays."""
    transfer = store.transfer_of(work, transfer_id)
    rules.refuse(transfer, who, why.because, CONFIRM, clock.now())
    return transfer


@doors.query("/stays/{stay_id}/transfers", *LOOK)
def show(stay_id: str, work: Work) -> dict[str, Any]:
    """Every transfer that was asked for, with who decided."""
    return {"transfers": [one.model_dump() for one in store.transfers_of(work, stay_id)]}


@doors.command("/stays/{stay_id}/escape", *DESK)
def escape(stay_id: str, gone: Gone, who: Who, work: Work) -> Step:
    """The dog has run away: its stay is over; its tag stays valid, for whoever finds it."""
    stay = stays.stay_of(work, stay_id)
    away.escape(stay, gone.at, clock.now())
    custody.settle(work, work.get_one(Dog, stay.dog_id), stay)
    step = _noted(stay, "ESCAPED", who, gone.because, work)
    step.report = away.report(holds.of_stay(work, stay_id, all_=True))
    return step


@doors.command("/stays/{stay_id}/recapture", *DESK)
def recapture(stay_id: str, found: Caught, who: Who, work: Work) -> Step:
    """The dog that ran away is here again: a new stay on the same grounds, its holds as before, a kennel."""
    old, now = stays.stay_of(work, stay_id), clock.now()
    latest, had = stays.latest_stay(work, old.dog_id), holds.of_stay(work, old.id, all_=True)
    away.may_be_caught(old, latest)
    of = (uuid7(), stays.new_stay_no(work))
    stay = away.recapture(old, latest, had, found, of, who.name, now)
    work.add(stay)
    work.publish(away.reopened(stay, store.hold_again(work, old, stay, now)))
    store.tell_holds(work, stay, now)
    _house(stay, work)
    return _noted(stay, "CAUGHT_AGAIN", who, found.found_text, work)


@doors.command("/stays/{stay_id}/fostering", *FOSTER)
def foster(stay_id: str, why: Because, who: Who, work: Work) -> Step:
    """A family looks after it for a while; it is still in custody, its kennel is free."""
    stay = stays.stay_of(work, stay_id)
    work.publish(*fostering.foster(stay, holds.of_stay(work, stay_id), holds.laws(), clock.now()))
    places.leave(work, stay, who.name, AWAY)
    return _noted(stay, "FOSTERED", who, why.because, work)


@doors.command("/stays/{stay_id}/fostering/end", *FOSTER)
def end_fostering(stay_id: str, why: Because, who: Who, work: Work) -> Step:
    """The family has brought it back: it goes on where it was, in a kennel if one is free."""
    stay, now = stays.stay_of(work, stay_id), clock.now()
    work.publish(*fostering.bring_back(stay, holds.of_stay(work, stay_id), holds.laws(), now))
    holds.resume(work, stay, now)
    _house(stay, work)
    return _noted(stay, "FOSTERING_ENDED", who, why.because, work)


def _house(stay: Stay, work: Work) -> None:
    kinds = [hold.kind for hold in holds.of_stay(work, stay.id)]
    housing.house(work, stay, away.zones(stay, kinds, jurisdiction()))


def _noted(stay: Stay, what: str, who: Who, note: str, work: Work) -> Step:
    stays.enter(work, stay.id, what, who.name, note)
    return Step(stay_id=stay.id, status=stay.status)
