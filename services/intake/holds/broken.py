"""What is decided when a dog has left although a hold closed that way out. Nothing but decisions.

Adoption may not have heard of the hold yet, and what has left has left: the stay is over, and the hold with
it. But nobody ended it, so it stands again when the dog is back, and until then somebody has to see to it.
"""

from collections.abc import Iterable
from datetime import datetime

from services.intake.deadlines import HoldLaw
from services.intake.holds import rules
from services.intake.holds.models import BrokenHold, Hold
from services.intake.holds.rules import Laws
from services.intake.models import Stay
from services.intake.two_people import AlreadyDecided
from shared.auth import Who
from shared.events import HoldBroken


def broken_by(
    holds: Iterable[Hold], way_out: str, basis: str, laws: Laws, at: datetime, now: datetime
) -> list[Hold]:
    """The holds that closed this way out then, or do so now."""
    closing = rules.exit_blockers(way_out, basis, laws)
    return [hold for hold in holds if hold.kind in closing and _kept(hold, laws[hold.kind], at, now)]


def _kept(hold: Hold, law: HoldLaw, at: datetime, now: datetime) -> bool:
    return rules.standing(hold, law, now) or (hold.placed_at <= at and rules.stood(hold, law, at))


def break_(
    hold: Hold, law: HoldLaw, way_out: str, at: datetime, now: datetime
) -> tuple[BrokenHold, HoldBroken]:
    """The alarm, and what the others are told: its name only where they may know it (防疫法 31)."""
    alarm = BrokenHold(
        hold_id=hold.id, stay_id=hold.stay_id, dog_id=hold.dog_id, way_out=way_out, left_at=at, heard_at=now
    )
    told = HoldBroken(
        occurred_at=at, dog_id=hold.dog_id, stay_id=hold.stay_id, hold_id=hold.id,
        hold=hold.kind if law.told else None, outcome=way_out,  # type: ignore[arg-type]
    )  # fmt: skip
    return alarm, told


def stands_again(alarm: BrokenHold, hold: Hold, law: HoldLaw, stay: Stay, now: datetime) -> bool:
    """Whether the dog is back, and the hold was not over by itself meanwhile."""
    back = stay.outcome is None and stay.id != alarm.stay_id and stay.opened_at is not None
    return back and alarm.again is None and not (law.ends == "time" and rules.is_over(hold, now))


def acknowledge(alarm: BrokenHold, who: Who, because: str, now: datetime) -> None:
    """Somebody has seen to it, and says how."""
    if alarm.seen_at:
        raise AlreadyDecided(
            f"{alarm.seen_by} 已处理，请刷新。",
            f"{alarm.seen_by} has seen to it already: look at the list again.",
        )
    alarm.seen_by, alarm.seen_at, alarm.seen_because = who.name, now, because
