"""A dog's age, from what was heard of it. No I/O."""

from datetime import date, datetime

from shared import clock


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def age_on(day: date, age_months: int | None, found_at: datetime | None) -> int | None:
    """The dog's age in months on a day, from its age when it was found; none if nobody knows."""
    if age_months is None or found_at is None:
        return None
    return max(0, age_months + months_between(city_day(found_at), day))


def city_day(at: datetime) -> date:
    """The day of a moment in the city."""
    return at.astimezone(clock.CITY).date()
