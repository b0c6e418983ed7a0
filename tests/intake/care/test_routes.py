"""The steps of a stay at their doors: quarantine, treatment, observation."""

from datetime import datetime, timedelta
from typing import Any

from services.intake.deadlines import jurisdiction
from services.intake.stays.models import Stay
from shared import clock
from shared.events import DogBecameAdoptable
from shared.store import Store
from tests.intake.conftest import tell
from tests.intake.holds.conftest import BECAUSE, As, ago, hold_id, shown, standing, taken_in
from tests.servers import Client


def test_a_dog_that_fails_its_quarantine_is_treated_and_quarantined_again(wang: Client, vet: Client) -> None:
    dog = taken_in(wang, found_time=ago(days=40))
    here = f"/intake/v1/stays/{dog['stay_id']}"

    failed = vet.post(f"{here}/quarantine/failure", {"note": "犬瘟热抗原阳性"})
    assert (failed.status, failed.json()["status"]) == (201, "TREATMENT")
    assert standing(wang, dog) == ["MEDICAL"]
    assert wang.post(f"{here}/recovery", {}).status == 403

    assert vet.post(f"{here}/recovery", {"to": "QUARANTINE"}).json()["status"] == "QUARANTINE"
    assert standing(wang, dog) == ["QUARANTINE"]
    early = vet.post(f"{here}/quarantine/pass", {"note": "看着挺好"})
    assert (early.status, early.json()["type"]) == (409, "/problems/NotYetOver")

    request = vet.post(
        f"/intake/v1/holds/{hold_id(wang, dog, 'QUARANTINE')}/release-requests", BECAUSE
    ).json()["id"]
    assert wang.post(f"/intake/v1/release-requests/{request}/confirmation", BECAUSE).status == 201
    seen = shown(wang, dog)
    assert (seen["status"], [hold for hold in seen["holds"] if hold["standing"]]) == ("HOLDING", [])
    assert [step["what"] for step in seen["steps"]] == ["QUARANTINE_FAILED", "RECOVERED"]


def test_a_vet_passes_a_quarantine_that_is_over(wang: Client, vet: Client) -> None:
    here = f"/intake/v1/stays/{taken_in(wang, found_time=ago(days=40))['stay_id']}"

    assert vet.post(f"{here}/quarantine/pass", {"note": "健康"}).json()["status"] == "HOLDING"
    assert vet.post(f"{here}/quarantine/pass", {}).status == 409
    assert vet.post(f"{here}/treatment", {"note": "骨折"}).json()["status"] == "TREATMENT"
    assert vet.post(f"{here}/recovery", {}).json()["status"] == "HOLDING"
    assert wang.post(f"{here}/quarantine/pass", {}).status == 403


def test_somebody_looks_at_a_dog_that_came_back(wang: Client, store: Store) -> None:
    dog = taken_in(wang)
    with store.write() as work:
        work.get_one(Stay, dog["stay_id"]).status = "RETURNED"
    here = f"/intake/v1/stays/{dog['stay_id']}/triage"

    assert wang.post(here, {"to": "HOLDING", "note": "健康，项圈完好"}).json()["status"] == "HOLDING"
    assert wang.post(here, {"to": "QUARANTINE"}).status == 409
    assert shown(wang, dog)["steps"][0]["note"] == "健康，项圈完好"


def test_a_dog_under_observation_is_looked_at_and_symptoms_are_reported(wang: Client, signed_in: As) -> None:
    """domain §2.3: two checks a day; 动物防疫法 31: report at once, tell nobody else."""
    keeper, dog = signed_in("su", "keeper"), taken_in(wang, custody_basis="OBSERVATION")
    check = f"/intake/v1/stays/{dog['stay_id']}/observation/checks"
    due = lambda: [one["checks"] for one in wang.get("/intake/v1/due").json()["checks"]]  # noqa: E731
    assert due() == [0]

    assert keeper.post(check, {"healthy": True}).json()["report"] is None
    assert due() == [1]
    assert "报告" in keeper.post(check, {"healthy": False, "note": "流涎"}).json()["report"]
    assert due() == []
    other = taken_in(wang)
    assert (
        keeper.post(f"/intake/v1/stays/{other['stay_id']}/observation/checks", {"healthy": True}).status
        == 409
    )


def test_a_bite_is_counted_from_the_bite(wang: Client) -> None:
    """domain §2.3: ten times 24 hours from the bite, not from intake."""
    bitten = clock.now() - timedelta(days=3)
    dog = taken_in(wang, custody_basis="OBSERVATION", found_time=ago(hours=2),
                   sheet={"bite": {"at": bitten.isoformat()}})  # fmt: skip

    hold = next(one for one in shown(wang, dog)["holds"] if one["kind"] == "RABIES_OBSERVATION")

    ends = datetime.fromisoformat(hold["until"])
    assert abs(ends - bitten - timedelta(days=10)) < timedelta(seconds=1)
    assert len([one for one in shown(wang, dog)["holds"] if one["kind"] == "RABIES_OBSERVATION"]) == 1


def test_the_pack_may_ask_for_a_pass(wang: Client, vet: Client, store: Store, monkeypatch: Any) -> None:
    """上海 33: adoptable after 检疫合格. Then a quarantine whose time is over still waits for a vet."""
    quarantine = next(told for told in jurisdiction()._holds if told["hold"] == "QUARANTINE")
    monkeypatch.setitem(quarantine, "ends", "person")
    dog = taken_in(wang, found_time=ago(days=40))

    assert standing(wang, dog) == ["QUARANTINE"]
    tell(store, DogBecameAdoptable(occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"]))
    assert shown(wang, dog)["status"] == "QUARANTINE"
    assert vet.post(f"/intake/v1/stays/{dog['stay_id']}/quarantine/pass", {}).status == 201
    assert standing(wang, dog) == []
