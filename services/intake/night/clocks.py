"""What is decided about a phone's clock: how far its times are moved, and when a person is asked instead."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from shared import clock
from shared.forms import Form
from shared.moments import CLOCK_SKEW, Written
from shared.problems import Unreasonable
from shared.said import Said
from shared.store import Model

STEADY = timedelta(minutes=1)  # a slow network, a Date header in whole seconds: less is no fault of the phone
LONGEST_KEPT = timedelta(days=30)  # a dog that says it waited longer has a clock's word against it
BY_ITSELF = timedelta(minutes=2)  # how far what a form fills in by itself lies from the moment of saving
A_CENTURY_OF_CENTURIES = 316_000_000_000  # seconds; more is no difference of clocks


class WhenWasItFound(Unreasonable):
    title = Said("请说明何时发现", "Say when it was found")


class PhoneClock(Form):
    """What a phone knew of its clock when it wrote a dog down; kept with the dog, so that it is sent again
    as it was. `behind_s`: by how much it was behind ours when it last heard ours, at `heard_at`."""

    heard_at: Written | None = Field(default=None, examples=["2026-07-13T15:12:00Z"])
    behind_s: int | None = Field(default=None, ge=-A_CENTURY_OF_CENTURIES, le=A_CENTURY_OF_CENTURIES)
    answered: bool = Field(default=False, description="asked when it was found, somebody said it")


class PhoneSaid(Model):
    """What a phone's clock said where it is not what is on record, and what was made of it."""

    entered_at: AwareDatetime = Field(description="when it was written down, by the phone's clock")
    behind_s: int | None = Field(description="by which the times were moved; none: nobody can tell")
    moved: list[str] = Field(description="the times that were the clock's, not a person's")
    answered: bool = Field(description="whether a person was asked when the dog was found")


def written_down(
    entered_at: datetime, known: PhoneClock, behind: timedelta | None, now: datetime
) -> datetime | None:
    """When a dog was really written down; none where that cannot be made out.

    The phone's clock differed from ours by what it was `behind` when it sent the dog, or by what it knew when
    it wrote it down. Whoever sets it in between makes two answers of that; only one that lies after the phone
    last heard our clock, and before now, can be true.
    """
    possible = readings(entered_at, known, behind, now)
    if not possible or max(possible) - min(possible) > CLOCK_SKEW:
        return None
    return possible[0]


def readings(
    entered_at: datetime, known: PhoneClock, behind: timedelta | None, now: datetime
) -> list[datetime]:
    """Every moment at which it can have been written down."""
    before = timedelta(seconds=known.behind_s) if known.behind_s is not None else None
    differences = [one for one in (behind, before) if one is not None] or [timedelta()]
    heard = known.heard_at if known.heard_at and known.heard_at <= now + STEADY else None  # no word of ours
    earliest = max(heard or now - LONGEST_KEPT, now - LONGEST_KEPT)
    moments = (moved(entered_at, by) for by in differences)
    return [at for at in moments if at and earliest - STEADY <= at <= now + STEADY]


def moved(at: datetime, by: timedelta) -> datetime | None:
    """None where no calendar has such a day."""
    try:
        return at + by
    except OverflowError:
        return None


def ask(entered_at: datetime, possible: Sequence[datetime]) -> WhenWasItFound:
    """What to say to whoever holds the phone; `could_be` are answers to choose from."""
    return WhenWasItFound(
        f"手机时钟不准，登记时手机上是 {shown(entered_at)}，无法校正，请说明这只犬何时发现。",
        f"The phone's clock is off: it said {shown(entered_at)}, which cannot be corrected. "
        "Say when this dog was found.",
        could_be=[clock.text(at) for at in sorted(possible)],
    )


def shown(at: datetime) -> str:
    """As the city writes it; as it was told where no calendar has that day."""
    try:
        return f"{at.astimezone(clock.CITY):%Y-%m-%d %H:%M}"
    except OverflowError:
        return f"{at:%Y-%m-%d %H:%M}"
