"""Periods as the law counts them, a paragraph at a time."""

from datetime import UTC, date, datetime

import pytest

from services.intake.law.deadlines import jurisdiction
from services.intake.law.periods import Period, count, period, unit_by_law
from shared.clock import CITY

LAW = jurisdiction()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY).astimezone(UTC)


def over(of: Period, start: str) -> str:
    """The moment from which it is over, on the city's wall clock."""
    return count(of, at(start), LAW.works).at.astimezone(CITY).strftime("%Y-%m-%dT%H:%M")


def test_hours_run_from_the_moment_itself() -> None:
    """民法典 201(2)."""
    assert over(Period(240, "hour"), "2026-07-13T23:41") == "2026-07-23T23:41"


def test_the_day_of_the_start_does_not_count_unless_it_is_said_to() -> None:
    """民法典 201(1); 公安机关办理行政案件程序规定 35."""
    assert over(Period(3), "2026-07-13T10:00") == "2026-07-17T00:00"
    assert over(Period(3, start_excluded=False), "2026-07-13T10:00") == "2026-07-16T00:00"


def test_a_period_of_no_days_is_over_with_its_day() -> None:
    assert over(Period(0), "2026-07-13T10:00") == "2026-07-14T00:00"


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [("2026-01-31T10:00", 1, "2026-03-01T00:00"), ("2026-07-13T10:00", 6, "2027-01-14T00:00"),
     ("2028-01-31T10:00", 1, "2028-03-01T00:00"), ("2026-12-15T00:00", 1, "2027-01-16T00:00")],
)  # fmt: skip
def test_a_month_ends_on_its_day_else_on_the_last_of_the_month(start: str, months: int, ends: str) -> None:
    """民法典 202: 31 January and a month is the end of February, also in a leap year."""
    assert over(Period(months, "month"), start) == ends


def test_a_year_ends_on_the_same_day() -> None:
    """民法典 202, 318: unclaimed for a year after the notice."""
    assert over(Period(1, "year"), "2028-02-29T10:00") == "2029-03-01T00:00"


def test_working_days_leave_out_holidays_and_count_make_up_days() -> None:
    """1 to 7 October 2026 is off, Saturday the 10th is worked."""
    assert over(Period(3, "workday"), "2026-09-30T10:00") == "2026-10-11T00:00"
    assert over(Period(1, "workday", start_excluded=False), "2026-10-10T10:00") == "2026-10-11T00:00"


def test_a_last_day_on_a_holiday_rolls_only_where_the_law_says_so() -> None:
    """民法典 203; 公安机关办理行政案件程序规定 35."""
    assert over(Period(10), "2026-09-22T12:00") == "2026-10-03T00:00"
    assert over(Period(10, roll="next_workday"), "2026-09-22T12:00") == "2026-10-09T00:00"


@pytest.mark.parametrize(
    ("law", "amount", "unit"),
    [("行政强制法", 10, "workday"), ("行政强制法", 11, "day"), ("行政强制法", 30, "day"),
     ("行政处罚法", 7, "workday"), ("行政处罚法", 6, "day"), ("行政处罚法", 15, "day"), ("", 5, "day")],
)  # fmt: skip
def test_a_statute_says_which_days_are_counted(law: str, amount: int, unit: str) -> None:
    """行政强制法 69: ten days or fewer; 行政处罚法 85: two, three, five and seven days."""
    assert unit_by_law(amount, law) == unit
    assert period({"amount": amount, "law": law}).unit == unit


def test_working_days_beyond_the_published_calendar_are_provisional() -> None:
    assert count(Period(10, "workday"), at("2026-12-25T10:00"), LAW.works).provisional
    assert not count(Period(10, "workday"), at("2026-07-13T10:00"), LAW.works).provisional
    assert not count(Period(30), at("2026-12-25T10:00"), LAW.works).provisional


def test_a_year_of_the_pack_makes_it_certain() -> None:
    """The State Council's notice, entered by the city: holidays `off`, make-up days `on`."""
    LAW.years[2027] = {"off": [date(2027, 1, 1)], "on": [date(2027, 1, 2)]}
    try:
        found = count(Period(2, "workday"), at("2026-12-31T10:00"), LAW.works)
    finally:
        del LAW.years[2027]

    assert (found.at.astimezone(CITY).date(), found.provisional) == (date(2027, 1, 5), False)
