"""What staff look up: `services/registry/records/routes.py`."""

from shared.events import CustodyChanged, DogDied, Outcome, StayClosed
from tests.registry.conftest import AT, DOG, STAY, Hear, taken_in
from tests.registry.vaccinations.test_routes import DOOR, refused, today, vaccination
from tests.servers import Client


def test_staff_see_the_whole_record(vet: Client, client: Client, told: Hear) -> None:
    told(taken_in(name="豆包", external_ref="S2017-1"))
    vet.post(DOOR, vaccination(given_at="2024-07-14", valid_until="2025-07-13", batch_no="OLD"))
    vet.post(DOOR, vaccination())

    record = vet.get(f"/registry/v1/dogs/{DOG}").json()

    assert record["name"] == "豆包" and record["external_ref"] == "S2017-1"
    assert record["rabies"] == {"status": "VALID", "valid_until": today(365)}
    assert [one["batch_no"] for one in record["vaccinations"]] == ["20260501", "OLD"]
    assert record["vaccinations"][0]["vet_licence"] == "A012026001"
    refused(client.get(f"/registry/v1/dogs/{DOG}"), 401)
    refused(vet.get("/registry/v1/dogs/no-such-dog"), 404)


def test_dogs_are_counted_by_how_they_left(vet: Client, told: Hear) -> None:
    told(*(taken_in(dog_id=f"dog-{n}") for n in range(5)), taken_in())
    left: list[Outcome] = ["ADOPTED", "ADOPTED", "RECLAIMED"]
    for n, outcome in enumerate(left):
        told(StayClosed(occurred_at=AT, dog_id=f"dog-{n}", stay_id=STAY, outcome=outcome))
    told(DogDied(occurred_at=AT, dog_id="dog-3", cause="died in care"))
    told(CustodyChanged(occurred_at=AT, dog_id="dog-4", stay_id=STAY, status="HOLDING"))
    vet.post(DOOR, vaccination())
    vet.post(DOOR, vaccination())

    assert vet.get("/registry/v1/counts").json() == {
        "dogs": 6,
        "vaccinated": 1,
        "by_status": {"adopted": 2, "deceased": 1, "holding": 1, "quarantine": 1, "reclaimed": 1},
    }
