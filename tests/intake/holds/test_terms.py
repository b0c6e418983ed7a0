"""The doors that move an end: notices and extensions."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.intake.law.deadlines import jurisdiction
from shared import clock
from shared.events import DogBecameAdoptable
from shared.store import Store
from tests.intake.conftest import tell
from tests.intake.holds.conftest import As, ago, hold_id, shown, standing, taken_in, told
from tests.servers import Client

EXTEND = {"days": 30, "document": "呼公延强字〔2026〕12号", "because": "主人未到案，案情复杂"}
AGREED = {"because": "同意延长"}


@pytest.fixture
def head(signed_in: As) -> Client:
    return signed_in("zhao", "legal")


@pytest.fixture
def from_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jurisdiction().windows.rules[0].__dict__, "starts_at", "notice")


def hold(client: Client, dog: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in shown(client, dog)["holds"] if one["kind"] == kind)


def due(client: Client, day: object, part: str) -> list[str]:
    return [one["stay_no"] for one in client.get(f"/intake/v1/due?day={day}").json()[part]]


def last_day(until: str) -> object:
    return (datetime.fromisoformat(until).astimezone(clock.CITY) - timedelta(seconds=1)).date()


def test_a_seizure_is_made_longer_once_and_falls_due_then(wang: Client, head: Client, store: Store) -> None:
    dog = taken_in(wang, custody_basis="SEIZED")
    before = hold(wang, dog, "SEIZURE")
    door = f"/intake/v1/holds/{before['id']}/extensions"
    today = clock.now().astimezone(clock.CITY).date()

    asked = wang.post(door, EXTEND)
    assert asked.status == 201, asked.text
    assert due(head, today, "extensions") == [dog["stay_no"]]
    path = f"/intake/v1/extensions/{asked.json()['id']}/approval"
    assert wang.post(path, AGREED).json()["type"] == "/problems/SamePersonTwice"
    assert head.post(path, AGREED).status == 201

    after = hold(wang, dog, "SEIZURE")
    moved = datetime.fromisoformat(after["until"]) - datetime.fromisoformat(before["until"])
    assert moved == timedelta(days=30)
    assert due(wang, last_day(before["until"]), "decide") == []
    assert due(wang, last_day(after["until"]), "decide") == [dog["stay_no"]]
    assert due(wang, today, "extensions") == []
    again = wang.post(door, EXTEND)
    assert (again.status, again.json()["type"]) == (409, "/problems/ExtendedOnce")
    assert "第二十五条" in again.json()["detail"]
    assert told(store, dog).count("seizure.extended") == 1


def test_a_dog_that_ran_away_and_is_caught_again_is_seized_no_longer_than_before(
    wang: Client, head: Client
) -> None:
    """Else an escape on paper would give thirty days more each time."""
    dog = taken_in(wang, custody_basis="SEIZED")
    asked = wang.post(f"/intake/v1/holds/{hold_id(wang, dog, 'SEIZURE')}/extensions", EXTEND).json()["id"]
    head.post(f"/intake/v1/extensions/{asked}/approval", AGREED)
    ends = hold(wang, dog, "SEIZURE")["until"]
    gone = {"at": clock.now().isoformat(), "because": "清扫时从门缝跑出"}
    assert wang.post(f"/intake/v1/stays/{dog['stay_id']}/escape", gone).status == 201
    caught = {"found_time": clock.now().isoformat(), "found_text": "所门外草地", "division": "150105"}
    again = wang.post(f"/intake/v1/stays/{dog['stay_id']}/recapture", caught).json()

    seizure = hold(wang, again, "SEIZURE")
    refused = wang.post(f"/intake/v1/holds/{seizure['id']}/extensions", EXTEND)

    assert seizure["until"] == ends
    assert refused.json()["type"] == "/problems/ExtendedOnce"


def test_the_head_may_refuse_and_unknown_extensions_are_not_found(wang: Client, head: Client) -> None:
    dog = taken_in(wang, custody_basis="SEIZED")
    seizure = hold_id(wang, dog, "SEIZURE")
    asked = wang.post(f"/intake/v1/holds/{seizure}/extensions", EXTEND).json()["id"]
    assert wang.post(f"/intake/v1/holds/{seizure}/extensions", EXTEND).status == 409

    assert head.post(f"/intake/v1/extensions/{asked}/refusal", {"because": "证据已足"}).status == 201
    assert head.post(f"/intake/v1/extensions/{asked}/approval", AGREED).status == 409
    assert head.post("/intake/v1/extensions/x/approval", AGREED).status == 404
    assert [one["granted"] for one in shown(wang, dog)["extensions"]] == [False]


def test_a_claim_window_waits_for_the_notice(wang: Client, store: Store, from_notice: None) -> None:
    """domain §2.7. Nobody adopts or takes the dog over before it; then the window is counted from it."""
    dogs = [taken_in(wang, found_time=ago(days=20)) for _ in range(2)]
    seized, today = taken_in(wang, custody_basis="SEIZED"), clock.now().astimezone(clock.CITY).date()
    dog = dogs[0]
    assert (hold(wang, dog, "CLAIM_WINDOW")["until"], dog["claim_until"] is None) == (None, False)
    assert due(wang, today, "notices") == [one["stay_no"] for one in dogs]
    adoptable = DogBecameAdoptable(occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"])
    tell(store, adoptable)
    assert shown(wang, dog)["status"] == "QUARANTINE"

    stays = [one["stay_id"] for one in (*dogs, seized)]
    out = {"stays": stays, "published_at": clock.now().isoformat(), "place": "青城养犬管理公众号"}
    answer = wang.post("/intake/v1/notices", out)

    assert (answer.status, answer.json()["published"]) == (201, 2), answer.text
    assert answer.json()["stays"][2]["refused"]["type"] == "/problems/NobodyClaims"
    law = jurisdiction().claim_until("STRAY", clock.now())
    assert law and datetime.fromisoformat(hold(wang, dog, "CLAIM_WINDOW")["until"]) == law.at
    assert datetime.fromisoformat(answer.json()["stays"][0]["claim_until"]) == law.at
    assert due(wang, today, "notices") == []
    assert due(wang, last_day(law.at.isoformat()), "ending") == [one["stay_no"] for one in dogs]
    assert [what for what in told(store, dog) if what[:6] in ("notice", "hold.p")] == [
        "notice.published",
        "hold.placed",
    ]
    assert "CLAIM_WINDOW" in standing(wang, dog)
    assert [one["place"] for one in shown(wang, dog)["notices"]] == ["青城养犬管理公众号"]


def test_whoever_hears_of_a_dog_hears_that_its_window_waits(wang: Client, from_notice: None) -> None:
    """Adoption takes a hold without an end for one that only somebody can end."""
    dog = taken_in(wang)
    page = wang.get(f"/intake/v1/dogs/{dog['dog_id']}").json()

    assert page["stays"][0]["claim_provisional"] is True
    assert shown(wang, dog)["blocked"]["ADOPTED"] == ["CLAIM_WINDOW", "QUARANTINE"]
