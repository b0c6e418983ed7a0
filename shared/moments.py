"""Moments and days as a form may have them: RFC 3339 and ISO 8601 to the letter, and none that cannot be.

A leap second is refused: no clock here counts one, and to move it would be to write down another moment.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ValidationInfo, WithJsonSchema

from shared import clock
from shared.forms import KEPT
from shared.said import Said, unfit

CLOCK_SKEW = timedelta(minutes=5)  # by which a clock that tells us a time may be ahead of ours
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)  # so that counting from a day never leaves the calendar
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _read_moment(given: Any) -> Any:
    if isinstance(given, datetime):
        return given
    if not isinstance(given, str) or not RFC_3339.fullmatch(given):
        raise unfit(
            "rfc_3339",
            "时间须按 RFC 3339 书写，如 2026-07-13T23:41:00+08:00。",
            "Write a time as RFC 3339 has it, such as 2026-07-13T23:41:00+08:00.",
        )
    return _in_calendar(given, lambda: datetime.fromisoformat(given.upper()))


def _read_day(given: Any) -> Any:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if not isinstance(given, str) or not ISO_DAY.fullmatch(given):
        raise unfit("iso_day", "日期须写成 2026-07-13 的样子。", "Write a day such as 2026-07-13.")
    return _in_calendar(given, lambda: date.fromisoformat(given))


def _read_either(given: Any) -> Any:
    """A day without a time begins at midnight in the city."""
    if isinstance(given, str) and not ISO_DAY.fullmatch(given):
        return _read_moment(given)
    day = given if isinstance(given, datetime) else _read_day(given)
    return day if isinstance(day, datetime) else datetime.combine(day, time(), clock.CITY)


def _in_calendar(given: str, read: Callable[[], date]) -> date:
    try:
        return read()
    except ValueError:
        raise unfit(
            "no_such_time", f"没有 {given} 这个时间。", f"There is no such time as {given}."
        ) from None


def city_day(at: date) -> date:
    """On which day it is in the city."""
    return at.astimezone(clock.CITY).date() if isinstance(at, datetime) else at


def _begins(day: date, like: date) -> date:
    """The day, or its first moment in the city, whichever can be compared."""
    return datetime.combine(day, time(), clock.CITY) if isinstance(like, datetime) else day


def too_early(at: date, first: date) -> Said | None:
    """Why it cannot be, for people; nothing if it can."""
    if at >= _begins(first, at):
        return None
    said = at.isoformat()
    return Said(f"{said} 太早：最早可写 {first}。", f"{said} is too early: the earliest possible is {first}.")


def too_late(at: date, last: date) -> Said | None:
    """Why it cannot be, for people; nothing if it can."""
    if at < _begins(last + timedelta(1), at):
        return None
    said = at.isoformat()
    return Said(f"{said} 太晚：最晚可写 {last}。", f"{said} is too late: the latest possible is {last}.")


def in_future(at: datetime, now: datetime) -> Said | None:
    """Why it cannot be, for people; nothing if it can."""
    if at <= now + CLOCK_SKEW:
        return None
    said = at.isoformat()
    return Said(
        f"{said} 晚于现在，请检查日期和时区。", f"{said} lies in the future: check the date and time zone."
    )


def bound(why_not: Callable[[Any], Said | None]) -> AfterValidator:
    """Refuses what `why_not` has something to say of; what was kept before is read as it stands."""

    def checked(at: Any, asked: ValidationInfo) -> Any:
        if asked.context is not KEPT and (why := why_not(at)):
            raise unfit("out_of_bounds", *why.halves)
        return at

    return AfterValidator(checked)


def since(first: Callable[[], date]) -> AfterValidator:
    """Not before the day that the service names: of its first law, say."""
    return bound(lambda at: too_early(at, first()))


def ahead(days: int) -> AfterValidator:
    """At most so many days from today."""
    return bound(lambda at: too_late(at, city_day(clock.now()) + timedelta(days)))


PAST = bound(lambda at: in_future(at, clock.now()))
KNOWN = bound(lambda at: too_early(at, FIRST) or too_late(at, LAST))

A_MOMENT = {"type": "string", "format": "date-time", "maxLength": 35}
A_DAY = {"type": "string", "format": "date", "maxLength": 10}
Written = Annotated[AwareDatetime, BeforeValidator(_read_moment), WithJsonSchema(A_MOMENT)]
WrittenDay = Annotated[date, BeforeValidator(_read_day), WithJsonSchema(A_DAY)]
WrittenEither = Annotated[
    AwareDatetime, BeforeValidator(_read_either), WithJsonSchema({"anyOf": [A_MOMENT, A_DAY]})
]
Moment = Annotated[Written, KNOWN]
Day = Annotated[WrittenDay, KNOWN]


def on_the_wall(typed: str) -> datetime | str:
    """What a field for date and time holds, by the clock of the city; nonsense is for the form to refuse."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=clock.CITY)
    except ValueError:
        return typed


def day_or_none(typed: str) -> date | None:
    """What a field for a day holds, where nonsense is as good as nothing."""
    known = ISO_DAY.fullmatch(typed) and f"{FIRST}" <= typed <= f"{LAST}"
    try:
        return date.fromisoformat(typed) if known else None
    except ValueError:
        return None
