"""When visitors may come. No database, no clock, no network."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from services.adoption.law import Opening
from services.adoption.visits.models import Visit
from services.adoption.visits.states import VISIT
from shared.clock import CITY
from shared.events import VisitBooked
from shared.problems import Problem, Unreasonable
from shared.said import Said

Openings = Callable[[date], Opening]
WEEKDAYS = "一二三四五六日"


class NotAnOpenDay(Problem):
    title = Said("当天不开放", "Not an open day")


class VisitOver(Problem):
    title = Said("预约情况已变", "The visit has changed")


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


def prove(visit: Visit, booked: int, now: datetime, opening_on: Openings) -> VisitBooked:
    """The phone is proven: the places are taken, if there are so many still."""
    _check(visit, "BOOKED")
    check_visit(visit.day, visit.people, booked, now, opening_on)
    visit.status = "BOOKED"
    return _booked(visit, now)


def change(
    visit: Visit, day: date, people: int, booked: int, now: datetime, opening_on: Openings
) -> list[VisitBooked]:
    """Another day or more people; `booked` are the places of that day without this visit."""
    if not VISIT.goes_on(visit.status):
        raise _over(visit)
    check_visit(day, people, booked, now, opening_on)
    visit.day, visit.people = day, people
    return [_booked(visit, now)] if visit.status == "BOOKED" else []


def withdraw(visit: Visit, by: str) -> None:
    """They do not come."""
    _check(visit, "WITHDRAWN")
    visit.status, visit.decided_by = "WITHDRAWN", by


def cancel(visit: Visit, reason: str, by: str) -> None:
    """They cannot come; their page says why."""
    _check(visit, "CANCELLED")
    visit.status, visit.reason, visit.decided_by = "CANCELLED", reason, by


def _check(visit: Visit, to: str) -> None:
    if not VISIT.may(visit.status, to):
        raise _over(visit)


def _over(visit: Visit) -> VisitOver:
    return VisitOver(
        "这次预约的情况已变，请刷新再看。",
        "This visit has changed: look at it again.",
        visit_status=visit.status,
    )


def _booked(visit: Visit, now: datetime) -> VisitBooked:
    return VisitBooked(visit_id=visit.visit_id, day=visit.day, people=visit.people, occurred_at=now)


def _named(day: date) -> str:
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
