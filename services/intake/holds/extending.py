"""What is decided about a seizure that has to last longer. No database, no clock, no network."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import Field

from services.intake.deadlines import Extension, HoldLaw
from services.intake.holds.ending import AlreadyAsked, check_stands, check_undecided
from services.intake.holds.models import Hold, HoldExtension
from services.intake.holds.rules import Reason, check_role, is_over
from services.intake.two_people import SamePersonTwice
from shared.auth import NotAllowed, Who
from shared.events import SeizureExtended
from shared.forms import Form
from shared.problems import Problem, Unreasonable
from shared.said import Said


class NewExtension(Form):
    """How many days more, why, and the number of the decision that the owner is given in writing."""

    days: int = Field(ge=1, le=30, examples=[30])
    document: str = Field(min_length=2, max_length=80, examples=["呼公（养犬）延强字〔2026〕12号"])
    because: str = Reason


class NeverExtended(Problem):
    title = Said("这种留置不能延长", "This hold is never made longer")


class ExtendedOnce(Problem):
    title = Said("只能延长一次", "It is made longer once")


class TooLong(Unreasonable):
    title = Said("延长过久", "Longer than the law allows")


class TermIsOver(Problem):
    title = Said("期限已满", "Its time is over")


def ask(
    hold: Hold, law: HoldLaw, terms: Extension, earlier: Iterable[HoldExtension], new: NewExtension, who: Who,
    extension_id: str, now: datetime,
) -> HoldExtension:  # fmt: skip
    """The case is complicated; before its thirty days are over more are asked for (行政强制法 25)."""
    if hold.kind != terms.hold:
        raise NeverExtended(f"“{law.zh}”不能延长。", f"{law.kind} is never made longer: place another hold.")
    check_role(who, terms.ask)
    check_stands(hold, law, now)
    _check_time(hold, now)
    check_first(earlier, terms)
    if any(one.decided_at is None for one in earlier):
        raise AlreadyAsked("已有延长的申请，请等批准。", "It is asked for already: wait for the decision.")
    if new.days > terms.days:
        raise TooLong(
            f"延长不得超过{terms.days}日（行政强制法第二十五条）。",
            f"At most {terms.days} days more (Administrative Compulsion Law art. 25): ask for fewer.",
        )
    return HoldExtension(
        id=extension_id, hold_id=hold.id, days=new.days, document=new.document, because=new.because,
        asked_by=who.name, asked_at=now,
    )  # fmt: skip


def approve(
    asked: HoldExtension, hold: Hold, law: HoldLaw, terms: Extension, earlier: Iterable[HoldExtension],
    who: Who, because: str, now: datetime,
) -> SeizureExtended:  # fmt: skip
    """The head of the agency, never who asked, agrees in time: so many calendar days more (行政强制法 25).

    The ten days that art. 69 counts as working days are periods of the law itself, not of a decision.
    """
    check_undecided(asked)
    if who.name == asked.asked_by:
        raise SamePersonTwice(
            "延长须由负责人批准，申请人不能批准自己的申请。", "The head approves it, never who asked."
        )
    check_role(who, terms.approve)
    check_stands(hold, law, now)
    _check_time(hold, now)
    check_first(earlier, terms)
    assert hold.until
    asked.decided_by, asked.decided_at, asked.granted, asked.answer = who.name, now, True, because
    asked.was_until, hold.until = hold.until, hold.until + timedelta(days=asked.days)
    return SeizureExtended(
        occurred_at=now, dog_id=hold.dog_id, stay_id=hold.stay_id, hold_id=hold.id, until=hold.until
    )


def refuse(asked: HoldExtension, terms: Extension, who: Who, because: str, now: datetime) -> None:
    """The head refuses, or whoever asked takes it back; it ends when it would have ended."""
    check_undecided(asked)
    if who.name != asked.asked_by and not who.may(terms.approve):
        raise NotAllowed("只有申请人或批准人可以退回。", "Only who asked, or who may approve it, refuses it.")
    asked.decided_by, asked.decided_at, asked.granted, asked.answer = who.name, now, False, because


def check_first(earlier: Iterable[HoldExtension], terms: Extension) -> None:
    if any(one.granted for one in earlier):
        raise ExtendedOnce(
            f"已延长过一次；行政强制法第二十五条：延长期限不得超过{terms.days}日，请作出处理决定或解除扣押。",
            "It has been made longer once, and no more is allowed (Administrative Compulsion Law art. 25: "
            f"at most {terms.days} days): decide the case, or end the seizure.",
        )


def _check_time(hold: Hold, now: datetime) -> None:
    if hold.until is None or is_over(hold, now):
        raise TermIsOver(
            "扣押期限已满，不能再延长，请作出处理决定或解除（行政强制法第二十五条）。",
            "Its time is over and cannot be made longer (Administrative Compulsion Law art. 25): "
            "decide the case, or end the seizure.",
        )
