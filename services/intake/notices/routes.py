"""The door for found-dog notices: where the law says so, the claim window begins with one."""

from datetime import datetime

from services.intake.holds import rules, store
from services.intake.holds.routes import Refusal
from services.intake.law.deadlines import jurisdiction
from services.intake.notices import rules as notices
from services.intake.notices.rules import NewNotice
from services.intake.stays import store as stays
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.problems import Problem
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["holds"])

PUBLISH = ("officer",)


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
        _publish(stays.stay_of(work, stay_id), new, who, work)


def _attempt(stay_id: str, new: NewNotice, who: Who, work: Work) -> NoticeAnswer:
    try:
        stay = stays.stay_of(work, stay_id)
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
