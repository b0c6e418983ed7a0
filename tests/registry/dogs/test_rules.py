"""A dog's age: `services/registry/dogs/rules.py`."""

from datetime import UTC, date, datetime

from services.registry.dogs.rules import age_on, city_day, months_between

NOW = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)

TODAY = date(2026, 7, 20)


def test_whole_months_pass_on_their_day() -> None:
    assert months_between(date(2026, 4, 20), date(2026, 7, 19)) == 2
    assert months_between(date(2026, 4, 20), date(2026, 7, 20)) == 3


def test_a_dog_grows_older_in_our_care() -> None:
    assert age_on(TODAY, 2, datetime(2026, 6, 20, tzinfo=UTC)) == 3
    assert age_on(TODAY, None, NOW) is None
    assert age_on(TODAY, 2, None) is None


def test_the_day_changes_at_midnight_in_the_city() -> None:
    assert city_day(datetime(2026, 7, 19, 15, 59, tzinfo=UTC)) == date(2026, 7, 19)
    assert city_day(datetime(2026, 7, 19, 16, 0, tzinfo=UTC)) == date(2026, 7, 20)
