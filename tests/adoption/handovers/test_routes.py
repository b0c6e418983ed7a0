"""A dog with two claimants, on the real service: nobody's claim is lost, and a mistake is taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.adoption.applications.models import Application
from services.adoption.dogs.models import Dog
from services.adoption.handovers.models import Handover
from services.adoption.reclaims.models import Reclaim
from shared import clock
from shared.events import CustodyChanged, StayClosed
from tests.adoption.conftest import LONG_AGO, SEEN, House, intaken, vaccinated

BATER = {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹"}
SURI = {"name": "苏日娜", "phone": "13687654321", "proof": "是我的"}
WULAN = {"name": "乌兰", "phone": "13812345678"}
REFUSED = {"becomes": "REFUSED", "reason": "没有证件"}


def claimed(house: House, who: dict[str, str], dog: str = "dog") -> str:
    return house.accept(house.ask(f"/dogs/{dog}/reclaims", who))


def two_claims(house: House) -> tuple[str, str]:
    return claimed(house, BATER), claimed(house, SURI)


def statuses(house: House) -> dict[str, str]:
    rows = [*house.rows(sa.select(Reclaim)), *house.rows(sa.select(Application))]
    return {getattr(row, "reclaim_id", "") or row.application_id: row.status for row in rows}


def hand_over(house: House, reclaim: str, **others: Any) -> Any:
    return house.post(f"/reclaims/{reclaim}/handover", SEEN | {"others": others}, "adoption")


def test_a_dog_is_not_given_away_without_a_word_about_its_other_claimants(house: House, dog: str) -> None:
    first, second = two_claims(house)

    no_proof = house.post(f"/reclaims/{first}/handover", {}, "adoption")
    silent = hand_over(house, first)

    assert (no_proof.status, no_proof.json()["type"]) == (422, "/problems/NoProofSeen")
    assert (silent.status, silent.json()["type"]) == (409, "/problems/OthersClaimIt")
    assert silent.json()["others"] == [second]
    assert "苏" not in silent.text and "136" not in silent.text
    assert statuses(house) == {first: "PLAUSIBLE", second: "PLAUSIBLE"}


@pytest.mark.parametrize(
    ("fate", "became", "told"),
    [
        (REFUSED, "REFUSED", ["reclaim.refused", "dog.reclaimed"]),
        ({"becomes": "WITHDRAWN"}, "WITHDRAWN", ["reclaim.requested", "dog.reclaimed"]),
        ({"becomes": "STAYS_OPEN"}, "PLAUSIBLE", ["reclaim.requested", "dog.reclaimed"]),
    ],
)
def test_what_becomes_of_the_rival_is_said_and_on_record(
    house: House, dog: str, fate: dict[str, str], became: str, told: list[str]
) -> None:
    first, second = two_claims(house)

    answer = hand_over(house, first, **{second: fate})

    assert answer.status == 201
    assert house.told()[-2:] == told
    assert statuses(house) == {first: "RECLAIMED", second: became}
    kept = house.get(f"/handovers/{answer.json()['handover_id']}", "auditor").json()
    assert (kept["by"], kept["proof_seen"], kept["record"]) == ("adoption-1", SEEN["proof_seen"], first)
    assert [(one["id"], one["became"]) for one in kept["others"]] == [(second, became)]
    assert [one["handover_id"] for one in house.get("/handovers?dog_id=dog", "officer").json()["handovers"]]


def test_a_claim_that_stays_open_is_answered_when_the_dog_has_gone(house: House, dog: str) -> None:
    first, second = two_claims(house)
    hand_over(house, first, **{second: {"becomes": "STAYS_OPEN"}})

    late = hand_over(house, second)
    refused = house.post(f"/reclaims/{second}/refusal", {"reason": "已核实不是"}, "adoption")

    assert (late.status, late.json()["type"]) == (409, "/problems/HandedOverAlready")
    assert (late.json()["handed_over_by"], late.json()["record"]) == ("adoption-1", first)
    assert refused.status == 201
    assert [row.ours.open_reclaims for row in house.rows(sa.select(Dog))] == [0]


def test_of_two_officers_at_once_one_hands_over_and_the_other_is_told(house: House, dog: str) -> None:
    first, second = two_claims(house)
    rivals = [(first, {second: REFUSED}), (second, {first: REFUSED})]

    with ThreadPoolExecutor(2) as officers:
        answers = list(officers.map(lambda one: hand_over(house, one[0], **one[1]), rivals))

    assert sorted(answer.status for answer in answers) == [201, 409]
    loser = next(answer for answer in answers if answer.status == 409)
    assert loser.json()["type"] == "/problems/HandedOverAlready"
    assert house.told().count("dog.reclaimed") == 1
    assert sorted(statuses(house).values()) == ["RECLAIMED", "REFUSED"]


def test_a_hand_over_that_was_undone_leaves_everything_as_before(house: House, dog: str) -> None:
    application = house.ask(f"/dogs/{dog}/applications", WULAN).json()["application_id"]
    house.post(f"/applications/{application}/approval", None, "adoption")
    first, second = two_claims(house)
    before = statuses(house), house.get("/dogs/dog", "auditor").json()
    done = hand_over(house, first, **{second: REFUSED}).json()

    undone = house.post(f"/handovers/{done['handover_id']}/undo", {"reason": "认错人"}, "adoption")

    assert (undone.status, undone.json()["undone_by"]) == (201, "adoption-1")
    assert (statuses(house), house.get("/dogs/dog", "auditor").json()) == before
    assert house.told()[-2:] == ["dog.reclaimed", "handover.undone"]
    assert all(f'"{one}"' in house.journal()[-1].data for one in (first, second, application))
    assert house.get("/counts", "auditor").json()["reclaimed"] == 0


def test_after_an_undo_the_other_one_can_have_it(house: House, dog: str) -> None:
    first, second = two_claims(house)
    done = hand_over(house, first, **{second: REFUSED}).json()
    house.hears(StayClosed(dog_id=dog, stay_id="dog-stay-1", outcome="RECLAIMED", occurred_at=LONG_AGO))
    house.post(f"/handovers/{done['handover_id']}/undo", {"reason": "认错人"}, "adoption")
    pending = CustodyChanged(dog_id=dog, stay_id="dog-stay-1", status="RECLAIM_PENDING", occurred_at=LONG_AGO)
    house.hears(pending)

    again = hand_over(house, second, **{first: REFUSED})

    assert again.status == 201
    assert statuses(house) == {first: "REFUSED", second: "RECLAIMED"}
    ids = [one.handover_id for one in house.rows(sa.select(Handover))]
    assert len(set(ids)) == 2 and again.json()["handover_id"] in ids


def test_an_adoption_is_undone_too_and_does_not_count(house: House, dog: str) -> None:
    one, other = (
        house.ask(f"/dogs/{dog}/applications", WULAN | {"phone": phone}).json()["application_id"]
        for phone in ("13812345678", "13712345678")
    )
    house.post(f"/applications/{one}/approval", None, "adoption")
    done = house.post(f"/applications/{one}/adoption", {"proof_seen": ["IDENTITY"]}, "adoption").json()
    assert statuses(house) == {one: "ADOPTED", other: "CLOSED"}

    undone = house.post(f"/handovers/{done['handover_id']}/undo", {"reason": "认错人"}, "adoption")

    assert undone.status == 201
    assert statuses(house) == {one: "APPROVED", other: "PENDING"}
    assert house.get("/counts", "auditor").json()["adopted"] == 0
    steps = house.get("/dogs/dog", "auditor").json()["steps"]
    assert [step["status"] for step in steps if step["kind"] == "adoption"] == ["UNDONE"]
    assert house.post(f"/applications/{one}/adoption", SEEN, "adoption").status == 201


def test_after_five_minutes_only_a_return_brings_it_back(house: House, dog: str) -> None:
    reclaim = claimed(house, BATER)
    done = house.post(f"/reclaims/{reclaim}/handover", SEEN, "adoption").json()
    with house.service.store.write() as work:
        work.get_one(Handover, done["handover_id"]).recorded_at -= timedelta(minutes=5, seconds=1)

    late = house.post(f"/handovers/{done['handover_id']}/undo", {"reason": "认错人"}, "adoption")

    assert (late.status, "退回" in late.json()["detail"]) == (409, True)
    assert house.post(f"/dogs/{dog}/returns", {"reason": "送错"}, "adoption").status == 201


def test_a_wrong_time_can_be_undone_too_for_five_minutes(house: House, dog: str) -> None:
    an_hour_ago = {"handed_over_at": (clock.now() - timedelta(hours=1)).isoformat()}
    reclaim = claimed(house, BATER)
    done = house.post(f"/reclaims/{reclaim}/handover", SEEN | an_hour_ago, "adoption").json()

    undone = house.post(f"/handovers/{done['handover_id']}/undo", {"reason": "写错时间"}, "adoption")

    assert undone.status == 201


def test_no_dog_leaves_before_it_was_found(house: House, dog: str) -> None:
    reclaim = claimed(house, BATER)

    early = house.post(
        f"/reclaims/{reclaim}/handover", SEEN | {"handed_over_at": "2020-01-01T08:00:00+08:00"}, "adoption"
    )

    assert early.status == 422 and "发现" in early.json()["detail"]


def test_what_is_written_about_the_proof_is_sealed(house: House, dog: str) -> None:
    first = claimed(house, BATER)
    body = SEEN | {"shown_by": "DEPUTY", "proof_note": "其弟巴图 15990119880101 代领"}

    done = house.post(f"/reclaims/{first}/handover", body, "adoption").json()

    assert "巴图" not in house.get(f"/handovers/{done['handover_id']}", "auditor").text
    assert not [row for row in house.journal() if "巴图" in row.data]
    (kept,) = house.rows(sa.select(Handover))
    assert "巴图".encode() not in (kept.proof_note or b"")
    look = {"purpose": "AUDIT", "record": kept.handover_id}
    told = house.post(f"/people/{kept.person}/looks", look, "officer").json()
    assert told["wrote"] == {"proof_note": body["proof_note"]}


def test_the_same_on_postgresql(house_on_postgresql: House) -> None:
    house = house_on_postgresql
    house.hears(intaken("dog"), vaccinated("dog"))
    first, second = two_claims(house)
    done = hand_over(house, first, **{second: REFUSED}).json()

    assert house.post(f"/handovers/{done['handover_id']}/undo", {"reason": "x"}, "adoption").status == 201
    assert statuses(house) == {first: "PLAUSIBLE", second: "PLAUSIBLE"}
