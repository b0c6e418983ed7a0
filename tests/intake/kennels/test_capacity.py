"""How full the house is and will be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.kennels import capacity
from services.intake.kennels.models import Kennel

NOW = datetime(2026, 7, 14, tzinfo=UTC)


@pytest.mark.parametrize(("mean_stay", "dogs"), [(10, 274), (20, 548), (30, 822), (60, 1644)])
def test_ten_thousand_a_year_are_so_many_at_once(mean_stay: int, dogs: int) -> None:
    """Domain §2.2's table by Little's law."""
    assert round(capacity.expected(10_000 / 365, mean_stay)) == dogs


def test_the_house_is_full_when_the_surplus_has_taken_its_places() -> None:
    assert capacity.full_in(100, 30, 20) == 10
    assert capacity.full_in(100, 20, 20) is None


def look(occupied: int, came: int = 0, stays: tuple[int, ...] = (), **changed: Any) -> capacity.Capacity:
    kennels = [Kennel(code="A01", zone="A", capacity=10, occupied=occupied, **changed)]
    return capacity.look(kennels, occupied, came, [timedelta(days=d) for d in stays], 0.9, NOW)


def test_it_alarms_from_nine_places_in_ten() -> None:
    assert [look(occupied).alarm for occupied in (8, 9, 10)] == [False, True, True]


def test_it_alarms_before_dogs_come_that_will_not_fit() -> None:
    calm, soon = look(1, came=30, stays=(5,) * 30), look(1, came=30, stays=(9,) * 30)

    assert (calm.expected_dogs, calm.alarm) == (5, False)
    assert (soon.expected_dogs, soon.alarm) == (9, True)


def test_without_departures_nothing_is_known_of_the_stay() -> None:
    told = look(1, came=30)

    assert (told.mean_stay_days, told.expected_dogs, told.full_in_days) == (None, None, 9)


def test_a_kennel_out_of_use_has_no_places() -> None:
    wet = look(0, state="disinfecting", until=NOW + timedelta(minutes=1))
    dry = look(0, state="disinfecting", until=NOW)

    assert [one.usable for one in (wet, dry, look(0, state="cleaning"))] == [0, 10, 0]


def test_a_dog_that_lives_alone_leaves_no_place_beside_it() -> None:
    told = look(1, company="alone:1", came=2)

    assert (told.zones[0].free, told.full_in_days) == (0, 0)
    assert look(1, company="male/M").zones[0].free == 9
    assert look(0, sealed=True).zones[0].free == 0
