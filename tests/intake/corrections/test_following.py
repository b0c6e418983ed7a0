"""What depends on a corrected value follows it, or is named: on a real store."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.intake.law.deadlines import jurisdiction
from shared import clock
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.intake.corrections.test_routes import told as corrections_told
from tests.intake.sheet.test_routes import told
from tests.servers import Client

V1 = "/intake/v1"
FOUND = clock.now().replace(microsecond=0) - timedelta(days=3)


@pytest.fixture
def vet(running: Client, token: Callable[[str], str]) -> Client:
    return running.signed_in(token("vet"))


@pytest.fixture
def dog(officer: Client) -> dict[str, Any]:
    return dict(officer.post(f"{V1}/dogs", a_dog(found_time=clock.text(FOUND))).json())


def corrected(officer: Client, vet: Client, dog: dict[str, Any], **changes: Any) -> dict[str, Any]:
    body = {"changes": changes, "reason": "DOCUMENT", "note": "见处罚决定书"}
    asked = officer.post(f"{V1}/dogs/{dog['dog_id']}/corrections", body)
    assert asked.status == 201, asked.text
    answer = vet.post(f"{V1}/corrections/{asked.json()['id']}/confirmation")
    assert answer.status == 201, answer.text
    return dict(answer.json())


def holds(officer: Client, dog: dict[str, Any]) -> dict[str, Any]:
    found = officer.get(f"{V1}/stays/{dog['stay_id']}/holds").json()["holds"]
    return {
        one["kind"]: one["until"] and clock.parse(one["until"]) for one in found if not one["released_at"]
    }


def stay(officer: Client, dog: dict[str, Any]) -> dict[str, Any]:
    return dict(officer.get(f"{V1}/dogs/{dog['dog_id']}").json()["stays"][0])


def window(at: datetime) -> datetime | None:
    deadline = jurisdiction().claim_until("STRAY", at)
    return deadline and deadline.at


def test_a_dog_that_was_seized_after_all_is_held_so_and_nobody_claims_it(
    officer: Client, vet: Client, dog: dict[str, Any], store: Store
) -> None:
    assert set(holds(officer, dog)) == {"CLAIM_WINDOW", "QUARANTINE"}

    done = corrected(officer, vet, dog, custody_basis="SEIZED")

    assert set(holds(officer, dog)) == {"QUARANTINE", "SEIZURE"}
    assert (stay(officer, dog)["claim_until"], done["followed"]) == (None, ["CLAIM_WINDOW", "SEIZURE"])
    assert done["redo"] == []
    said = corrections_told(store)[0]
    assert '"fields":["claim_until","custody_basis"]' in said
    assert '"claim_until":null' in said


def test_and_back_again_the_seizure_ends_and_its_owner_may_claim_it(
    officer: Client, vet: Client, dog: dict[str, Any], store: Store
) -> None:
    corrected(officer, vet, dog, custody_basis="EVIDENCE")

    done = corrected(officer, vet, dog, custody_basis="STRAY")

    assert done["followed"] == ["CLAIM_WINDOW", "EVIDENCE"]
    assert "EVIDENCE" not in holds(officer, dog)
    assert clock.parse(stay(officer, dog)["claim_until"]) == window(FOUND)
    assert len(told(store, "hold.released")) == 1


def test_what_counts_from_its_arrival_counts_from_the_corrected_one(
    officer: Client, vet: Client, dog: dict[str, Any]
) -> None:
    before, later = holds(officer, dog), FOUND + timedelta(days=2)

    by_day = corrected(officer, vet, dog, found_time=clock.text(FOUND - timedelta(days=1)))
    moved = holds(officer, dog)
    corrected(officer, vet, dog, arrived_at=clock.text(later))

    moves = window(FOUND) != window(FOUND - timedelta(days=1))  # unless both end after the same holiday
    assert by_day["followed"] == ["CLAIM_WINDOW"] * moves + ["QUARANTINE"]
    assert moved["CLAIM_WINDOW"] == window(FOUND - timedelta(days=1))
    assert moved["QUARANTINE"] == before["QUARANTINE"] - timedelta(days=1)
    assert holds(officer, dog)["QUARANTINE"] == before["QUARANTINE"] + timedelta(days=2)
    assert clock.parse(stay(officer, dog)["arrived_at"]) == later


def test_a_dog_that_has_bitten_after_all_is_watched_and_people_are_told_to_move_it(
    officer: Client, vet: Client, dog: dict[str, Any], store: Store
) -> None:
    done = corrected(officer, vet, dog, custody_basis="OBSERVATION")

    assert "RABIES_OBSERVATION" in holds(officer, dog)
    assert (done["redo"], stay(officer, dog)["kennel"][0]) == (["KENNEL"], "A")
    assert len(told(store, "observation.opened")) == 1


def test_a_bite_that_was_none_is_taken_off_and_its_hold_is_left_to_a_vet(
    officer: Client, vet: Client, dog: dict[str, Any]
) -> None:
    bite = {"at": clock.text(FOUND), "wound_class": "II"}
    officer.post(f"{V1}/dogs/{dog['dog_id']}/sheet", {"bite": bite})

    before = holds(officer, dog)["RABIES_OBSERVATION"]

    later = corrected(officer, vet, dog, bite=bite | {"at": clock.text(FOUND + timedelta(days=1))})
    moved = holds(officer, dog)["RABIES_OBSERVATION"]
    done = corrected(officer, vet, dog, bite=None)

    assert (later["followed"], moved - before) == (["RABIES_OBSERVATION"], timedelta(days=1))
    assert done["redo"] == ["RABIES_OBSERVATION"]
    assert "RABIES_OBSERVATION" in holds(officer, dog)
    assert officer.get(f"{V1}/dogs/{dog['dog_id']}/sheet").json()["sheet"]["bite"] is None


def test_an_observation_is_never_cut_short_by_a_correction_but_named(
    officer: Client, vet: Client, store: Store
) -> None:
    """Domain §2.3; the hold may not be ended early, so a vet ends it when its time is over."""
    new = a_dog(custody_basis="OBSERVATION", found_time=clock.text(FOUND))
    dog = officer.post(f"{V1}/dogs", new).json()

    done = corrected(officer, vet, dog, custody_basis="STRAY")

    assert "RABIES_OBSERVATION" in holds(officer, dog)
    assert set(done["redo"]) == {"KENNEL", "RABIES_OBSERVATION"}


def test_a_stay_that_is_over_is_corrected_and_nothing_else_follows(
    officer: Client, vet: Client, dog: dict[str, Any], store: Store
) -> None:
    officer.post(
        f"{V1}/stays/{dog['stay_id']}/escape", {"at": clock.text(clock.now()), "because": "清舍时脱逃"}
    )
    assert stay(officer, dog)["outcome"] == "ESCAPED"

    done = corrected(officer, vet, dog, custody_basis="SEIZED")

    assert (done["followed"], done["redo"]) == ([], [])
    assert stay(officer, dog)["custody_basis"] == "SEIZED"
    late = {"changes": {"found_time": clock.text(clock.now())}, "reason": "MISTYPED", "note": "时间有误"}
    assert officer.post(f"{V1}/dogs/{dog['dog_id']}/corrections", late).status == 422
    assert '"fields":["custody_basis"]' in corrections_told(store)[0]
