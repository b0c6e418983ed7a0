"""When visitors may come. No database, no clock, no network."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from services.adoption.law import Opening
from shared.clock import CITY
from shared.problems import Problem, Unreasonable
from shared.said import Said

Openings = Callable[[date], Opening]
WEEKDAYS = "一二三四五六日"


class NotAnOpenDay(Problem):
    title = Said("当天不开放", "Not an open day")


class FullyBooked(Problem):
    title = Said("已约满", "Fully booked")


def is_open(day: date, opening: Opening) -> bool:
    return day.isoweekday() in opening.weekdays and day not in opening.closed


def last_day(now: datetime, opening_on: Openings) -> date:
    """The last day that can be booked already."""
    today = now.astimezone(CITY).date()
    return today + timedelta(opening_on(today).book_ahead_days)


def next_open_days(now: datetime, opening_on: Openings, most: int = 3) -> list[date]:
    """The days that can still be booked; today counts until the doors close."""
    local = now.astimezone(CITY)
    days = (local.date() + timedelta(days) for days in range(opening_on(local.date()).book_ahead_days + 1))
    found = []
    for day in days:
        opening = opening_on(day)
        closed_for_today = day == local.date() and local.time() >= opening.hours[-1][1]
        if is_open(day, opening) and not closed_for_today:
            found.append(day)
        if len(found) == most:
            break
    return found


def check_visit(day: date, people: int, booked: int, now: datetime, opening_on: Openings) -> None:
    """Raises `NotAnOpenDay` with the next ones, `FullyBooked`, or `Unreasonable` for a crowd."""
    opening = opening_on(day)
    soon = next_open_days(now, opening_on)
    if day not in next_open_days(now, opening_on, most=opening.book_ahead_days + 1):
        raise NotAnOpenDay(
            f"这一天不能预约。最近的开放日：{'、'.join(map(_named, soon))}。",
            f"That day cannot be booked. The next open days: {', '.join(map(str, soon))}.",
            next_open_days=[day.isoformat() for day in soon],
        )
    if people > opening.largest_party:
        raise Unreasonable(
            f"一次最多 {opening.largest_party} 人同行，请分批预约。",
            f"At most {opening.largest_party} come together: book in parts.",
        )
    if booked + people > opening.capacity:
        raise FullyBooked(
            f"{_named(day)} 只余 {opening.capacity - booked} 个名额，请换一天。",
            f"Only {opening.capacity - booked} places are left on {day}: choose another day.",
            places_left=opening.capacity - booked,
        )


def _named(day: date) -> str:
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
