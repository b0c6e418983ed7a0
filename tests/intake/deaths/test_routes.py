"""The doors of death, on a real store and a real Redis."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from shared import clock
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import Client

V1 = "/intake/v1"
SIGNS = {"vet_name": "哈斯", "vet_licence": "A012026001"}
WHY = {"ground": "INCURABLE", "why": "脊柱断裂，无法救治"} | SIGNS
DIED = {"kind": "DIED", "cause": "犬瘟热"} | SIGNS
DRUG = {"drug": "戊巴比妥钠", "batch_no": "P-77", "dose": "12 ml", "register_no": "G-2026-031"}
CARRIER = {"carrier": "环卫一队", "vehicle": "蒙A·12345", "plant": "病死畜禽处理中心"}


@pytest.fixture
def staff(running: Client, token: Callable[[str], str]) -> dict[str, Client]:
    return {
        role: running.signed_in(token(role))
        for role in ("officer", "keeper", "vet", "legal", "auditor", "adoption")
    }


def came_in(staff: dict[str, Client], **changed: Any) -> dict[str, Any]:
    return dict(staff["officer"].post(f"{V1}/dogs", a_dog(**changed)).json())


def died(staff: dict[str, Client], **changed: Any) -> str:
    dog = str(came_in(staff)["dog_id"])
    answer = staff["vet"].post(f"{V1}/dogs/{dog}/death", DIED | changed)
    assert answer.status == 201, answer.text
    return dog


def stored(staff: dict[str, Client], seal: str) -> str:
    dog = died(staff)
    bag = {"bag_no": f"B-{seal}", "seal_no": seal, "weight_kg": 18.5}
    assert staff["keeper"].post(f"{V1}/dogs/{dog}/carcass", bag).status == 201
    return dog


def told(store: Store, dog: str) -> list[str]:
    with store.read() as work:
        types = sa.select(journal.c.type).where(journal.c.subject == dog)
        found = work.connection().scalars(types.order_by(journal.c.stream, journal.c.sequence))
        return [one.removeprefix("cn.qingcheng.").removesuffix(".v1") for one in found]


def test_a_death_ends_the_stay_frees_the_kennel_and_withdraws_the_tag(
    staff: dict[str, Client], store: Store
) -> None:
    dog = came_in(staff)

    answer = staff["vet"].post(f"{V1}/dogs/{dog['dog_id']}/death", DIED)

    shown = staff["officer"].get(f"{V1}/dogs/{dog['dog_id']}").json()
    tag = staff["officer"].get(f"{V1}/tags/{dog['tag']['code']}").json()
    kennels = staff["officer"].get(f"{V1}/kennels").json()["kennels"]
    assert (answer.status, answer.json()["recorded_by"]) == (201, "one vet")
    assert (shown["stays"][0]["outcome"], shown["tag"]["status"]) == ("DECEASED", "WITHDRAWN")
    assert [(one["status"], one["by"], one["why"]) for one in tag["history"]] == [
        ("WITHDRAWN", "one vet", "DECEASED")
    ]
    assert sum(kennel["occupied"] for kennel in kennels) == 0
    assert told(store, dog["dog_id"])[-3:] == ["dog.died", "stay.closed", "tag.withdrawn"]
    assert staff["officer"].get(f"{V1}/counts").json()["died"] == 1


def test_euthanasia_takes_a_vet_an_officer_and_a_register(staff: dict[str, Client], store: Store) -> None:
    dog = came_in(staff)["dog_id"]
    death = {"kind": "EUTHANASIA", "cause": "脊柱断裂"} | SIGNS | DRUG
    assert staff["vet"].post(f"{V1}/dogs/{dog}/death", death).status == 409
    proposal = staff["vet"].post(f"{V1}/dogs/{dog}/euthanasia", WHY).json()["id"]
    assert staff["vet"].post(f"{V1}/euthanasia/{proposal}/approval").status == 403
    assert staff["legal"].post(f"{V1}/euthanasia/{proposal}/approval").status == 403
    assert staff["vet"].post(f"{V1}/dogs/{dog}/death", death).status == 409

    waiting = staff["officer"].get(f"{V1}/euthanasia").json()["proposals"]
    approved = staff["officer"].post(f"{V1}/euthanasia/{proposal}/approval").json()
    answer = staff["vet"].post(f"{V1}/dogs/{dog}/death", death)

    assert [one["id"] for one in waiting] == [proposal]
    assert (approved["approved"], approved["decided_by"]) == (True, "one officer")
    assert (answer.status, answer.json()["euthanasia_id"]) == (201, proposal)
    assert {"euthanasia.approved", "dog.died"} <= set(told(store, dog))
    with store.read() as work:
        stream = work.connection().scalar(
            sa.select(journal.c.stream).where(journal.c.type == "cn.qingcheng.euthanasia.approved.v1")
        )
    assert stream == "qingcheng:intake:restricted"


def test_one_person_with_every_role_is_still_one_person(admin: Client) -> None:
    dog = admin.post(f"{V1}/dogs", a_dog()).json()["dog_id"]
    proposal = admin.post(f"{V1}/dogs/{dog}/euthanasia", WHY).json()["id"]

    answer = admin.post(f"{V1}/euthanasia/{proposal}/approval")

    assert (answer.status, answer.json()["type"]) == (409, "/problems/SamePersonTwice")


def test_a_refused_proposal_lets_the_dog_live_and_be_proposed_again(staff: dict[str, Client]) -> None:
    dog = came_in(staff)["dog_id"]
    proposal = staff["vet"].post(f"{V1}/dogs/{dog}/euthanasia", WHY).json()["id"]
    assert staff["vet"].post(f"{V1}/dogs/{dog}/euthanasia", WHY).status == 409

    refused = staff["officer"].post(f"{V1}/euthanasia/{proposal}/refusal", {"because": "可以救治"})

    assert (refused.status, refused.json()["approved"]) == (201, False)
    assert staff["vet"].post(f"{V1}/dogs/{dog}/euthanasia", WHY).status == 201
    assert staff["officer"].get(f"{V1}/dogs/{dog}").json()["stays"][0]["outcome"] is None


def test_an_approval_is_taken_back_by_either_of_the_two_and_the_dog_lives(
    staff: dict[str, Client], token: Callable[[str], str], store: Store
) -> None:
    dog = came_in(staff)["dog_id"]
    death = {"kind": "EUTHANASIA", "cause": "脊柱断裂"} | SIGNS | DRUG
    why, withdrawals = {"because": "复查后有救治希望"}, []
    for who in ("vet", "officer"):
        one = f"{V1}/euthanasia/{staff['vet'].post(f'{V1}/dogs/{dog}/euthanasia', WHY).json()['id']}"
        assert staff[who].post(f"{one}/withdrawal", why).status == 409  # nobody has approved it
        staff["officer"].post(f"{one}/approval")
        assert staff["legal"].post(f"{one}/withdrawal", why).status == 403  # neither of the two
        assert staff[who].post(f"{one}/withdrawal", {}).status == 422
        withdrawals.append(staff[who].post(f"{one}/withdrawal", why))

    assert [answer.json()["withdrawn_by"] for answer in withdrawals] == ["one vet", "one officer"]
    assert staff["vet"].post(f"{V1}/dogs/{dog}/death", death).status == 409
    assert staff["officer"].get(f"{V1}/dogs/{dog}").json()["stays"][0]["outcome"] is None
    assert told(store, dog).count("euthanasia.withdrawn") == 2
    with store.read() as work:
        stream = sa.select(journal.c.stream).where(journal.c.type == "cn.qingcheng.euthanasia.withdrawn.v1")
        assert set(work.connection().scalars(stream)) == {"qingcheng:intake:restricted"}


def test_what_is_done_is_not_withdrawn(staff: dict[str, Client]) -> None:
    dog = came_in(staff)["dog_id"]
    one = f"{V1}/euthanasia/{staff['vet'].post(f'{V1}/dogs/{dog}/euthanasia', WHY).json()['id']}"
    staff["officer"].post(f"{one}/approval")
    done = {"kind": "EUTHANASIA", "cause": "脊柱断裂"} | SIGNS | DRUG
    assert staff["vet"].post(f"{V1}/dogs/{dog}/death", done).status == 201

    assert staff["vet"].post(f"{one}/withdrawal", {"because": "后悔了"}).status == 409


def test_a_dog_that_died_is_not_approved_any_more(staff: dict[str, Client]) -> None:
    dog = came_in(staff)["dog_id"]
    proposal = staff["vet"].post(f"{V1}/dogs/{dog}/euthanasia", WHY).json()["id"]
    staff["vet"].post(f"{V1}/dogs/{dog}/death", DIED)

    assert staff["officer"].post(f"{V1}/euthanasia/{proposal}/approval").status == 409
    assert staff["officer"].get(f"{V1}/euthanasia").json()["proposals"] == []


def test_a_dog_dead_on_arrival_has_a_record_too(staff: dict[str, Client]) -> None:
    dog = died(staff, kind="DOA", cause="车祸")

    shown = staff["keeper"].get(f"{V1}/dogs/{dog}/death").json()

    assert (shown["death"]["kind"], shown["carcass"], shown["disposal"]) == ("DOA", None, None)


def test_from_the_kennel_to_the_plant(staff: dict[str, Client], store: Store) -> None:
    dogs = [stored(staff, f"S{n}") for n in range(2)]
    assert [one["dog_id"] for one in staff["keeper"].get(f"{V1}/cold-store").json()["carcasses"]] == dogs

    left = staff["keeper"].post(f"{V1}/disposals", CARRIER | {"dogs": dogs}).json()
    receipt = {"receipt_no": "WHH-93", "method": "INCINERATION"}
    path = f"{V1}/disposals/{left['disposal_id']}/receipt"
    assert (left["carcasses"], left["weight_kg"]) == (2, 37.0)
    assert staff["keeper"].post(path, receipt).status == 409
    assert staff["officer"].post(path, receipt).json()["carcasses"] == 2

    shown = staff["officer"].get(f"{V1}/dogs/{dogs[0]}/death").json()["disposal"]
    assert (shown["handed_by"], shown["signed_by"]) == ("one keeper", "one officer")
    assert told(store, dogs[0])[-2:] == ["carcass.stored", "carcass.disposed"]
    stay = staff["officer"].get(f"{V1}/dogs/{dogs[0]}").json()["stays"][0]
    assert (stay["outcome"], stay["status"]) == ("DECEASED", "DISPOSED")
    (gone,) = staff["auditor"].get(f"{V1}/disposals").json()["disposals"]
    assert (gone["carcasses"], gone["weight_kg"], gone["receipt_no"]) == (2, 37.0, "WHH-93")


def test_a_collection_is_all_or_nothing(staff: dict[str, Client]) -> None:
    here, elsewhere = stored(staff, "S1"), died(staff)

    answer = staff["keeper"].post(f"{V1}/disposals", CARRIER | {"dogs": [here, elsewhere]})

    assert (answer.status, answer.json()["type"]) == (409, "/problems/NotInStore")
    assert len(staff["keeper"].get(f"{V1}/cold-store").json()["carcasses"]) == 1
    assert staff["keeper"].get(f"{V1}/disposals").json() == {"disposals": []}


def test_a_seal_and_a_receipt_are_used_once(staff: dict[str, Client]) -> None:
    first, second = stored(staff, "S1"), died(staff)
    bag = {"bag_no": "B2", "seal_no": "S1", "weight_kg": 2}
    assert staff["keeper"].post(f"{V1}/dogs/{second}/carcass", bag).json()["type"] == "/problems/SealUsed"
    assert staff["keeper"].post(f"{V1}/dogs/{second}/carcass", bag | {"seal_no": "S2"}).status == 201
    receipt = {"receipt_no": "R1", "method": "RENDERING"}
    for dog, status in ((first, 201), (second, 409)):
        left = staff["keeper"].post(f"{V1}/disposals", CARRIER | {"dogs": [dog]}).json()["disposal_id"]
        assert staff["vet"].post(f"{V1}/disposals/{left}/receipt", receipt).status == status


def test_the_balance_names_what_is_missing(staff: dict[str, Client], store: Store) -> None:
    unsealed, in_store, on_the_way, gone = died(staff), *(stored(staff, f"S{n}") for n in range(3))
    for dog in (on_the_way, gone):
        left = staff["keeper"].post(f"{V1}/disposals", CARRIER | {"dogs": [dog]}).json()["disposal_id"]
    receipt = {"receipt_no": "R1", "method": "HIGH_TEMPERATURE"}
    staff["officer"].post(f"{V1}/disposals/{left}/receipt", receipt)
    unrecorded = came_in(staff)["dog_id"]
    with store.write() as work:
        gone_now = {"at": clock.now().replace(tzinfo=None).isoformat(sep=" "), "dog": unrecorded}
        work.connection().execute(
            sa.text("UPDATE dog SET gone_at=:at, gone_by='DECEASED' WHERE id=:dog"), gone_now
        )
    assert in_store

    told = staff["auditor"].get(f"{V1}/deaths/balance").json()

    assert (told["deaths"], told["disposed"], told["in_cold_store"], told["balanced"]) == (5, 1, 1, False)
    assert told["missing"] == {"NO_RECORD": 1, "NOT_STORED": 1, "ON_THE_WAY": 1}
    assert {one["dog_id"]: one["why"] for one in told["missing_dogs"]} == {
        unrecorded: "NO_RECORD",
        unsealed: "NOT_STORED",
        on_the_way: "ON_THE_WAY",
    }


def test_nothing_missing_is_balanced_and_other_days_are_not_counted(staff: dict[str, Client]) -> None:
    stored(staff, "S1")
    now = clock.now().astimezone(clock.CITY).date()

    today = staff["officer"].get(f"{V1}/deaths/balance?since={now}&until={now}").json()
    before = (
        staff["officer"].get(f"{V1}/deaths/balance?since=2020-01-01&until={now - timedelta(days=1)}").json()
    )

    assert (today["deaths"], today["in_cold_store"], today["balanced"]) == (1, 1, True)
    assert (before["deaths"], before["balanced"], before["missing_dogs"]) == (0, True, [])
    assert staff["officer"].get(f"{V1}/deaths/balance?since=2026-02-01&until=2026-01-01").status == 422


def test_two_at_once_dispose_of_one_carcass_once(staff: dict[str, Client]) -> None:
    dog = stored(staff, "S1")
    with ThreadPoolExecutor(4) as people:
        answers = people.map(
            lambda _: staff["keeper"].post(f"{V1}/disposals", CARRIER | {"dogs": [dog]}).status, range(4)
        )

    assert sorted(answers) == [201, 409, 409, 409]


def test_a_double_tap_records_one_death(staff: dict[str, Client], store: Store) -> None:
    dog = came_in(staff)["dog_id"]

    answers = [staff["vet"].post(f"{V1}/dogs/{dog}/death", DIED, Idempotency_Key="1") for _ in range(2)]

    assert [answer.status for answer in answers] == [201, 201]
    assert told(store, dog).count("dog.died") == 1
    assert staff["vet"].post(f"{V1}/dogs/{dog}/death", DIED).status == 409
