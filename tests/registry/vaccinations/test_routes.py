"""The vet's door, through the running app: `services/registry/vaccinations/routes.py`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from services.registry.dogs.rules import city_day
from services.registry.vaccinations.models import Vaccination
from shared import clock
from shared.events import DogDied
from shared.store import Store
from shared.tables import journal
from tests.registry.conftest import AT, CODE, DOG, Hear, in_future, tagged, taken_in
from tests.servers import Answer, Client

DOOR = f"/registry/v1/dogs/{DOG}/vaccinations"


def today(days: int = 0) -> str:
    return city_day(in_future(days=days)).isoformat()


def vaccination(**changed: Any) -> dict[str, Any]:
    said = {
        "product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "20260501",
        "given_at": clock.now().isoformat(), "valid_until": today(365), "vet_licence": "A012026001",
    }  # fmt: skip
    return said | changed


def kept(store: Store) -> tuple[int, int]:
    """How many vaccinations, and how many events told."""
    with store.read() as work:
        told = work.connection().scalar(sa.select(sa.func.count()).select_from(journal))
        return len(work.exec(select(Vaccination)).all()), told or 0


def refused(answer: Answer, status: int) -> dict[str, Any]:
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    return problem


def test_a_vaccination_is_kept_and_told(vet: Client, told: Hear, their_store: Store) -> None:
    told(taken_in(), tagged())

    answer = vet.post(DOOR, vaccination())

    assert answer.status == 201, answer.text
    made = answer.json()
    assert made["dog_id"] == DOG and made["status"] == "VALID" and made["valid_until"] == today(365)
    assert kept(their_store) == (1, 1)
    with their_store.read() as work:
        event = work.connection().execute(sa.select(journal)).one()
    assert event.type == "cn.qingcheng.dog.vaccinated.v1"
    assert made["vaccination_id"] in event.data and "A012026001" not in event.data
    rabies = vet.get(f"/t/{CODE}", Accept="application/json").json()["vaccination"]["rabies"]
    assert rabies == {"status": "VALID", "valid_until": today(365)}


def test_the_same_key_vaccinates_once(vet: Client, told: Hear, their_store: Store) -> None:
    told(taken_in())
    said = vaccination()

    first = vet.post(DOOR, said, Idempotency_Key="k1")
    second = vet.post(DOOR, said, Idempotency_Key="k1")

    assert (first.status, second.status) == (201, 201)
    assert first.json() == second.json()
    assert kept(their_store) == (1, 1)


def test_a_day_without_a_time_is_a_day_in_the_city(vet: Client, told: Hear, their_store: Store) -> None:
    told(taken_in())

    answer = vet.post(DOOR, vaccination(given_at=today(), valid_until=today(20)))

    assert answer.json()["status"] == "DUE"
    with their_store.read() as work:
        given = work.exec(select(Vaccination)).one()
    assert given.given_at.astimezone(clock.CITY).isoformat() == f"{today()}T00:00:00+08:00"


def test_an_unknown_dog_is_not_vaccinated(vet: Client, their_store: Store) -> None:
    problem = refused(vet.post(DOOR, vaccination()), 404)

    assert "try again" in problem["detail"]
    assert kept(their_store) == (0, 0)


def test_a_dead_dog_is_not_vaccinated(vet: Client, told: Hear, their_store: Store) -> None:
    told(taken_in(), DogDied(occurred_at=AT, dog_id=DOG, cause="died in care"))

    refused(vet.post(DOOR, vaccination()), 409)

    assert kept(their_store) == (0, 0)


def test_a_puppy_is_not_vaccinated(vet: Client, told: Hear, their_store: Store) -> None:
    told(taken_in(age_months=2, occurred_at=clock.now()))

    assert refused(vet.post(DOOR, vaccination()), 409)["age_months"] == 2
    assert kept(their_store) == (0, 0)


WRONG: dict[str, Any] = {
    "in the future": {"given_at": (clock.now() + timedelta(days=1)).isoformat()},
    "without a zone": {"given_at": "2026-07-14T10:30:00"},
    "before the calendar": {"given_at": "0001-01-01T00:00:00+14:00"},
    "no date": {"given_at": "yesterday"},
    "over before it began": {"valid_until": "2020-01-01"},
    "valid for its own day": {"given_at": "2026-07-14", "valid_until": "2026-07-14"},
    "no 30 February": {"valid_until": "2027-02-30"},
    "no product": {"product": " "},
    "a NUL": {"batch_no": "1\x00"},
    "a line break": {"manufacturer": "a\nb"},
    "half a character": {"product": "\ud800"},
    "far too long": {"vet_licence": "A" * 101},
    "a number": {"batch_no": 20260501},
    "an unknown field": {"owner": "张三"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_does_not_fit_leaves_no_row(vet: Client, told: Hear, their_store: Store, wrong: Any) -> None:
    told(taken_in())

    refused(vet.post(DOOR, vaccination(**wrong)), 422)

    assert kept(their_store) == (0, 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    field=st.sampled_from(sorted(vaccination())),
    value=st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=120),
        st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
        st.datetimes().map(str), st.dates().map(str),
    ),
)  # fmt: skip
def test_no_value_breaks_the_door(vet: Client, told: Hear, field: str, value: Any) -> None:
    told(taken_in())

    assert vet.post(DOOR, vaccination(**{field: value})).status in (201, 422)


@pytest.mark.parametrize("dog_id", ["%00", "a%0Ab", "x" * 65])
def test_what_cannot_be_a_dogs_id_is_refused(vet: Client, dog_id: str) -> None:
    refused(vet.post(f"/registry/v1/dogs/{dog_id}/vaccinations", vaccination()), 422)
    refused(vet.get(f"/registry/v1/dogs/{dog_id}"), 422)


def test_only_a_vet_vaccinates(client: Client, told: Hear, token: Callable[[str], str]) -> None:
    told(taken_in())

    refused(client.post(DOOR, vaccination()), 401)
    refused(client.signed_in("not.a.token").post(DOOR, vaccination()), 401)
    refused(client.signed_in(token("keeper")).post(DOOR, vaccination()), 403)
    assert client.signed_in(token("admin")).post(DOOR, vaccination()).status == 201
