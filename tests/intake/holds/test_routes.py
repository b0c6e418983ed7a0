"""The doors of holds, on a real store and a real Redis."""

import pytest
import sqlalchemy as sa

from shared import clock
from shared.events import DogAdopted, DogBecameAdoptable
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog, tell
from tests.intake.holds.conftest import BECAUSE, As, ago, hold_id, shown, standing, taken_in, told
from tests.servers import Client


@pytest.mark.parametrize(
    ("basis", "holds"),
    [
        ("STRAY", ["CLAIM_WINDOW", "QUARANTINE"]),
        ("SURRENDERED", ["QUARANTINE"]),
        ("BORN_IN_CARE", []),
        ("SEIZED", ["QUARANTINE", "SEIZURE"]),
        ("CONFISCATED", ["APPEAL_PERIOD", "QUARANTINE"]),
        ("EVIDENCE", ["EVIDENCE", "QUARANTINE"]),
        ("OBSERVATION", ["QUARANTINE", "RABIES_OBSERVATION"]),
    ],
)
def test_a_dog_comes_with_the_holds_of_its_custody_basis(wang: Client, basis: str, holds: list[str]) -> None:
    """domain §2.1: custody_basis drives the law that applies."""
    assert standing(wang, taken_in(wang, custody_basis=basis)) == holds


def test_whoever_hears_of_a_dog_hears_of_its_holds(wang: Client, store: Store) -> None:
    dog = taken_in(wang)
    quarantine = next(hold for hold in shown(wang, dog)["holds"] if hold["kind"] == "QUARANTINE")

    with store.read() as work:
        said = work.connection().scalar(
            sa.select(journal.c.data).where(
                journal.c.subject == dog["dog_id"], journal.c.type.like("%intaken%")
            )
        )

    assert quarantine["id"] in str(said)
    assert "hold.placed" not in told(store, dog)


def test_a_dog_that_came_long_ago_has_done_its_quarantine(wang: Client) -> None:
    old = taken_in(wang, found_time=ago(days=40))
    late = taken_in(wang, found_time=ago(days=40), arrived_at=ago(days=1))

    assert standing(wang, old) == []
    assert standing(wang, late) == ["QUARANTINE"]
    assert wang.post("/intake/v1/dogs", a_dog(arrived_at="2020-01-01T00:00:00+08:00")).status == 422


def test_two_people_end_a_hold_early(wang: Client, li: Client, store: Store) -> None:
    dog = taken_in(wang)
    placed = wang.post(f"/intake/v1/stays/{dog['stay_id']}/holds", {"hold": "OWNER_DISPUTE", **BECAUSE})
    assert placed.status == 201
    hold = placed.json()["id"]
    assert shown(wang, dog)["blocked"]["RECLAIMED"] == ["OWNER_DISPUTE"]

    assert wang.post(f"/intake/v1/holds/{hold}/end", BECAUSE).status == 409
    request = wang.post(f"/intake/v1/holds/{hold}/release-requests", BECAUSE).json()["id"]
    alone = wang.post(f"/intake/v1/release-requests/{request}/confirmation", BECAUSE)
    assert (alone.status, alone.json()["type"]) == (409, "/problems/SamePersonTwice")
    assert "OWNER_DISPUTE" in standing(wang, dog)
    agreed = li.post(f"/intake/v1/release-requests/{request}/confirmation", {"because": "同意"})

    assert agreed.status == 201
    assert (agreed.json()["asked_by"], agreed.json()["decided_by"]) == ("wang", "li")
    assert "OWNER_DISPUTE" not in standing(wang, dog)
    assert [what for what in told(store, dog) if "hold" in what] == ["hold.placed", "hold.released"]


def test_who_has_not_the_role_confirms_nothing(wang: Client, vet: Client, signed_in: As) -> None:
    dog = taken_in(wang)
    hold = hold_id(wang, dog, "CLAIM_WINDOW")
    request = wang.post(f"/intake/v1/holds/{hold}/release-requests", BECAUSE).json()["id"]
    confirmation = f"/intake/v1/release-requests/{request}/confirmation"

    assert vet.post(confirmation, BECAUSE).status == 403
    for role in ("keeper", "adoption", "auditor"):
        assert signed_in("su", role).post(confirmation, BECAUSE).status == 403
    assert (
        signed_in("su", "adoption").post(f"/intake/v1/holds/{hold}/release-requests", BECAUSE).status == 403
    )
    assert "CLAIM_WINDOW" in standing(wang, dog)


def test_a_request_is_refused_or_taken_back_and_may_be_made_again(wang: Client, li: Client) -> None:
    hold = hold_id(wang, taken_in(wang), "CLAIM_WINDOW")
    ask = f"/intake/v1/holds/{hold}/release-requests"
    request = wang.post(ask, BECAUSE).json()["id"]
    assert wang.post(ask, BECAUSE).status == 409

    refused = li.post(f"/intake/v1/release-requests/{request}/refusal", {"because": "证据不足"})

    assert (refused.status, refused.json()["granted"]) == (201, False)
    assert li.post(f"/intake/v1/release-requests/{request}/confirmation", BECAUSE).status == 409
    assert wang.post(ask, BECAUSE).status == 201


def test_a_held_dog_is_not_shown_for_adoption(wang: Client, vet: Client, store: Store) -> None:
    dog = taken_in(wang, found_time=ago(days=40))
    adoptable = DogBecameAdoptable(occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"])
    tell(store, adoptable)
    assert shown(wang, dog)["status"] == "ADOPTABLE"

    vet.post(f"/intake/v1/stays/{dog['stay_id']}/holds", {"hold": "BEHAVIOUR", **BECAUSE})
    assert shown(wang, dog)["status"] == "HOLDING"
    tell(store, adoptable, first=2)
    assert shown(wang, dog)["status"] == "HOLDING"

    request = vet.post(
        f"/intake/v1/holds/{hold_id(wang, dog, 'BEHAVIOUR')}/release-requests", BECAUSE
    ).json()["id"]
    wang.post(f"/intake/v1/release-requests/{request}/confirmation", BECAUSE)
    again = DogBecameAdoptable(occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"])
    tell(store, again, first=3)
    assert shown(wang, dog)["status"] == "ADOPTABLE"


def test_a_stay_that_ends_ends_its_holds(wang: Client, store: Store) -> None:
    dog = taken_in(wang)

    tell(store, DogAdopted(occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"],
                           adoption_id="1", person="p"))  # fmt: skip

    assert standing(wang, dog) == []
    assert told(store, dog).count("hold.released") == 1  # its claim window is nobody's business any more
    late = wang.post(f"/intake/v1/stays/{dog['stay_id']}/holds", {"hold": "OWNER_DISPUTE", **BECAUSE})
    assert late.status == 409


def test_the_dogs_of_a_night_are_held_together(wang: Client, vet: Client) -> None:
    dogs = [taken_in(wang) for _ in range(4)]
    stays = [dog["stay_id"] for dog in dogs]
    wang.post(f"/intake/v1/stays/{stays[0]}/holds", {"hold": "OWNER_DISPUTE", **BECAUSE})

    held = wang.post("/intake/v1/holds", {"stays": [*stays, "nobody"], "hold": "OWNER_DISPUTE", **BECAUSE})

    answers = held.json()["stays"]
    assert (held.status, held.json()["held"]) == (201, 3)
    assert answers[0]["refused"]["type"] == "/problems/AlreadyHeld"
    assert answers[4]["refused"]["type"] == "/problems/NotFound"
    assert all("OWNER_DISPUTE" in standing(wang, dog) for dog in dogs)


def test_what_is_unknown_is_not_found(wang: Client) -> None:
    for path in ("stays/x/holds", "holds/x/end", "holds/x/release-requests", "release-requests/x/refusal"):
        body = {"hold": "OWNER_DISPUTE", **BECAUSE} if path.startswith("stays") else BECAUSE
        assert wang.post(f"/intake/v1/{path}", body).status == 404
    assert wang.get("/intake/v1/stays/x/holds").status == 404
