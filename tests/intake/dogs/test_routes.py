"""One dog, as it is asked for: what we decided of its stays and what adoption tells of them is one answer."""

from datetime import timedelta

from shared.events import AdoptionApproved, DogAdopted, HandoverUndone
from shared.store import Store
from tests.intake.conftest import NOW, a_dog, tell
from tests.servers import Client

OF_A_STAY = {
    "id", "stay_no", "dog_id", "custody_basis", "operation_id", "status", "kennel", "opened_at", "arrived_at",
    "found_text", "division", "claim_until", "claim_provisional", "reserved", "left_at", "left_by",
    "handovers", "closed_at", "outcome", "notes", "taken_in_by", "back_to", "phone_said", "goes_on_as",
    "left_kennel",
}  # fmt: skip


def test_a_stay_is_shown_with_what_adoption_tells_of_it(officer: Client, store: Store) -> None:
    dog = officer.post("/intake/v1/dogs", a_dog()).json()
    told = {"dog_id": dog["dog_id"], "stay_id": dog["stay_id"], "occurred_at": NOW + timedelta(days=30)}
    door = f"/intake/v1/dogs/{dog['dog_id']}"
    (silent,) = officer.get(door).json()["stays"]

    tell(
        store,
        AdoptionApproved(**told, application_id="1", person="p"),
        DogAdopted(**told, adoption_id="2", person="p", handover_id="h"),
        HandoverUndone(**told, handover_id="h", left_by="ADOPTED"),
        DogAdopted(**told, adoption_id="3", person="p"),
    )
    (adopted,) = officer.get(door).json()["stays"]

    assert silent.keys() == adopted.keys() == OF_A_STAY
    said = [(one["reserved"], one["handovers"], one["left_at"], one["left_by"]) for one in (silent, adopted)]
    assert said == [(False, {}, None, None), (True, {"h": None}, "2026-08-12T15:41:00Z", "ADOPTED")]
    assert adopted["closed_at"] == adopted["left_at"]
