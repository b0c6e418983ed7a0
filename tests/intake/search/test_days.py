"""The days that somebody means."""

from datetime import date

import pytest

from services.intake.search.days import days_named, marks_of_days

TODAY = date(2026, 7, 15)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("今天", date(2026, 7, 15), date(2026, 7, 15)),
        ("昨晚", date(2026, 7, 14), date(2026, 7, 14)),
        ("Yesterday", date(2026, 7, 14), date(2026, 7, 14)),
        ("上周", date(2026, 7, 6), date(2026, 7, 12)),
        ("上个月", date(2026, 6, 1), date(2026, 6, 30)),
        ("去年", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026年7月13日", date(2026, 7, 13), date(2026, 7, 13)),
        ("2026-07-13", date(2026, 7, 13), date(2026, 7, 13)),
        ("2026.7.13", date(2026, 7, 13), date(2026, 7, 13)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("7月13号", date(2026, 7, 13), date(2026, 7, 13)),
        ("12月", date(2025, 12, 1), date(2025, 12, 31)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_people_say_days_in_many_ways(words: str, first: date, last: date) -> None:
    assert days_named(words, TODAY) == (first, last)


def test_a_day_without_a_year_is_the_last_that_there_was() -> None:
    assert days_named("12月31日", TODAY) == (date(2025, 12, 31), date(2025, 12, 31))
    assert days_named("2月29日", TODAY) == (date(2024, 2, 29), date(2024, 2, 29))


@pytest.mark.parametrize("words", ["2月30日", "2026-13-01", "大学西路", "4217", ""])
def test_what_is_no_day_is_none(words: str) -> None:
    assert days_named(words, TODAY) is None


def test_many_days_are_few_marks() -> None:
    marks = list(marks_of_days((date(2024, 12, 30), date(2026, 2, 1))))

    assert marks == ["zzday20241230", "zzday20241231", "zzday2025", "zzday202601", "zzday20260201"]
