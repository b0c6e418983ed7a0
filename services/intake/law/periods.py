"""How a period is counted: hours, days, working days, months, years. No database, no clock, no network."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from shared.clock import CITY

Unit = Literal["hour", "day", "workday", "month", "year"]
Roll = Literal["none", "next_workday"]
Works = Callable[[date], tuple[bool, bool]]
SHORT_COERCION = 10
PENALTY_WORKDAYS = (2, 3, 5, 7)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by law. Provisional until the State Council has published that year's working days."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Period:
    """So many units; whether the day of the start counts; where the last day goes on a holiday."""

    amount: int
    unit: Unit = "day"
    start_excluded: bool = True
    roll: Roll = "none"


def period(told: dict[str, Any]) -> Period:
    """As the pack tells it. `law` names a statute that decides by itself which days are counted."""
    amount, unit = int(told["amount"]), told.get("unit", "day")
    if unit == "day":
        unit = unit_by_law(amount, told.get("law", ""))
    return Period(amount, unit, told.get("start_excluded", True), told.get("roll", "none"))


def unit_by_law(amount: int, law: str) -> Unit:
    """Days are working days where a statute says so: 行政强制法 69 for ten days or fewer, 行政处罚法 85 for
    two, three, five and seven days."""
    if law == "行政强制法" and amount <= SHORT_COERCION:
        return "workday"
    if law == "行政处罚法" and amount in PENALTY_WORKDAYS:
        return "workday"
    return "day"


def count(of: Period, start: datetime, works: Works) -> Deadline:
    """From which moment on the period is over.

    Hours run from the moment itself (民法典 201(2)); days end with the midnight after the last one. A last
    day on a holiday ends on the next working day where the pack says `roll` (民法典 203; 公安机关办理行政案件
    程序规定 35).
    """
    if of.unit == "hour":
        return Deadline(start + timedelta(hours=of.amount), False)
    first = start.astimezone(CITY).date()
    last, sure = _workdays(of, first, works) if of.unit == "workday" else (_last(of, first), True)
    while of.roll == "next_workday":
        at_work, known = works(last)
        sure = sure and known
        if at_work:
            break
        last += A_DAY
    return Deadline(midnight_after(last), not sure)


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + A_DAY, time(), CITY).astimezone(UTC)


def _last(of: Period, first: date) -> date:
    """The last day. The day of the start counts only where it says so (民法典 201(1)); months and years end
    on the same day of the month, else on its last (民法典 202)."""
    back = timedelta(days=0 if of.start_excluded else 1)
    if of.unit == "day":
        return first + timedelta(days=of.amount) - back
    months = first.month - 1 + of.amount * (12 if of.unit == "year" else 1)
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1])) - back


def _workdays(of: Period, first: date, works: Works) -> tuple[date, bool]:
    day, sure = first - (A_DAY if not of.start_excluded else timedelta()), True
    left = of.amount
    while left:
        day += A_DAY
        at_work, known = works(day)
        left, sure = left - at_work, sure and known
    return day, sure
