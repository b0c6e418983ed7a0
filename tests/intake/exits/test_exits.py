"""A dog goes to another house by two people, runs away and is caught again, lives with a foster family."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from shared import clock
from shared.events import DogBecameAdoptable
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog, tell
from tests.servers import Client

V1 = "/intake/v1"
WHY = {"because": "本所已满，包头有位"}
AWAY: dict[str, Any] = {"to": "包头市犬只留检所"} | WHY


@pytest.fixture
def staff(running: Client, token: Callable[[str], str]) -> dict[str, Client]:
    return {role: running.signed_in(token(role)) for role in ("officer", "keeper", "vet", "auditor", "legal")}


def came_in(staff: dict[str, Client], days_ago: int = 60, **changed: Any) -> dict[str, Any]:
    """A dog whose claim window and quarantine are long over."""
    found = (clock.now() - timedelta(days=days_ago)).isoformat()
    return dict(staff["officer"].post(f"{V1}/dogs", a_dog(found_time=found, **changed)).json())


def told(store: Store, dog: str) -> list[str]:
    with store.read() as work:
        of_dog = sa.select(journal.c.type).where(journal.c.subject == dog)
        found = work.connection().scalars(of_dog.order_by(journal.c.stream, journal.c.sequence))
        return [one.removeprefix("cn.qingcheng.").removesuffix(".v1") for one in found]


def stays(staff: dict[str, Client], dog: dict[str, Any]) -> list[dict[str, Any]]:
    return list(staff["officer"].get(f"{V1}/dogs/{dog['dog_id']}").json()["stays"])


def test_another_house_takes_a_dog_when_two_people_agree(staff: dict[str, Client], store: Store) -> None:
    dog = came_in(staff)
    asked = staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/transfers", AWAY).json()
    confirmation = f"{V1}/transfers/{asked['id']}/confirmation"
    assert stays(staff, dog)[0]["outcome"] is None
    assert staff["officer"].post(f"{V1}/stays/{dog['stay_id']}/transfers", AWAY).status == 409

    confirmed = staff["officer"].post(confirmation, WHY)

    assert (confirmed.status, confirmed.json()["decided_by"]) == (201, "one officer")
    assert staff["legal"].post(confirmation, WHY).status == 409
    (stay,) = stays(staff, dog)
    assert (stay["outcome"], stay["status"], stay["kennel"]) == ("TRANSFERRED", "TRANSFERRED", None)
    assert told(store, dog["dog_id"])[-1] == "stay.closed"
    kept = staff["auditor"].get(f"{V1}/stays/{dog['stay_id']}/transfers").json()["transfers"]
    assert [(one["to"], one["asked_by"], one["granted"]) for one in kept] == [
        (AWAY["to"], "one keeper", True)
    ]


def test_the_same_person_twice_is_one_person(staff: dict[str, Client]) -> None:
    dog = came_in(staff)
    asked = staff["officer"].post(f"{V1}/stays/{dog['stay_id']}/transfers", AWAY).json()

    assert staff["officer"].post(f"{V1}/transfers/{asked['id']}/confirmation", WHY).status == 409
    assert staff["officer"].post(f"{V1}/transfers/{asked['id']}/refusal", WHY).status == 201
    assert staff["officer"].post(f"{V1}/stays/{dog['stay_id']}/transfers", AWAY).status == 201


def test_what_keeps_a_dog_here_keeps_it_from_other_houses_too(staff: dict[str, Client]) -> None:
    young, seized = came_in(staff, days_ago=1), came_in(staff, custody_basis="SEIZED")

    for dog in (young, seized):
        answer = staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/transfers", AWAY)
        assert (answer.status, bool(answer.json()["holds"])) == (409, True)


def test_a_dog_that_ran_away_and_is_caught_again_has_a_new_stay(
    staff: dict[str, Client], store: Store
) -> None:
    dog = came_in(staff, days_ago=1)
    gone = {"at": clock.now().isoformat(), "because": "清扫时从门缝跑出"}
    caught = {"found_time": clock.now().isoformat(), "found_text": "所门外草地", "division": "150105"}
    assert staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/recapture", caught).status == 409

    assert staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/escape", gone).status == 201
    assert staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/escape", gone).status == 409
    caught["found_time"] = clock.now().isoformat()
    again = staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/recapture", caught)

    assert again.status == 201, again.text
    first, second = stays(staff, dog)
    assert (first["outcome"], second["outcome"], second["status"]) == ("ESCAPED", None, "QUARANTINE")
    assert second["kennel"]
    assert second["stay_no"] != first["stay_no"]
    holds = staff["vet"].get(f"{V1}/stays/{second['id']}/holds").json()["holds"]
    assert {hold["kind"] for hold in holds} == {"CLAIM_WINDOW", "QUARANTINE"}
    assert told(store, dog["dog_id"]).count("stay.opened") == 1
    assert "tag.withdrawn" not in told(store, dog["dog_id"])


def test_nobody_runs_away_before_they_come_or_in_the_future(staff: dict[str, Client]) -> None:
    dog = came_in(staff, days_ago=2)

    for days in (-3, 1):
        at = (clock.now() + timedelta(days=days)).isoformat()
        gone = {"at": at, "because": "记错时间"}
        assert staff["officer"].post(f"{V1}/stays/{dog['stay_id']}/escape", gone).status == 422


def test_a_foster_family_has_the_dog_and_the_kennel_is_free(staff: dict[str, Client], store: Store) -> None:
    dog = came_in(staff, age_months=1)
    fostered = staff["vet"].post(f"{V1}/stays/{dog['stay_id']}/fostering", {"because": "奶犬需人工喂养"})

    assert fostered.json()["status"] == "FOSTERED"
    assert stays(staff, dog)[0]["kennel"] is None
    back = staff["vet"].post(f"{V1}/stays/{dog['stay_id']}/fostering/end", {"because": "已断奶"})
    assert back.json()["status"] == "HOLDING"
    assert stays(staff, dog)[0]["kennel"]
    assert told(store, dog["dog_id"]).count("custody.changed") == 2


def test_what_an_owner_would_not_get_no_foster_family_gets(staff: dict[str, Client]) -> None:
    dog = came_in(staff, custody_basis="EVIDENCE")

    assert staff["vet"].post(f"{V1}/stays/{dog['stay_id']}/fostering", WHY).status == 409


def test_nobody_ends_a_hold_by_writing_down_an_escape(staff: dict[str, Client], store: Store) -> None:
    dog = came_in(staff)
    stay = f"{V1}/stays/{dog['stay_id']}"
    staff["officer"].post(f"{stay}/holds", {"hold": "OWNER_DISPUTE", "because": "两人争犬"})
    staff["keeper"].post(f"{stay}/escape", {"at": clock.now().isoformat(), "because": "门没关好"})
    caught = {"found_time": clock.now().isoformat(), "found_text": "院内", "division": "150105"}

    again = staff["keeper"].post(f"{stay}/recapture", caught).json()["stay_id"]

    seen = staff["officer"].get(f"{V1}/stays/{again}/holds").json()
    assert {hold["kind"]: hold["because"] for hold in seen["holds"]}["OWNER_DISPUTE"] == "两人争犬"
    assert set(seen["blocked"]["TRANSFERRED"]) == {"OWNER_DISPUTE", "QUARANTINE"}
    with store.read() as work:
        opened = sa.select(journal.c.data).where(journal.c.type == "cn.qingcheng.stay.opened.v1")
        (told_of,) = work.connection().scalars(opened)
    assert all(hold["id"] in told_of for hold in seen["holds"])


def test_a_dog_that_runs_away_under_observation_is_reported_at_once(staff: dict[str, Client]) -> None:
    dog, other = came_in(staff, days_ago=1, custody_basis="OBSERVATION"), came_in(staff)
    gone = {"at": clock.now().isoformat(), "because": "咬断门闩"}

    escaped = staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/escape", gone).json()
    harmless = staff["keeper"].post(f"{V1}/stays/{other['stay_id']}/escape", gone).json()

    assert ("veterinary authority" in escaped["report"], harmless["report"]) == (True, None)
    caught = {"found_time": clock.now().isoformat(), "found_text": "院内", "division": "150105"}
    again = staff["keeper"].post(f"{V1}/stays/{dog['stay_id']}/recapture", caught).json()["stay_id"]
    before, after = (
        {hold["kind"]: hold for hold in staff["vet"].get(f"{V1}/stays/{of}/holds").json()["holds"]}
        for of in (dog["stay_id"], again)
    )
    assert after["RABIES_OBSERVATION"]["until"] == before["RABIES_OBSERVATION"]["until"]
    assert stays(staff, dog)[-1]["kennel"].startswith("E")


def test_what_is_said_of_a_fostered_dog_counts_when_it_is_back(
    staff: dict[str, Client], store: Store
) -> None:
    dog = came_in(staff)
    stay = f"{V1}/stays/{dog['stay_id']}"
    staff["officer"].post(f"{stay}/fostering", {"because": "档案 F-12"})

    tell(store, DogBecameAdoptable(dog_id=dog["dog_id"], stay_id=dog["stay_id"], occurred_at=clock.now()))

    assert stays(staff, dog)[0]["status"] == "FOSTERED"
    assert staff["officer"].get(f"{V1}/kennels/capacity").json()["dogs"] == 0
    moved = staff["keeper"].post(f"{V1}/kennels/moves", {"dogs": [dog["dog_id"]], "to": "B05"})
    assert (moved.status, "寄养" in moved.json()["detail"]) == (409, True)
    assert staff["vet"].post(f"{stay}/treatment", {"note": "跛行"}).status == 409
    assert staff["officer"].post(f"{stay}/fostering/end", WHY).json()["status"] == "ADOPTABLE"
    assert stays(staff, dog)[0]["kennel"]
    assert staff["officer"].post(f"{stay}/fostering/end", WHY).status == 409
