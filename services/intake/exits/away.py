"""What is decided about dogs that run away and are caught again. Nothing but decisions."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import Field

from services.intake import rules as custody
from services.intake.deadlines import HouseMoment, Jurisdiction
from services.intake.exits.rules import may_step
from services.intake.holds import rules as holds
from services.intake.holds.models import Hold
from services.intake.holds.rules import Laws, Reason
from services.intake.models import Stay
from services.intake.rules import CLOCK_SKEW
from shared.codes import known_division
from shared.events import StayOpened
from shared.forms import Form
from shared.problems import Problem, Unreasonable
from shared.said import Said

ESCAPED = "ESCAPED"
CLAIM, QUARANTINE = "CLAIM_WINDOW", "QUARANTINE"
REPORTED = ("RABIES_OBSERVATION", "OUTBREAK_LOCK")
HOUSED_FOR = {"RABIES_OBSERVATION": "OBSERVATION", "EVIDENCE": "EVIDENCE"}


class Gone(Form):
    """When somebody saw that it was gone, and how that could happen."""

    at: HouseMoment
    because: str = Reason


class Caught(Form):
    """Where and when a dog that had run away was caught."""

    found_time: HouseMoment
    found_text: str = Field(min_length=1, max_length=200, examples=["大学西路"])
    division: str = Field(min_length=6, max_length=9, examples=["150105"])


class NotAwayByItself(Problem):
    title = Said("不是脱逃的犬只", "It did not run away")


class NotYet(Unreasonable):
    title = Said("时间不对", "The time cannot be right")


def may_run_away(stay: Stay) -> None:
    """No hold keeps a dog that is gone; only what has left already cannot run away."""
    may_step(stay, ESCAPED)


def escape(stay: Stay, at: datetime, now: datetime) -> None:
    """It ran away: its stay is over (`StayClosed`), whatever held it."""
    may_run_away(stay)
    if at > now + CLOCK_SKEW or (stay.opened_at and at < stay.opened_at):
        raise NotYet(
            "脱逃时间须在收容之后、现在之前，请更正。",
            "It ran away after it came in and before now: correct the time.",
        )
    custody.hand_over(stay, ESCAPED, at)


def report(had: Iterable[Hold]) -> str | None:
    """What is said to the authority at once when it is gone, and to nobody else (动物防疫法 31, 104)."""
    if any(_cut_short(hold) and hold.kind in REPORTED for hold in had):
        return Said(
            "它在观察或疫情封锁期内脱逃：请立即报告动物疫病预防控制机构，不得对外发布。",
            "It ran away under observation or in an outbreak: report to the veterinary authority at once; "
            "tell nobody else.",
        )
    return None


def may_be_caught(old: Stay, latest: Stay) -> None:
    """Only the dog's last stay is gone on from, and only if it ran away."""
    if old.outcome != ESCAPED or latest.id != old.id:
        raise NotAwayByItself(
            f"{old.stay_no} 不是以脱逃结束的最近一次收容，请按新收容登记。",
            f"{old.stay_no} is not the dog's last stay, ended by escape: take the dog in as usual.",
        )


def recapture(
    old: Stay, latest: Stay, had: Sequence[Hold], found: Caught, new: tuple[str, str], by: str, now: datetime
) -> Stay:
    """A new stay of the dog that had run away, on the same grounds; `new` is its id and number (§2.7)."""
    may_be_caught(old, latest)
    if not known_division(found.division):
        raise custody.UnknownDivision(
            f"没有代码为 {found.division} 的区划，请用六位或九位代码。",
            f"There is no division {found.division}: use its 6- or 9-digit code, such as 150105.",
        )
    if found.found_time > now + CLOCK_SKEW or (old.closed_at and found.found_time < old.closed_at):
        raise NotYet(
            "找回时间须在脱逃之后、现在之前，请更正。",
            "It was caught after it ran away and before now: correct the time.",
        )
    notes = f"{old.stay_no} 脱逃后找回 caught again"
    return Stay(
        id=new[0], stay_no=new[1], dog_id=old.dog_id, custody_basis=old.custody_basis,
        status=custody.ARRIVAL, opened_at=found.found_time, found_text=found.found_text,
        division=found.division, claim_until=_claim_until(old, had, now),
        claim_provisional=old.claim_provisional, taken_in_by=by, notes=notes,
    )  # fmt: skip


def _claim_until(old: Stay, had: Sequence[Hold], now: datetime) -> datetime | None:
    """Running away neither lengthens nor opens again the time in which its owner can claim it."""
    windows = [hold for hold in had if hold.kind == CLAIM]
    cut_short = [hold for hold in windows if _cut_short(hold)]
    if any(hold.until is None for hold in cut_short):
        return old.claim_until  # it has not begun: the notice is not out yet
    still = cut_short or not windows
    return old.claim_until if still and old.claim_until and old.claim_until > now else None


def stand_again(had: Iterable[Hold], laws: Laws, now: datetime) -> list[Hold]:
    """What ended with the escape alone stands again, to the same day, but the quarantine, which begins anew.

    Else one person could end any hold before its time (domain §2.7: two persons do).
    """
    return [
        hold for hold in had
        if _cut_short(hold) and hold.kind != QUARANTINE
        and not (laws[hold.kind].ends == "time" and holds.is_over(hold, now))
    ]  # fmt: skip


def _cut_short(hold: Hold) -> bool:
    """Whether nobody ended it but the dog, by running away."""
    return hold.released_at is not None and not hold.released_by and hold.released_because == ESCAPED


def reopened(stay: Stay, kept: dict[str, datetime | None]) -> StayOpened:
    """What the others are told of a dog that is here again, with what keeps it from the first moment on."""
    assert stay.opened_at
    return StayOpened(
        occurred_at=stay.opened_at, dog_id=stay.dog_id, stay_id=stay.id, stay_no=stay.stay_no,
        status=stay.status, claim_until=stay.claim_until, holds=kept,
    )  # fmt: skip


def zones(stay: Stay, kinds: Iterable[str], law: Jurisdiction) -> list[str]:
    """Where it may live when it is back, best first: apart if that is why it is held."""
    for kind in sorted(kinds, reverse=True):
        if kind in HOUSED_FOR:
            return law.zones_for[HOUSED_FOR[kind]]
    return law.zones_for.get(stay.custody_basis, law.zones_for["OTHERS"])
