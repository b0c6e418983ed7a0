"""What is decided about a stay while it lasts. No database, no clock, no network."""

from datetime import datetime

from pydantic import Field

from services.intake.stays.models import Stay
from shared.custody import CUSTODY
from shared.events import CustodyChanged, Event, KennelAssigned
from shared.forms import Form
from shared.problems import Unreasonable
from shared.said import Said

ELSEWHERE = ""  # the division of a dog whose records know none: no door takes it
ARRIVAL = "QUARANTINE"
BACK_AGAIN = "RETURNED"
AWAY = "FOSTERED"
GONE = "DISPOSED"


class UnknownDivision(Unreasonable):
    title = Said("没有这个区划", "Unknown division")


class FoundAt(Form):
    """Where a dog was found: the place in words, and the 6- or 9-digit code of its division."""

    text: str = Field(max_length=200, examples=["大学西路与昭乌达路路口东南侧"])
    division: str = Field(max_length=9, pattern=r"^[0-9]{6}([0-9]{3})?$", examples=["150105"])


def house(stay: Stay, kennel: str, now: datetime) -> KennelAssigned:
    """The dog lives in this kennel."""
    stay.kennel = kennel
    return KennelAssigned(occurred_at=now, dog_id=stay.dog_id, stay_id=stay.id, kennel=kennel)


def change(stay: Stay, status: str, at: datetime) -> list[Event]:
    """The stay has this status now; one that is over has it if its end is taken back. Raises `WrongStep`."""
    if stay.outcome:
        stay.goes_on_as = status
        return []
    if stay.status == status:
        return []
    CUSTODY.check(stay.status, status)
    stay.status = status
    return [CustodyChanged(occurred_at=at, dog_id=stay.dog_id, stay_id=stay.id, status=status)]


def dispose(stay: Stay) -> None:
    """Nothing is left of a dog that died with us; `CarcassDisposed` says so. Another end stays as it is."""
    if CUSTODY.may(stay.status, GONE):
        stay.status = GONE
