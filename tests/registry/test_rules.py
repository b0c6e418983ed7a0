"""What the registry decides: `services/registry/rules.py`."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry import rules
from services.registry.city import CITY
from services.registry.models import Dog, Vaccination
from services.registry.rules import DogIsDead, DogTooYoung, age_on, immunity, months_between, tag_code
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


@pytest.mark.parametrize("typed", ["8K3M7Q2ZT5WB", "8k3m-7q2z-t5wb", " 8K3M 7Q2Z T5WB "])
def test_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert tag_code(typed) == "8K3M7Q2ZT5WB"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert tag_code("oil0-ABCD") == "0110ABCD"


@pytest.mark.parametrize(
    "typed", ["", "A", "八千", "8K3M7Q2ZT5W\x00", "8K3M/..", "U" * 12, "0" * 33, "' or 1=1"]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert tag_code(typed) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_a_code(typed: str) -> None:
    code = tag_code(typed)

    assert code is None or code.isascii()


def test_a_dog_in_its_claim_window_looks_for_its_owner() -> None:
    for status in ("RECEIVED", "QUARANTINE", "HOLDING"):
        told = rules.public_status(status, NOW, None)

        assert told.words.zh == "招领中，正在找主人"
        assert told.look == "holding"


@pytest.mark.parametrize(
    "status", ["OBSERVATION", "TREATMENT", "EVIDENCE", "SEIZED", "RABIES_SUSPECTED", None]
)
def test_illness_observation_and_evidence_are_just_in_our_care(status: str | None) -> None:
    assert rules.public_status(status, NOW, None) == rules.IN_CARE


def test_a_dog_that_nobody_can_claim_is_just_in_our_care() -> None:
    assert rules.public_status("QUARANTINE", None, None).code == "IN_CARE"


def test_a_dead_dog_is_dead_whatever_its_stay_says() -> None:
    assert rules.public_status("HOLDING", NOW, NOW).code == "DECEASED"


def test_it_is_mine_leads_somewhere_while_the_claim_window_is_open() -> None:
    told = rules.public_status("HOLDING", NOW, None)

    assert rules.can_be_claimed(told, NOW + timedelta(seconds=1), NOW)
    assert not rules.can_be_claimed(told, NOW, NOW)
    assert not rules.can_be_claimed(rules.PUBLIC["ADOPTED"], NOW + timedelta(days=1), NOW)


def test_its_owner_can_claim_it_from_a_foster_family_but_not_while_nobody_has_it() -> None:
    soon = NOW + timedelta(days=1)

    assert rules.can_be_claimed(rules.public_status("FOSTERED", soon, None), soon, NOW)
    for status in ("ESCAPED", "TRANSFERRED"):
        assert not rules.can_be_claimed(rules.public_status(status, soon, None), soon, NOW)


def test_whole_months_pass_on_their_day() -> None:
    assert months_between(date(2026, 4, 20), date(2026, 7, 19)) == 2
    assert months_between(date(2026, 4, 20), date(2026, 7, 20)) == 3


def test_a_dog_grows_older_in_our_care() -> None:
    assert age_on(TODAY, 2, datetime(2026, 6, 20, tzinfo=UTC)) == 3
    assert age_on(TODAY, None, NOW) is None
    assert age_on(TODAY, 2, None) is None


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


def test_the_day_changes_at_midnight_in_the_city() -> None:
    assert rules.city_day(datetime(2026, 7, 19, 15, 59, tzinfo=UTC)) == date(2026, 7, 19)
    assert rules.city_day(datetime(2026, 7, 19, 16, 0, tzinfo=UTC)) == date(2026, 7, 20)


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
