"""What is decided about transfers to another house, by two people. Nothing but decisions."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from services.intake import rules as custody
from services.intake.exits.models import Transfer
from services.intake.holds import rules as holds
from services.intake.holds.ending import AlreadyAsked
from services.intake.holds.models import Hold
from services.intake.holds.rules import Laws, Reason
from services.intake.models import Stay
from services.intake.two_people import AlreadyDecided, SamePersonTwice
from shared.auth import NotAllowed, Who
from shared.custody import CUSTODY
from shared.forms import Form
from shared.states import WrongStep

TRANSFERRED = "TRANSFERRED"


class NewTransfer(Form):
    """Which house is to take the dog, and why."""

    to: str = Field(min_length=2, max_length=120, examples=["包头市犬只留检所"])
    because: str = Reason


def may_transfer(stay: Stay, kept: Iterable[Hold], laws: Laws, now: datetime) -> None:
    """Raises what keeps it from another house: its status, or a hold (domain §2.7)."""
    may_step(stay, TRANSFERRED)
    holds.may_leave(kept, TRANSFERRED, stay.custody_basis, laws, now)


def ask(
    stay: Stay, kept: Iterable[Hold], waits: bool, new: NewTransfer, laws: Laws, of: tuple[str, str],
    now: datetime,
) -> Transfer:  # fmt: skip
    """Another house is to take the dog; `of` is the new id and who asks (domain §2.7: two persons)."""
    may_transfer(stay, kept, laws, now)
    if waits:
        raise AlreadyAsked(
            "已有移交申请，请等另一人决定。", "Its transfer is asked for: wait for another person."
        )
    return Transfer(id=of[0], stay_id=stay.id, to=new.to, because=new.because, asked_by=of[1], asked_at=now)


def confirm(
    transfer: Transfer, stay: Stay, kept: Iterable[Hold], laws: Laws, who: Who, because: str, now: datetime
) -> None:
    """Another person agrees; the dog has left (`StayClosed`). What closes this way out now still does."""
    _check_undecided(transfer)
    if who.name == transfer.asked_by:
        raise SamePersonTwice(
            "移交须由另一人确认，请换一位有权限的同事。",
            "Another person than the one who asked must confirm: find a colleague with the role.",
        )
    may_transfer(stay, kept, laws, now)
    _decide(transfer, who, because, now, granted=True)
    custody.hand_over(stay, TRANSFERRED, max(now, stay.opened_at or now))


def refuse(transfer: Transfer, who: Who, because: str, confirmers: Iterable[str], now: datetime) -> None:
    """Who may confirm it refuses, or whoever asked takes it back; the dog stays."""
    _check_undecided(transfer)
    if who.name != transfer.asked_by and not who.may(confirmers):
        raise NotAllowed(
            "只有申请人或有确认权的人可以退回。", "Only who asked, or who may confirm it, can refuse it."
        )
    _decide(transfer, who, because, now, granted=False)


def may_step(stay: Stay, to: str) -> None:
    """Raises `WrongStep` unless the stay may go there (domain §2.7)."""
    if stay.outcome or not CUSTODY.may(stay.status, to):
        raise WrongStep(
            f"{stay.stay_no} 现在是 {stay.status}，不能改为 {to}，请刷新后再看。",
            f"{stay.stay_no} is {stay.status} and cannot become {to}: look again, it may have changed.",
            status_now=stay.status,
        )


def _check_undecided(transfer: Transfer) -> None:
    if transfer.decided_at:
        raise AlreadyDecided("这项申请已有决定，请刷新。", "This request is decided: look at the list again.")


def _decide(transfer: Transfer, who: Who, because: str, now: datetime, granted: bool) -> None:
    transfer.decided_by, transfer.decided_at = who.name, now
    transfer.granted, transfer.answer = granted, because
