"""What is decided about dogs that live with a foster family for a while. Nothing but decisions."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.intake import rules as custody
from services.intake.exits.rules import may_step
from services.intake.holds import rules as holds
from services.intake.holds.models import Hold
from services.intake.holds.rules import Laws
from services.intake.models import Stay
from shared.events import Event
from shared.problems import Problem
from shared.said import Said

HOLDING = "HOLDING"
WHILE_HELD = {"QUARANTINE": "QUARANTINE", "TREATMENT": "MEDICAL"}  # a status that is over with its hold
PROMISED = ("ADOPTABLE", "RESERVED")


class NotFostered(Problem):
    title = Said("没有寄养在外", "Not with a foster family")


def may_foster(stay: Stay, kept: Iterable[Hold], laws: Laws, now: datetime) -> None:
    """A family may look after it unless a hold keeps it even from its owner (bite, seizure, evidence)."""
    may_step(stay, custody.AWAY)
    holds.may_leave(kept, "RECLAIMED", stay.custody_basis, laws, now)


def foster(stay: Stay, kept: Iterable[Hold], laws: Laws, now: datetime) -> list[Event]:
    """A family has it (`CustodyChanged`); it is still in custody, and its stay remembers what it was."""
    may_foster(stay, kept, laws, now)
    stay.back_to = stay.status
    return custody.change(stay, custody.AWAY, now)


def may_come_back(stay: Stay) -> None:
    if stay.outcome or stay.status != custody.AWAY:
        raise NotFostered(
            f"{stay.stay_no} 没有寄养在外，请刷新后再看。",
            f"{stay.stay_no} is not with a foster family: look again, it may have changed.",
        )


def bring_back(stay: Stay, kept: Sequence[Hold], laws: Laws, now: datetime) -> list[Event]:
    """The family has brought it back: it is what it was, or what adoption has said of it meanwhile."""
    may_come_back(stay)
    was, stay.back_to = stay.back_to or HOLDING, None
    standing = {hold.kind for hold in kept if holds.standing(hold, laws[hold.kind], now)}
    over = was in WHILE_HELD and WHILE_HELD[was] not in standing
    kept_back = was in PROMISED and holds.blocking(kept, "ADOPTED", stay.custody_basis, laws, now)
    return custody.change(stay, HOLDING if over or kept_back else was, now)
