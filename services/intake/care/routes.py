"""Doors for the steps of a stay: triage, quarantine passed or failed, treatment, checks under observation."""

from typing import Literal

from pydantic import Field

from services.intake.holds import ending, rules, store
from services.intake.holds.models import Hold
from services.intake.stays import states
from services.intake.stays import store as stays
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.problems import Problem
from shared.said import Said
from shared.states import WrongStep
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1/stays", tags=["holds"])
VET = ("vet",)
CHECK = ("keeper", "vet")
MEDICAL = "MEDICAL"
Words = Field(default="", max_length=1000)


class NotObserved(Problem):
    title = Said("没有在观察", "Not under observation")


class Triage(Form):
    """Where a dog goes that has just come: into quarantine, to the vet, or, if it came back, on to wait."""

    to: Literal["QUARANTINE", "TREATMENT", "HOLDING"] = "QUARANTINE"
    note: str = Words


class Note(Form):
    note: str = Words


class Illness(Form):
    note: str = Field(min_length=2, max_length=1000, examples=["犬瘟热抗原阳性"])


class Recovery(Form):
    """Quarantine again, counted anew, or on to wait."""

    to: Literal["QUARANTINE", "HOLDING"] = "HOLDING"
    note: str = Words


class Check(Form):
    healthy: bool
    note: str = Words


class Step(Model):
    """The stay after the step. `report` says what has to be reported at once."""

    stay_id: str
    status: str
    report: str | None = None


@doors.command("/{stay_id}/triage", "officer", "vet")
def triage(stay_id: str, asked: Triage, who: Who, work: Work) -> Step:
    """Somebody has looked at a dog that has come, and says where it goes."""
    stay = stays.stay_of(work, stay_id)
    if asked.to == "TREATMENT":
        return _treat(stay, asked.note, who, "TRIAGED", work)
    if stay.status != asked.to:
        work.publish(*states.step(stay, asked.to, clock.now()))
    return _noted(stay, "TRIAGED", who, asked.note, work)


@doors.command("/{stay_id}/quarantine/pass", *VET)
def pass_quarantine(stay_id: str, asked: Note, who: Who, work: Work) -> Step:
    """A vet finds the dog healthy when its quarantine is over; before that, two people end it."""
    stay, now, law = stays.stay_of(work, stay_id), clock.now(), store.laws()[store.QUARANTINE]
    for hold in _standing(stay, store.QUARANTINE, work):
        work.publish(ending.end(hold, law, who, asked.note or "检疫合格 passed", now))
    work.publish(*states.step(stay, "HOLDING", now))
    store.resume(work, stay, now)
    return _noted(stay, "QUARANTINE_PASSED", who, asked.note, work)


@doors.command("/{stay_id}/quarantine/failure", *VET)
def fail_quarantine(stay_id: str, asked: Illness, who: Who, work: Work) -> Step:
    """The dog is ill: it is treated, and nobody gets it before it is well."""
    stay = stays.stay_of(work, stay_id)
    if stay.status != "QUARANTINE":
        raise WrongStep(
            f"{stay.stay_no} 不在检疫，生病请登记治疗。",
            f"{stay.stay_no} is not in quarantine: enter a treatment.",
        )
    return _treat(stay, asked.note, who, "QUARANTINE_FAILED", work)


@doors.command("/{stay_id}/treatment", *VET)
def treat(stay_id: str, asked: Illness, who: Who, work: Work) -> Step:
    """A dog that is with us falls ill."""
    return _treat(stays.stay_of(work, stay_id), asked.note, who, "TREATED", work)


@doors.command("/{stay_id}/recovery", *VET)
def recover(stay_id: str, asked: Recovery, who: Who, work: Work) -> Step:
    """The dog is well again: the hold for its treatment ends."""
    stay, now, law = stays.stay_of(work, stay_id), clock.now(), store.laws()[MEDICAL]
    work.publish(*states.step(stay, asked.to, now))
    for hold in _standing(stay, MEDICAL, work):
        work.publish(ending.end(hold, law, who, asked.note or "痊愈 recovered", now))
    if asked.to == "QUARANTINE":
        _quarantine_again(stay, who, work)
    store.resume(work, stay, now)
    return _noted(stay, "RECOVERED", who, asked.note, work)


@doors.command("/{stay_id}/observation/checks", *CHECK)
def check(stay_id: str, seen: Check, who: Who, work: Work) -> Step:
    """Somebody has looked at a dog under observation, at least twice a day (domain §2.3).

    Symptoms are reported at once to the veterinary authority and to nobody else (动物防疫法 31, 104).
    """
    stay = stays.stay_of(work, stay_id)
    if not _standing(stay, store.RABIES, work):
        raise NotObserved(
            f"{stay.stay_no} 不在狂犬病观察中，请核对编号。",
            f"{stay.stay_no} is not observed: check the number.",
        )
    step = _noted(stay, "CHECKED_WELL" if seen.healthy else "CHECKED_ILL", who, seen.note, work)
    if not seen.healthy:
        step.report = Said(
            "请立即隔离并报告动物疫病预防控制机构，不得对外发布。",
            "Isolate it and report to the veterinary authority at once; tell nobody else.",
        )
    return step


def _treat(stay: Stay, note: str, who: Who, what: str, work: Work) -> Step:
    now, law = clock.now(), store.laws()[MEDICAL]
    work.publish(*states.step(stay, "TREATMENT", now))
    if not _standing(stay, MEDICAL, work):
        hold = rules.hold(stay, MEDICAL, note or what, who.name, uuid7(), None, now)
        work.add(hold)
        work.publish(rules.placed(hold, law, now))
    return _noted(stay, what, who, note, work)


def _quarantine_again(stay: Stay, who: Who, work: Work) -> None:
    """Counted anew from today, also when the first one was over."""
    now, law = clock.now(), store.laws()[store.QUARANTINE]
    for hold in store.of_stay(work, stay.id):
        if hold.kind == store.QUARANTINE:
            store.start_quarantine(work, stay, now, again=True)
            return
    hold = rules.hold(stay, store.QUARANTINE, store.TREATED, who.name, uuid7(),
                      store.until(law, now), now)  # fmt: skip
    work.add(hold)
    work.publish(rules.placed(hold, law, now))


def _standing(stay: Stay, kind: str, work: Work) -> list[Hold]:
    law, now = store.laws()[kind], clock.now()
    return [one for one in store.of_stay(work, stay.id) if one.kind == kind and rules.standing(one, law, now)]


def _noted(stay: Stay, what: str, who: Who, note: str, work: Work) -> Step:
    stays.enter(work, stay.id, what, who.name, note)
    return Step(stay_id=stay.id, status=stay.status)
