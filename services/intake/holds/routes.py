"""Doors for holds: place, ask for an early end, confirm it; and see to one that was broken."""

from pydantic import Field

from services.intake.holds import alarms, asked, broken, ending, rules, store
from services.intake.holds.models import BrokenHold, Hold, HoldRequest
from services.intake.holds.rules import Because, NewHold
from services.intake.law.deadlines import HoldLaw
from services.intake.law.periods import Deadline
from services.intake.roles import CREW
from services.intake.stays import states
from services.intake.stays import store as stays
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.forms import Id
from shared.ids import uuid7
from shared.problems import Problem
from shared.states import WrongStep
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["holds"])
PLACE = ("officer", "vet")
SEE_TO = ("officer", "legal")
MOST = 400  # stays in one request: the dogs of one night


class ManyHolds(NewHold):
    """One hold for many dogs."""

    stays: list[Id] = Field(min_length=1, max_length=MOST)


class Refusal(Model):
    type: str
    detail: str


class HoldAnswer(Model):
    """The hold that the stay has now; or why it was refused."""

    stay_id: str
    hold_id: str | None = None
    refused: Refusal | None = None


class ManyHeld(Model):
    held: int
    stays: list[HoldAnswer]


@doors.command("/stays/{stay_id}/holds", *PLACE)
def place(stay_id: str, new: NewHold, who: Who, work: Work) -> Hold:
    """Places a hold: from now on the dog does not leave in the ways that it closes."""
    return _place(stays.stay_of(work, stay_id), new, who, work)


@doors.command("/holds", *PLACE)
def place_many(many: ManyHolds, who: Who, work: Work) -> ManyHeld:
    """The same hold for many stays. Each is answered for itself: one refusal holds up nobody else."""
    new = NewHold(hold=many.hold, because=many.because, until=many.until)
    answers = [_attempt(stay_id, new, who, work) for stay_id in dict.fromkeys(many.stays)]
    return ManyHeld(held=sum(answer.refused is None for answer in answers), stays=answers)


def _attempt(stay_id: str, new: NewHold, who: Who, work: Work) -> HoldAnswer:
    try:
        return HoldAnswer(stay_id=stay_id, hold_id=_place(stays.stay_of(work, stay_id), new, who, work).id)
    except Problem as problem:
        refused = Refusal(type=f"/problems/{type(problem).__name__}", detail=problem.detail)
        return HoldAnswer(stay_id=stay_id, refused=refused)


def _place(stay: Stay, new: NewHold, who: Who, work: Work) -> Hold:
    now, law = clock.now(), _law(new.hold)
    if stay.outcome:
        raise WrongStep(
            f"{stay.stay_no} 已离所，请核对编号。", f"{stay.stay_no} is over: check the number of the stay."
        )
    rules.may_place(new, law, store.of_stay(work, stay.id), who, now)
    deadline = Deadline(new.until, False) if new.until else store.until(law, now)
    hold = rules.hold(stay, new.hold, new.because, who.name, uuid7(), deadline, now)
    work.add(hold)
    work.publish(rules.placed(hold, law, now))
    store.hold_back(work, stay, law, now)
    return hold


@doors.command("/holds/{hold_id}/end", *PLACE)
def end(hold_id: str, why: Because, who: Who, work: Work) -> Hold:
    """Ends a hold whose time is over. Before that, two people do: ask for its early release."""
    hold, now = store.hold_of(work, hold_id), clock.now()
    work.publish(ending.end(hold, _law(hold.kind), who, why.because, now))
    store.resume(work, stays.stay_of(work, hold.stay_id), now)
    return hold


@doors.command("/holds/{hold_id}/release-requests", *CREW)
def ask(hold_id: str, why: Because, who: Who, work: Work) -> HoldRequest:
    """Asks that a hold end before its time. Nothing ends before another person confirms it."""
    hold, law = store.hold_of(work, hold_id), _law_of(hold_id, work)
    request = ending.ask(hold, law, asked.open_request(work, hold_id), who, why.because, uuid7(), clock.now())
    work.add(request)
    return request


@doors.command("/release-requests/{request_id}/confirmation", *PLACE)
def confirm(request_id: str, why: Because, who: Who, work: Work) -> HoldRequest:
    """Agrees to an early end: another person than the one who asked, with a role that the law names."""
    request, now = asked.request_of(work, request_id), clock.now()
    hold = store.hold_of(work, request.hold_id)
    work.publish(ending.confirm(request, hold, _law(hold.kind), who, why.because, now))
    stay = stays.stay_of(work, hold.stay_id)
    if hold.kind == store.QUARANTINE and stay.status == "QUARANTINE":
        work.publish(*states.step(stay, "HOLDING", now))
    store.resume(work, stay, now)
    return request


@doors.command("/release-requests/{request_id}/refusal", *CREW)
def refuse(request_id: str, why: Because, who: Who, work: Work) -> HoldRequest:
    """Refuses an early end, or takes the request back; the hold stands."""
    request = asked.request_of(work, request_id)
    ending.refuse(request, who, why.because, clock.now())
    return request


@doors.command("/broken-holds/{hold_id}/acknowledgement", *SEE_TO)
def see_to(hold_id: str, why: Because, who: Who, work: Work) -> BrokenHold:
    """Says what was done about a dog that left against a hold. The alarm is over; the record stays."""
    alarm = alarms.alarm_of(work, hold_id)
    broken.acknowledge(alarm, who, why.because, clock.now())
    return alarm


def _law(kind: str) -> HoldLaw:
    return store.laws()[kind]


def _law_of(hold_id: str, work: Work) -> HoldLaw:
    return _law(store.hold_of(work, hold_id).kind)
