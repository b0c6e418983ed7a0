"""What counts as a vaccination: `services/registry/vaccinations/rules.py`."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.registry.city import CITY
from services.registry.dogs.models import Dog
from services.registry.vaccinations import rules
from services.registry.vaccinations.models import Vaccination
from services.registry.vaccinations.rules import DogIsDead, DogTooYoung, immunity
from shared.problems import Unreasonable

NOW = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)

TODAY = date(2026, 7, 20)

LAW = CITY.rabies


def vaccination(**changed: Any) -> Vaccination:
    said: dict[str, Any] = {
        "vaccination_id": "v1", "dog_id": "d1", "disease": "rabies", "product": "狂犬病灭活疫苗",
        "manufacturer": "示例生物", "batch_no": "20260501", "given_at": NOW - timedelta(days=1),
        "valid_until": date(2027, 7, 18), "vet_licence": "A012026001",
    }  # fmt: skip
    return Vaccination(**(said | changed))


@pytest.mark.parametrize(
    ("valid_until", "status"),
    [
        (TODAY - timedelta(days=1), "OVERDUE"),
        (TODAY, "DUE"),
        (TODAY + timedelta(days=30), "DUE"),
        (TODAY + timedelta(days=31), "VALID"),
        (None, "UNKNOWN"),
    ],
)
def test_a_vaccination_counts_to_the_end_of_its_last_day(valid_until: date | None, status: str) -> None:
    assert immunity(valid_until, 24, TODAY, LAW) == status


def test_a_puppy_without_vaccination_is_too_young() -> None:
    assert immunity(None, 2, TODAY, LAW) == "TOO_YOUNG"
    assert immunity(None, 3, TODAY, LAW) == "UNKNOWN"


def test_a_vaccinated_dog_is_told_of_without_the_vet() -> None:
    told = rules.vaccinate(Dog(dog_id="d1"), vaccination(), NOW, LAW)

    assert told.dog_id == "d1"
    assert told.occurred_at == NOW - timedelta(days=1)
    assert told.valid_until == date(2027, 7, 18)
    assert "A012026001" not in told.model_dump_json()


@pytest.mark.parametrize(
    "given_at", [NOW + timedelta(minutes=6), datetime(1, 1, 1, tzinfo=UTC), datetime(1990, 1, 1, tzinfo=UTC)]
)
def test_a_vaccination_was_given_in_the_life_of_a_dog(given_at: datetime) -> None:
    with pytest.raises(Unreasonable, match="given_at"):
        rules.vaccinate(Dog(dog_id="d1"), vaccination(given_at=given_at), NOW, LAW)


def test_a_vaccination_counts_for_longer_than_its_day() -> None:
    with pytest.raises(Unreasonable, match="valid_until"):
        rules.vaccinate(Dog(dog_id="d1"), vaccination(valid_until=date(2026, 7, 19)), NOW, LAW)


@pytest.mark.parametrize("dead", [{"died_at": NOW}, {"status": "DECEASED"}, {"status": "DISPOSED"}])
def test_a_dead_dog_is_not_vaccinated(dead: dict[str, Any]) -> None:
    with pytest.raises(DogIsDead):
        rules.vaccinate(Dog(dog_id="d1", **dead), vaccination(), NOW, LAW)


def test_a_puppy_is_vaccinated_from_three_months() -> None:
    puppy = Dog(dog_id="d1", age_months=2, found_at=datetime(2026, 6, 19, tzinfo=UTC))

    with pytest.raises(DogTooYoung):
        rules.vaccinate(puppy, vaccination(given_at=datetime(2026, 7, 17, tzinfo=UTC)), NOW, LAW)
    assert rules.vaccinate(puppy, vaccination(given_at=datetime(2026, 7, 19, tzinfo=UTC)), NOW, LAW)


def test_the_guessed_age_of_a_grown_dog_refuses_no_old_certificate() -> None:
    grown = Dog(dog_id="d1", age_months=24, found_at=NOW)
    old = vaccination(given_at=datetime(2024, 7, 20, tzinfo=UTC), valid_until=date(2025, 7, 19))

    assert rules.vaccinate(grown, old, NOW, LAW)


def test_a_dog_of_unknown_age_may_be_vaccinated() -> None:
    assert rules.vaccinate(Dog(dog_id="d1", found_at=NOW), vaccination(), NOW, LAW)
