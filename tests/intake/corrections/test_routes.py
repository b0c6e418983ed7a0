"""The doors of corrections, on a real store and a real Redis."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.corrections import record as written
from services.intake.corrections.models import Correction
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import Client

V1 = "/intake/v1"
WRONG: dict[str, Any] = {"changes": {"breed": "MIX"}, "reason": "EXAMINED", "note": "复查，不是田园犬"}


@pytest.fixture
def staff(running: Client, token: Callable[[str], str]) -> dict[str, Client]:
    return {
        role: running.signed_in(token(role)) for role in ("officer", "keeper", "vet", "auditor", "adoption")
    }


@pytest.fixture
def dog(staff: dict[str, Client]) -> str:
    return str(staff["officer"].post(f"{V1}/dogs", a_dog(name="豆包")).json()["dog_id"])


def asked(staff: dict[str, Client], dog: str, **changes: Any) -> dict[str, Any]:
    body = WRONG | {"changes": changes or WRONG["changes"]}
    answer = staff["keeper"].post(f"{V1}/dogs/{dog}/corrections", body)
    assert answer.status == 201, answer.text
    return dict(answer.json())


def told(store: Store) -> list[Any]:
    with store.read() as work:
        corrected = journal.c.type == "cn.qingcheng.intake.corrected.v1"
        return list(work.connection().scalars(sa.select(journal.c.data).where(corrected)))


def test_one_asks_another_confirms_and_the_old_is_kept(
    staff: dict[str, Client], dog: str, store: Store
) -> None:
    before = staff["officer"].get(f"{V1}/dogs/{dog}/corrections").json()
    correction = asked(staff, dog, breed="MIX", age_months=60, found_text="大学东路")
    assert staff["officer"].get(f"{V1}/dogs/{dog}").json()["breed"] == "RURAL"
    assert told(store) == []

    confirmed = staff["officer"].post(f"{V1}/corrections/{correction['id']}/confirmation").json()

    shown = staff["officer"].get(f"{V1}/dogs/{dog}").json()
    assert (shown["breed"], shown["age_months"], shown["stays"][0]["found_text"]) == ("MIX", 60, "大学东路")
    (kept,) = shown["corrections"]
    assert kept["old"] == {"breed": "RURAL", "age_months": 24, "found_text": "大学西路"}
    assert (kept["asked_by"], kept["decided_by"]) == ("one keeper", "one officer")
    assert kept["old_hash"] == before["hash"] == written.hash_of(before["record"])
    assert confirmed["new_hash"] == staff["auditor"].get(f"{V1}/dogs/{dog}/corrections").json()["hash"]
    (said,) = told(store)
    assert before["hash"] in said
    assert "复查" not in said


def test_who_asked_cannot_confirm(staff: dict[str, Client], dog: str, store: Store) -> None:
    correction = staff["officer"].post(f"{V1}/dogs/{dog}/corrections", WRONG).json()["id"]

    answer = staff["officer"].post(f"{V1}/corrections/{correction}/confirmation")

    assert (answer.status, answer.json()["type"]) == (409, "/problems/SamePersonTwice")
    assert told(store) == []
    assert staff["vet"].post(f"{V1}/corrections/{correction}/confirmation").status == 201


def test_a_second_correction_builds_on_the_first(staff: dict[str, Client], dog: str) -> None:
    first = asked(staff, dog, breed="MIX")
    assert staff["vet"].post(f"{V1}/dogs/{dog}/corrections", WRONG).status == 409
    one = staff["officer"].post(f"{V1}/corrections/{first['id']}/confirmation").json()

    second = asked(staff, dog, breed="HUSKY")
    staff["officer"].post(f"{V1}/corrections/{second['id']}/confirmation")

    assert second["old_hash"] == one["new_hash"]
    history = staff["officer"].get(f"{V1}/dogs/{dog}/corrections").json()["corrections"]
    assert [(was["old"], was["new"]) for was in history] == [
        ({"breed": "MIX"}, {"breed": "HUSKY"}),
        ({"breed": "RURAL"}, {"breed": "MIX"}),
    ]


def test_a_refused_correction_changes_nothing(staff: dict[str, Client], dog: str, store: Store) -> None:
    correction = asked(staff, dog)["id"]
    why = {"because": "照片上是田园犬"}
    assert staff["vet"].post(f"{V1}/corrections/{correction}/refusal", why).status == 201

    assert staff["officer"].post(f"{V1}/corrections/{correction}/confirmation").status == 409
    assert staff["officer"].get(f"{V1}/dogs/{dog}").json()["breed"] == "RURAL"
    assert (
        staff["officer"].get(f"{V1}/corrections?state=REFUSED").json()["corrections"][0]["id"] == correction
    )
    assert told(store) == []


def test_a_dog_of_another_sex_is_other_company(staff: dict[str, Client], dog: str) -> None:
    staff["officer"].post(f"{V1}/dogs", a_dog())
    kennel = staff["officer"].get(f"{V1}/dogs/{dog}").json()["stays"][0]["kennel"]
    correction = asked(staff, dog, sex="female")["id"]

    staff["officer"].post(f"{V1}/corrections/{correction}/confirmation")

    assert staff["officer"].get(f"{V1}/kennels/{kennel}").json()["company"] == "mixed"


def test_what_was_corrected_is_found_by_its_new_name(staff: dict[str, Client], dog: str) -> None:
    correction = asked(staff, dog, name="阿黄")["id"]
    staff["officer"].post(f"{V1}/corrections/{correction}/confirmation")

    def found(q: str) -> list[str]:
        return [one["dog_id"] for one in staff["officer"].get(f"{V1}/dogs?q={q}").json()["dogs"]]

    assert found("%E9%98%BF%E9%BB%84") == [dog]
    assert found("%E8%B1%86%E5%8C%85") == []


def test_what_waits_is_listed_until_it_is_decided(staff: dict[str, Client], dog: str) -> None:
    correction = asked(staff, dog)["id"]
    assert [one["id"] for one in staff["auditor"].get(f"{V1}/corrections").json()["corrections"]] == [
        correction
    ]

    staff["officer"].post(f"{V1}/corrections/{correction}/confirmation")

    assert staff["auditor"].get(f"{V1}/corrections").json() == {"corrections": []}


def test_a_double_tap_asks_once(staff: dict[str, Client], dog: str) -> None:
    answers = [
        staff["keeper"].post(f"{V1}/dogs/{dog}/corrections", WRONG, Idempotency_Key="1") for _ in range(2)
    ]

    assert [answer.status for answer in answers] == [201, 201]
    assert len(staff["officer"].get(f"{V1}/corrections").json()["corrections"]) == 1


def test_no_time_before_the_first_law_is_asked_for(staff: dict[str, Client], dog: str) -> None:
    body = WRONG | {"changes": {"found_time": "2004-07-13T23:41:00+08:00"}}

    refused = staff["keeper"].post(f"{V1}/dogs/{dog}/corrections", body)

    assert refused.status == 422
    (why,) = refused.json()["errors"]
    assert why["pointer"] == "#/changes/found_time"
    assert "2004-07-13T23:41:00+08:00 太早：最早可写 2005-09-01。" in why["detail"]


def test_what_was_asked_before_it_was_refused_is_refused_when_it_is_confirmed(
    staff: dict[str, Client], dog: str, store: Store
) -> None:
    correction = asked(staff, dog, found_time="2026-07-12T23:41:00+08:00")
    with store.write() as work:
        old = work.get_one(Correction, correction["id"])
        old.new = {"found_time": "2004-07-12T15:41:00.000000Z"}

    refused = staff["officer"].post(f"{V1}/corrections/{correction['id']}/confirmation")

    assert (refused.status, "最早可写 2005-09-01" in refused.json()["detail"]) == (422, True)
    assert staff["officer"].post(f"{V1}/dogs", a_dog()).status == 201
