"""What depends on a corrected value follows it: the claim window, holds, and since when they count."""

from datetime import datetime, timedelta

from services.intake.corrections import grounds
from services.intake.corrections.grounds import CLAIM, RABIES, Grounds
from services.intake.corrections.models import Correction
from services.intake.holds import rules as hold_rules
from services.intake.holds import store as holds
from services.intake.holds.asked import drop_request
from services.intake.holds.models import Hold
from services.intake.law.deadlines import Deadline, jurisdiction
from services.intake.notices.store import notices_of
from services.intake.sheet.shape import Sheet
from services.intake.stays.models import Stay
from shared.events import ObservationOpened
from shared.ids import uuid7
from shared.said import Said
from shared.store import Work

BECAUSE = Said("随收容记录更正", "as the record was corrected")


def follow(
    correction: Correction, stay: Stay, was: Grounds, sheet: Sheet, first: bool, now: datetime, work: Work
) -> list[str]:
    """Gives what followed, by name; nothing does when the stay is over."""
    if stay.outcome or grounds.of(stay) == was:
        return []
    followed = _count_again(stay, was, now, work)
    if stay.custody_basis != was.basis:
        followed += _hold_by_law(correction, stay, was, sheet, now, work)
    if stay.custody_basis == "OBSERVATION" and not sheet.bite and stay.opened_at:
        until = stay.opened_at + timedelta(days=jurisdiction().observation_days)
        opened = ObservationOpened(
            occurred_at=stay.opened_at, dog_id=stay.dog_id, stay_id=stay.id, until=until
        )
        work.publish(opened)
    if first:
        followed += _claim(correction, stay, was, now, work)
    return sorted(set(followed))


def _count_again(stay: Stay, was: Grounds, now: datetime, work: Work) -> list[str]:
    """What has counted from the old arrival counts from the new one; what began later goes on as it is."""
    entered, known, followed = stay.arrived_at or stay.opened_at, holds.laws(), []
    if not was.entered or not entered or was.entered == entered:
        return []
    for hold in holds.of_stay(work, stay.id):
        law = known[hold.kind]
        old, new = holds.until(law, was.entered), holds.until(law, entered)
        if hold.because == holds.BY_LAW and old and new and hold.until == old.at:
            drop_request(work, hold, BECAUSE, now)
            hold.until, hold.provisional = new.at, new.provisional
            work.publish(hold_rules.placed(hold, law, now))
            followed.append(hold.kind)
    return followed


def _hold_by_law(
    correction: Correction, stay: Stay, was: Grounds, sheet: Sheet, now: datetime, work: Work
) -> list[str]:
    known, by = holds.laws(), correction.decided_by or ""
    standing = [one for one in holds.of_stay(work, stay.id) if hold_rules.standing(one, known[one.kind], now)]
    ended = grounds.over(was, stay, standing, known, holds.BY_LAW)
    for one in ended:
        drop_request(work, one, BECAUSE, now)
        work.publish(hold_rules.release(one, known[one.kind], by, BECAUSE, now, early=True))
    begun = grounds.begun(was, stay, standing, known)
    for kind in begun:
        if kind == RABIES and sheet.bite:
            holds.watch(work, stay, sheet.bite.at, by)
        else:
            start = stay.arrived_at or stay.opened_at
            _place(stay, kind, holds.until(known[kind], start) if start else None, by, now, work)
    return [one.kind for one in ended] + begun


def _place(stay: Stay, kind: str, ends: Deadline | None, by: str, now: datetime, work: Work) -> None:
    law = holds.laws()[kind]
    hold = hold_rules.hold(stay, kind, holds.BY_LAW, by, uuid7(), ends, now)
    work.add(hold)
    if kind != CLAIM or ends is None:  # a claim window that has begun is told by `claim_until`
        work.publish(hold_rules.placed(hold, law, now))
    holds.hold_back(work, stay, law, now)


def _claim(correction: Correction, stay: Stay, was: Grounds, now: datetime, work: Work) -> list[str]:
    """Its owner's time is counted from when it was found, or from the notice, as the law has it (§2.7)."""
    if not stay.opened_at or (was.basis, was.found) == (stay.custody_basis, stay.opened_at):
        return []
    law, notices = jurisdiction(), [one.published_at for one in notices_of(work, stay.id)]
    ends = law.claim_until(stay.custody_basis, stay.opened_at, min(notices, default=None))
    if (ends.at if ends else None) == stay.claim_until:
        return []
    waits = not notices and law.claim_waits_for_notice(stay.custody_basis, stay.opened_at)
    stay.claim_until, stay.claim_provisional = (
        ends.at if ends else None,
        waits or bool(ends and ends.provisional),
    )
    _window(stay, None if waits else ends, waits, correction.decided_by or "", now, work)
    return [CLAIM]


def _window(stay: Stay, ends: Deadline | None, waits: bool, by: str, now: datetime, work: Work) -> None:
    """The hold of that time, unless two people have ended it."""
    law, known = holds.laws()[CLAIM], [one for one in holds.of_stay(work, stay.id, True) if one.kind == CLAIM]
    standing: Hold | None = next((one for one in known if not one.released_at), None)
    open_ = waits or (ends is not None and ends.at > now)
    if standing and open_:
        standing.until = ends.at if ends else None
        standing.provisional = waits or bool(ends and ends.provisional)
    elif standing:
        told, ended = standing.until is None, hold_rules.release(standing, law, by, BECAUSE, now, early=True)
        work.publish(*([ended] if told else []))
    elif open_ and not known:
        _place(stay, CLAIM, ends, by, now, work)
