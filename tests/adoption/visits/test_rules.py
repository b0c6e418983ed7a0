"""Open days, without a store."""

from datetime import UTC, date, datetime

import pytest

from services.adoption.law import opening_on
from services.adoption.visits import rules as visits
from tests.adoption.rows import NOW


def test_open_days_are_tuesday_thursday_and_sunday() -> None:
    days = visits.next_open_days(NOW, opening_on, most=4)

    assert [day.isoformat() for day in days] == ["2026-07-14", "2026-07-16", "2026-07-19", "2026-07-21"]


def test_today_is_over_when_the_doors_close() -> None:
    evening = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)  # 17:00 in the city

    assert visits.next_open_days(evening, opening_on)[0] == date(2026, 7, 16)


@pytest.mark.parametrize("day", [date(2026, 7, 15), date(2026, 7, 12), date(2027, 7, 13)])
def test_other_days_are_refused_with_the_next_open_ones(day: date) -> None:
    with pytest.raises(visits.NotAnOpenDay) as refused:
        visits.check_visit(day, 1, 0, NOW, opening_on)

    assert "7月16日（周四）" in refused.value.detail
    assert refused.value.more["next_open_days"][0] == "2026-07-14"


def test_a_full_day_is_full() -> None:
    day, capacity = date(2026, 7, 16), opening_on(date(2026, 7, 16)).capacity

    visits.check_visit(day, 2, capacity - 2, NOW, opening_on)
    with pytest.raises(visits.FullyBooked):
        visits.check_visit(day, 2, capacity - 1, NOW, opening_on)
