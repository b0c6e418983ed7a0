"""What is decided about the end of a hold: one person when its time is over, two before it."""

from datetime import datetime

from services.intake.deadlines import HoldLaw
from services.intake.holds.models import Hold, HoldExtension, HoldRequest
from services.intake.holds.rules import check_role, is_over, release, standing
from services.intake.two_people import AlreadyDecided, SamePersonTwice
from shared.auth import Who
from shared.events import HoldReleased
from shared.problems import Problem
from shared.said import Said


class HoldIsOver(Problem):
    title = Said("留置已解除", "The hold is over")


class NotYetOver(Problem):
    title = Said("期限未到", "Its time is not over")


class NeverEarly(Problem):
    title = Said("不能提前解除", "Never before its time")


class NeedsNoSecond(Problem):
    title = Said("不必申请", "Nothing to ask for")


class AlreadyAsked(Problem):
    title = Said("已有人申请", "Asked for already")


def end(hold: Hold, law: HoldLaw, who: Who, because: str, now: datetime) -> HoldReleased:
    """One person ends what is over its time; what a vet has put on, a vet may take off (domain §2.7)."""
    check_stands(hold, law, now)
    check_role(who, law.release)
    if law.ends != "vet" and not is_over(hold, now):
        if not law.early:
            raise _never_early(hold, law)
        raise NotYetOver(
            f"“{law.zh}”期限未到，请申请提前解除，由另一人确认。",
            f"{law.kind} is not over: ask for its early release, and let another person confirm.",
            until=hold.until and hold.until.isoformat(),
        )
    return release(hold, law, who.name, because, now, early=False)


def ask(
    hold: Hold, law: HoldLaw, open_: HoldRequest | None, who: Who, because: str, request_id: str,
    now: datetime,
) -> HoldRequest:  # fmt: skip
    """Somebody asks that it end before its time (domain §2.7: two-person rule). One request at a time."""
    check_stands(hold, law, now)
    if law.ends == "vet" or is_over(hold, now):
        raise NeedsNoSecond(
            "已到期或可由兽医解除，请直接解除。", "It needs no second person: end it directly."
        )
    if not law.early:
        raise _never_early(hold, law)
    if open_:
        raise AlreadyAsked(
            "已有提前解除的申请，请等另一人决定。", "Its early release is asked for: wait for another person."
        )
    return HoldRequest(id=request_id, hold_id=hold.id, asked_by=who.name, asked_at=now, because=because)


def confirm(
    request: HoldRequest, hold: Hold, law: HoldLaw, who: Who, because: str, now: datetime
) -> HoldReleased:
    """Another person with the right role agrees. The same person twice is one person (domain §2.7)."""
    check_undecided(request)
    if who.name == request.asked_by:
        raise SamePersonTwice(
            "提前解除须由另一人确认，请换一位有权限的同事。",
            "Another person than the one who asked must confirm: find a colleague with the role.",
        )
    check_stands(hold, law, now)
    check_role(who, law.release)
    request.decided_by, request.decided_at, request.granted, request.answer = who.name, now, True, because
    return release(hold, law, who.name, because, now, early=True)


def refuse(request: HoldRequest, who: Who, because: str, now: datetime) -> None:
    """Somebody refuses, or whoever asked takes it back; the hold stands."""
    check_undecided(request)
    request.decided_by, request.decided_at, request.granted, request.answer = who.name, now, False, because


def check_undecided(request: HoldRequest | HoldExtension) -> None:
    if request.decided_at:
        raise AlreadyDecided("这项申请已有决定，请刷新。", "This request is decided: look at the list again.")


def lapse(request: HoldRequest, because: str, now: datetime) -> None:
    """What it was asked for is not so any more; nobody agrees to it by mistake."""
    request.decided_by, request.decided_at, request.granted, request.answer = "", now, False, because


def check_stands(hold: Hold, law: HoldLaw, now: datetime) -> None:
    if not standing(hold, law, now):
        raise HoldIsOver(f"“{law.zh}”已解除或到期，请刷新。", f"{law.kind} is over: look at the list again.")


def _never_early(hold: Hold, law: HoldLaw) -> NeverEarly:
    until = hold.until.isoformat() if hold.until else None
    return NeverEarly(
        f"“{law.zh}”不能提前解除，请等到期。",
        f"{law.kind} is never ended early: wait until it is over.",
        until=until,
    )
