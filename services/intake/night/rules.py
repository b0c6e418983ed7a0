"""What is decided about a dog that a phone sends later. No database, no clock, no network."""

from datetime import datetime, timedelta

from pydantic import Field

from services.intake.deadlines import HouseMoment
from services.intake.models import Operation
from services.intake.rules import NewDog
from shared import clock
from shared.forms import Form

AT_ONCE = timedelta(minutes=10)


class QueuedDog(Form):
    """A dog as it was written down on a device, by whom and when by that device's clock."""

    dog: NewDog
    entered_by: str = Field(max_length=40, examples=["wang.fang"])
    entered_at: HouseMoment = Field(examples=["2026-07-13T23:41:20+08:00"])


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
