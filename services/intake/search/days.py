"""昨天, 上周, 7月13日, 2026-07: the days that somebody means."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from services.intake.search.words import day_mark

Days = tuple[date, date]  # the first and the last
A_DAY = timedelta(days=1)
YEAR_MONTH_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
YEAR_MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?")
MONTH_DAY = re.compile(r"(\d{1,2})[-/月](\d{1,2})[日号]?")
MONTH = re.compile(r"(\d{1,2})月份?")
YEAR = re.compile(r"(\d{4})年")


def days_named(words: str, today: date) -> Days | None:
    """None where it is no day: 2月30日, or a place. A day without a year is the last that there was."""
    if named := NAMED.get(words.lower()):
        return named(today)
    try:
        return _written(words, today)
    except ValueError:
        return None


def marks_of_days(days: Days) -> Iterator[str]:
    """As few marks as cover them: whole years, whole months, then single days."""
    first, last = days
    while first <= last:
        month_ends, year_ends = _month(first.year, first.month)[1], date(first.year, 12, 31)
        if first == date(first.year, 1, 1) and year_ends <= last:
            end, form = year_ends, "%Y"
        elif first.day == 1 and month_ends <= last:
            end, form = month_ends, "%Y%m"
        else:
            end, form = first, "%Y%m%d"
        yield day_mark(first, form)
        first = end + A_DAY


def _written(words: str, today: date) -> Days | None:
    if found := YEAR_MONTH_DAY.fullmatch(words):
        return _one(date(*map(int, found.groups())))
    if found := YEAR_MONTH.fullmatch(words):
        return _month(int(found[1]), int(found[2]))
    if found := MONTH_DAY.fullmatch(words):
        return _one(_last(today, int(found[1]), int(found[2])))
    if found := MONTH.fullmatch(words):
        last = _last(today, int(found[1]), 1)
        return _month(last.year, last.month)
    if found := YEAR.fullmatch(words):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    return None


def _last(today: date, month: int, day: int) -> date:
    """29 February is up to eight years ago."""
    for year in range(today.year, today.year - 9, -1):
        if day > monthrange(year, month)[1]:
            continue
        if (found := date(year, month, day)) <= today:
            return found
    raise ValueError(f"there is no day {month}-{day}")


def _one(day: date) -> Days:
    return day, day


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _week(today: date, ago: int) -> Days:
    monday = today - A_DAY * (today.weekday() + 7 * ago)
    return monday, monday + 6 * A_DAY


def _month_before(today: date) -> Days:
    last = today.replace(day=1) - A_DAY
    return last.replace(day=1), last


def _this_month(today: date) -> Days:
    return _month(today.year, today.month)


NAMED: dict[str, Callable[[date], Days]] = {
    "今天": lambda today: _one(today),
    "今日": lambda today: _one(today),
    "昨天": lambda today: _one(today - A_DAY),
    "昨日": lambda today: _one(today - A_DAY),
    "昨晚": lambda today: _one(today - A_DAY),
    "前天": lambda today: _one(today - 2 * A_DAY),
    "本周": lambda today: _week(today, 0),
    "这周": lambda today: _week(today, 0),
    "上周": lambda today: _week(today, 1),
    "本月": _this_month,
    "这个月": _this_month,
    "上月": _month_before,
    "上个月": _month_before,
    "今年": lambda today: (date(today.year, 1, 1), date(today.year, 12, 31)),
    "去年": lambda today: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    "today": lambda today: _one(today),
    "yesterday": lambda today: _one(today - A_DAY),
}
