"""Doors that move an end: the found-dog notice begins a claim window, the head makes a seizure longer."""

from datetime import datetime

from services.intake.deadlines import jurisdiction
from services.intake.holds import asked, extending, notices, rules, store
from services.intake.holds.extending import NewExtension
from services.intake.holds.models import HoldExtension
from services.intake.holds.notices import NewNotice
from services.intake.holds.routes import Refusal
from services.intake.holds.rules import Because
from services.intake.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.problems import Problem
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["holds"])
PUBLISH = ("officer",)
EXTEND = ("officer",)
APPROVE = ("officer", "legal")  # which of them may, the jurisdiction pack says


class NoticeAnswer(Model):
    """From when nobody can claim the dog any more; or why the notice was refused for it."""

    stay_id: str
    claim_until: datetime | None = None
    refused: Refusal | None = None


class Published(Model):
    published: int
    stays: list[NoticeAnswer]


@doors.command("/notices", *PUBLISH)
def publish(new: NewNotice, who: Who, work: Work) -> Published:
    """The found-dog notice is out, for these stays. Each is answered for itself."""
    answers = [_attempt(stay_id, new, who, work) for stay_id in dict.fromkeys(new.stays)]
    return Published(published=sum(answer.refused is None for answer in answers), stays=answers)


def publish_all(new: NewNotice, who: Who, work: Work) -> None:
    """As the pages have it: for all that are ticked, or for none, and why."""
    for stay_id in dict.fromkeys(new.stays):
        _publish(store.stay_of(work, stay_id), new, who, work)


def _attempt(stay_id: str, new: NewNotice, who: Who, work: Work) -> NoticeAnswer:
    try:
        stay = store.stay_of(work, stay_id)
        _publish(stay, new, who, work)
    except Problem as problem:
        refused = Refusal(type=f"/problems/{type(problem).__name__}", detail=problem.detail)
        return NoticeAnswer(stay_id=stay_id, refused=refused)
    return NoticeAnswer(stay_id=stay_id, claim_until=stay.claim_until)


def _publish(stay: Stay, new: NewNotice, who: Who, work: Work) -> None:
    now = clock.now()
    window = next((one for one in store.of_stay(work, stay.id) if one.kind == store.CLAIM), None)
    waited = window is not None and window.until is None
    notice, published = notices.publish(stay, window, new, jurisdiction(), uuid7(), who, now)
    work.add(notice)
    work.publish(published)
    if window and waited:
        work.publish(rules.placed(window, store.laws()[store.CLAIM], now))


@doors.command("/holds/{hold_id}/extensions", *EXTEND)
def ask(hold_id: str, new: NewExtension, who: Who, work: Work) -> HoldExtension:
    """Asks that a seizure last longer, before its time is over: once, by thirty days at most."""
    hold = store.hold_of(work, hold_id)
    law, earlier = store.laws()[hold.kind], asked.of_seizure(work, hold)
    terms = jurisdiction().extension
    extension = extending.ask(hold, law, terms, earlier, new, who, uuid7(), clock.now())
    work.add(extension)
    return extension


@doors.command("/extensions/{extension_id}/approval", *APPROVE)
def approve(extension_id: str, why: Because, who: Who, work: Work) -> HoldExtension:
    """The head of the agency agrees, never who asked: the seizure lasts so much longer."""
    extension = asked.extension_of(work, extension_id)
    hold = store.hold_of(work, extension.hold_id)
    law, earlier = store.laws()[hold.kind], asked.of_seizure(work, hold)
    terms = jurisdiction().extension
    work.publish(extending.approve(extension, hold, law, terms, earlier, who, why.because, clock.now()))
    return extension


@doors.command("/extensions/{extension_id}/refusal", *APPROVE)
def refuse(extension_id: str, why: Because, who: Who, work: Work) -> HoldExtension:
    """The head refuses, or whoever asked takes it back."""
    extension = asked.extension_of(work, extension_id)
    extending.refuse(extension, jurisdiction().extension, who, why.because, clock.now())
    return extension
