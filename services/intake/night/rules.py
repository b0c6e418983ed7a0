"""What is decided about a dog that a phone sends later. No database, no clock, no network."""

from datetime import datetime, timedelta

from pydantic import Field, ValidationError

from services.intake.models import Operation
from services.intake.night import clocks
from services.intake.night.clocks import PhoneClock, PhoneSaid, WhenWasItFound
from services.intake.rules import NewDog
from shared import clock
from shared.forms import Form, first_wrong
from shared.moments import Written
from shared.problems import Unreasonable

AT_ONCE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
TIMES = {"found_time": "发现时间", "arrived_at": "到所时间"}


class DogOnAPhone(NewDog):
    """Its times may be the phone's own: they are held to the desk's form when they are by our clock."""

    found_time: Written = Field(examples=["2026-07-13T23:41:00+08:00"])
    arrived_at: Written | None = None


class QueuedDog(Form):
    """A dog as it was written down on a device, by whom and when by that device's clock.

    A `found_time` or `arrived_at` that nobody typed is `entered_at`: that clock's word too.
    """

    dog: DogOnAPhone
    entered_by: str = Field(max_length=40, examples=["wang.fang"])
    entered_at: Written = Field(examples=["2026-07-13T23:41:20+08:00"])
    clock: PhoneClock | None = Field(default=None, description="none: an older page")

    def as_told(self) -> str:
        """What makes it the same dog when it is sent again: also for a page that knew of no clocks."""
        return self.model_dump_json(exclude=None if self.clock else {"clock"})


def in_our_time(sent: QueuedDog, shows: datetime | None, now: datetime) -> tuple[QueuedDog, PhoneSaid | None]:
    """The dog with its times by our clock, and what the phone said where that differs.

    `shows` is what the phone's clock said as it sent the dog, `now` ours as it came. Raises `WhenWasItFound`.
    """
    known = sent.clock or PhoneClock()
    behind = now - shows if shows else None
    written = clocks.written_down(sent.entered_at, known, behind, now)
    if written is None and not known.answered:
        raise clocks.ask(sent.entered_at, clocks.readings(sent.entered_at, known, behind, now))
    ours = written or sent.dog.found_time
    if abs(ours - sent.entered_at) <= clocks.STEADY:
        return sent, None
    moved = _of_the_clock(sent, known.answered)
    said = PhoneSaid(
        entered_at=sent.entered_at, moved=moved, answered=known.answered,
        behind_s=round((written - sent.entered_at).total_seconds()) if written else None,
    )  # fmt: skip
    dog = sent.dog.model_copy(update=dict.fromkeys(moved, ours))
    return sent.model_copy(update={"dog": dog, "entered_at": ours}), said


def _of_the_clock(sent: QueuedDog, answered: bool) -> list[str]:
    """The times that nobody typed."""
    told = {"arrived_at": sent.dog.arrived_at} | ({} if answered else {"found_time": sent.dog.found_time})
    return [name for name, at in told.items() if at and abs(at - sent.entered_at) <= clocks.BY_ITSELF]


def at_the_desk(dog: DogOnAPhone) -> NewDog:
    """As the desk's form takes it. Raises `Unreasonable` with what it refuses."""
    try:
        return NewDog.model_validate(dog.model_dump())
    except ValidationError as error:
        raise Unreasonable(*first_wrong(error, TIMES).halves) from error


def must_be_meant(sent: QueuedDog, said: PhoneSaid | None) -> None:
    """What somebody typed under a clock that was wrong may have its date: asked once if it is days ago.

    Raises `WhenWasItFound`.
    """
    found = sent.dog.found_time
    if said and not said.answered and found < sent.entered_at - A_DAY:
        raise WhenWasItFound(
            f"发现时间填的是 {clocks.shown(found)}，而登记时手机时钟不准，请说明这只犬何时发现。",
            f"It says that it was found at {clocks.shown(found)}, by a phone whose clock was off: "
            "say when this dog was found.",
            could_be=[clock.text(found), clock.text(sent.entered_at)],
        )


def operation_to_check(operation: Operation | None, entered_at: datetime) -> Operation | None:
    """A dog that was written down while the operation was out is one of its dogs, even if it is over now."""
    closed_at = operation.closed_at if operation else None
    return None if closed_at and entered_at <= closed_at else operation


def with_both_times(sent: QueuedDog, by: str, now: datetime) -> NewDog:
    """The dog; where somebody else sends it, or later, its notes say who wrote it down and when.

    Domain §5.7: late uploads keep both times.
    """
    if sent.entered_by == by and now - sent.entered_at < AT_ONCE:
        return sent.dog
    when = sent.entered_at.astimezone(clock.CITY)
    line = f"{sent.entered_by} 于 {when:%Y-%m-%d %H:%M} 在手机上登记，由 {by} 上传。"
    return sent.dog.model_copy(update={"notes": f"{sent.dog.notes}\n{line}".strip()})
