"""What is decided about holds: who may place them, and which way out they close. Nothing but decisions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from services.intake.holds.models import Hold
from services.intake.law.deadlines import Deadline, HoldLaw
from services.intake.stays.models import Stay
from shared.auth import NotAllowed, Who
from shared.events import HoldPlaced, HoldReleased
from shared.forms import Form
from shared.moments import Moment, ahead
from shared.problems import Problem, Unreasonable
from shared.said import Said

Kind = Literal[
    "CLAIM_WINDOW", "RABIES_OBSERVATION", "SEIZURE", "EVIDENCE", "MEDICAL", "QUARANTINE", "BANNED_BREED",
    "OWNER_DISPUTE", "BEHAVIOUR", "APPEAL_PERIOD", "OUTBREAK_LOCK",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
FROM_BITE = Said("自咬伤时起观察", "observed from the bite on")
Laws = Mapping[str, HoldLaw]
Until = Annotated[Moment, ahead(3653)]  # ten years: nothing is held longer than a dog lives
Reason = Field(min_length=2, max_length=500, examples=["第二位犬主提交照片，与芯片登记不一致"])


class NewHold(Form):
    """Why the dog has to stay. `until` is for a hold whose end is known and not written in the law."""

    hold: Kind
    because: str = Reason
    until: Until | None = None


class Because(Form):
    because: str = Reason


class AlreadyHeld(Problem):
    title = Said("已有同样的留置", "Held so already")


class ComesWithTheDog(Unreasonable):
    title = Said("这种留置随收容产生", "This hold comes with the dog")


class EndsInThePast(Unreasonable):
    title = Said("截止时间已过", "It would be over already")


class LengthIsLaw(Unreasonable):
    title = Said("期限由法律规定", "The law says how long")


class HeldBack(Problem):
    title = Said("有留置，不能离所", "A hold keeps it here")


def standing(hold: Hold, law: HoldLaw, now: datetime) -> bool:
    """Whether it keeps the dog here. What ends by itself has ended when its time is over."""
    return hold.released_at is None and not (law.ends == "time" and is_over(hold, now))


def stood(hold: Hold, law: HoldLaw, at: datetime) -> bool:
    """Whether it keeps the dog here now or did so then: what others said before they knew comes too late."""
    ended = hold.released_at is not None and hold.released_at <= at
    return not ended and not (law.ends == "time" and is_over(hold, at))


def is_over(hold: Hold, now: datetime) -> bool:
    """Whether its time is over; what has no time is not."""
    return hold.until is not None and hold.until <= now


def exit_blockers(way_out: str, basis: str, laws: Laws) -> set[str]:
    """The kinds of hold that close this way out for a dog with this custody basis (domain §2.7).

    Death is never closed: no law says that a dog may not die.
    """
    if way_out == "DECEASED":
        return set()
    return {
        kind for kind, law in laws.items()
        if way_out in law.blocks and (not law.basis or basis in law.basis)
    }  # fmt: skip


def blocking(holds: Iterable[Hold], way_out: str, basis: str, laws: Laws, now: datetime) -> list[Hold]:
    """holds ∩ exit_blockers(exit, basis): the dog may leave this way when it is empty (domain §2.7)."""
    closing = exit_blockers(way_out, basis, laws)
    return [hold for hold in holds if hold.kind in closing and standing(hold, laws[hold.kind], now)]


def may_leave(holds: Iterable[Hold], way_out: str, basis: str, laws: Laws, now: datetime) -> None:
    """Raises `HeldBack` with what keeps the dog here."""
    if kept_by := blocking(holds, way_out, basis, laws, now):
        zh, en = ("、".join(laws[hold.kind].zh for hold in kept_by), ", ".join(hold.kind for hold in kept_by))
        raise HeldBack(
            f"有留置：{zh}，请等到期，或由两人提前解除。",
            f"It is held by {en}: wait for the end, or let two people end it early.",
            holds=[hold.kind for hold in kept_by],
        )


def hold(
    stay: Stay, kind: str, because: str, by: str, hold_id: str, deadline: Deadline | None, now: datetime
) -> Hold:
    return Hold(
        id=hold_id, stay_id=stay.id, dog_id=stay.dog_id, kind=kind, because=because, placed_at=now,
        placed_by=by, until=deadline.at if deadline else None,
        provisional=bool(deadline and deadline.provisional),
    )  # fmt: skip


def may_place(new: NewHold, law: HoldLaw, holds: Iterable[Hold], who: Who, now: datetime) -> None:
    """Whether this person may place it now. Holds are a set: of each kind there is one at a time."""
    if not law.place:
        raise ComesWithTheDog(
            f"“{law.zh}”由收容登记产生，请选别的留置。", f"{law.kind} comes with intake: choose another hold."
        )
    check_role(who, law.place)
    if new.until and law.period:
        raise LengthIsLaw(
            f"“{law.zh}”的期限依法计算，请将截止时间留空。",
            f"The law says how long {law.kind} lasts: leave `until` empty.",
        )
    if new.until and new.until <= now:
        raise EndsInThePast("截止时间要晚于现在，请更正。", "`until` must lie in the future: correct it.")
    if any(one.kind == new.hold and standing(one, law, now) for one in holds):
        raise AlreadyHeld(
            f"已有“{law.zh}”留置，无需再设。", f"It is held by {law.kind} already; nothing is left to do."
        )


def count_from_bite(hold: Hold, ends: Deadline | None) -> None:
    """Ten days from the bite (domain §2.3). Once that is known, another date of it only makes them longer:
    nobody cuts an observation short by rewriting the sheet."""
    if hold.because != FROM_BITE:
        hold.because, hold.until = FROM_BITE, ends.at if ends else None
    elif ends and hold.until:
        hold.until = max(hold.until, ends.at)


def placed(hold: Hold, law: HoldLaw, at: datetime) -> HoldPlaced:
    """What the others are told. Suspected disease and evidence keep their name to themselves (防疫法 31)."""
    ends = hold.until if law.ends == "time" else None
    return HoldPlaced(
        occurred_at=at, dog_id=hold.dog_id, stay_id=hold.stay_id, hold_id=hold.id,
        hold=hold.kind if law.told else None, blocks=list(law.blocks), until=ends,  # type: ignore[arg-type]
    )  # fmt: skip


def release(hold: Hold, law: HoldLaw, by: str, because: str, at: datetime, early: bool) -> HoldReleased:
    hold.released_at, hold.released_by, hold.released_because = at, by, because
    return HoldReleased(
        occurred_at=at, dog_id=hold.dog_id, stay_id=hold.stay_id, hold_id=hold.id,
        hold=hold.kind if law.told else None, early=early,
    )  # fmt: skip


def check_role(who: Who, roles: tuple[str, ...]) -> None:
    if not who.may(roles):
        raise NotAllowed(
            f"需要这些角色之一：{'、'.join(roles)}。", f"This is for: {', '.join(roles)}.", roles=list(roles)
        )
