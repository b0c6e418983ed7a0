"""The intake sheet at the doors, on a real store."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from services.intake.sheet.models import SheetEntry, Victim
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.intake.photos.pictures import photo
from tests.intake.photos.test_routes import send
from tests.intake.sheet.test_rules import BITE, FILLED, TWO
from tests.servers import Answer, Client

HER = {"name": "其其格", "phone": "13812345678", "note": "在市一院接诊"}


@pytest.fixture
def dog(officer: Client) -> str:
    return str(officer.post("/intake/v1/dogs", a_dog()).json()["dog_id"])


def write(client: Client, dog: str, **said: Any) -> Answer:
    return client.post(f"/intake/v1/dogs/{dog}/sheet", said)


def read(client: Client, dog: str) -> Any:
    return client.get(f"/intake/v1/dogs/{dog}/sheet").json()


def told(store: Store, kind: str) -> list[dict[str, Any]]:
    with store.read() as work:
        rows = work.connection().execute(
            sa.select(journal.c.data).where(journal.c.type == f"cn.qingcheng.{kind}.v1").order_by("sequence")
        )
        return [json.loads(data) for (data,) in rows]


def test_a_sheet_begins_empty_and_says_what_it_wants(officer: Client, dog: str) -> None:
    sheet = read(officer, dog)

    assert (sheet["number"], sheet["sha256"], sheet["complete"], sheet["entries"]) == (0, None, False, [])
    assert sheet["missing"] == [
        "source", "method", "condition", "body_score", "wounds", "temperament", "chip_scan", "items",
    ]  # fmt: skip
    assert sheet["missing_views"] == ["front", "left", "right"]
    assert sheet["found_at"] == {"text": "大学西路", "division": "150105"}


def test_a_sheet_is_complete_with_three_photos_and_not_before(officer: Client, dog: str) -> None:
    written = write(officer, dog, **FILLED)
    assert (written.status, written.json()["missing"], written.json()["complete"]) == (201, [], False)

    for number, view in enumerate(("front", "left", "right")):
        assert read(officer, dog)["complete"] is False
        send(officer, dog, photo(width=97 + number), view)

    assert read(officer, dog)["complete"] is True


def test_the_desk_can_send_the_sheet_with_the_dog(officer: Client, store: Store) -> None:
    answer = officer.post("/intake/v1/dogs", a_dog(sheet=FILLED | {"position": {"lat": 40.8, "lon": 111.7}}))

    sheet = read(officer, answer.json()["dog_id"])
    assert answer.status == 201
    assert set(answer.json()) == {
        "dog_id", "stay_id", "stay_no", "status", "kennel", "claim_until", "tag",
    }  # fmt: skip
    assert (sheet["missing"], sheet["number"]) == ([], 1)
    assert sheet["sheet"]["position"] == {"lat": 40.8, "lon": 111.7, "accuracy_m": None, "datum": "WGS-84"}
    assert [event["number"] for event in told(store, "sheet.written")] == [1]


def test_a_dog_whose_sheet_cannot_be_is_not_taken_in(officer: Client) -> None:
    before = officer.get("/intake/v1/counts").json()["dogs"]

    answer = officer.post("/intake/v1/dogs", a_dog(sheet={"chip_scan": {"scanned": True, "number": "12"}}))

    assert answer.status == 422
    assert "scan again" in answer.json()["detail"]
    assert officer.get("/intake/v1/counts").json()["dogs"] == before


def test_every_entry_is_kept_and_replacing_takes_a_reason_and_a_second_person(
    officer: Client, running: Client, token: Callable[[str], str], dog: str, store: Store
) -> None:
    """Domain §2.7: the two-person rule on a correction of the record."""
    write(officer, dog, body_score=3, condition="POOR")
    refused = write(officer, dog, body_score=4)
    asked = write(officer, dog, body_score=4, gait="LAME", because="重新看过").json()
    assert read(officer, dog)["sheet"]["body_score"] == 3
    assert read(officer, dog)["sheet"]["gait"] == "LAME"
    path = f"/intake/v1/corrections/{asked['waits']}/confirmation"
    assert officer.post(path).status == 409
    assert running.signed_in(token("vet")).post(path).status == 201

    entries = read(officer, dog)["entries"]
    with store.read() as work:
        kept = [entry.sheet["body_score"] for entry in work.exec(select(SheetEntry)).all()]
    assert (refused.status, refused.json()["replaced"]) == (409, ["body_score"])
    assert [(e["number"], e["by"], e["because"], e["confirmed_by"]) for e in entries] == [
        (1, "one officer", "", ""),
        (2, "one officer", "", ""),
        (3, "one officer", "重新看过", "one vet"),
    ]
    assert sorted(kept) == [3, 3, 4]
    assert [event["sha256"] for event in told(store, "sheet.written")] == [e["sha256"] for e in entries]


def test_the_same_again_is_no_new_entry(officer: Client, dog: str, store: Store) -> None:
    for _ in range(2):
        assert write(officer, dog, **FILLED).json()["number"] == 1

    assert len(told(store, "sheet.written")) == 1


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("156 000123456789", "156000123456789"),
        ("3D9.1C2C6E5F94", "985121004515220"),
        ("05D94D1904210001", "528140000795552"),
        ("0A11675477", "0A11675477"),
    ],
)
def test_a_chip_is_read_onto_the_dog(
    officer: Client, dog: str, store: Store, shown: str, number: str
) -> None:
    answer = write(officer, dog, chip_scan={"scanned": True, "number": shown, "reader": "R-02"})

    assert answer.status == 201
    assert officer.get(f"/intake/v1/dogs/{dog}").json()["chip"] == number
    assert read(officer, dog)["chip"] == number
    assert [event["chip"] for event in told(store, "chip.read")] == [number]


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ("156274877906944", "38 bits"),
        ("15cd5b0700270080e3f6", "check digits"),
        ("999000123456789", "tests only"),
        ("15600012345678", "14 characters"),
    ],
)
def test_an_impossible_chip_is_refused_with_the_reason(
    officer: Client, dog: str, store: Store, shown: str, why: str
) -> None:
    answer = write(officer, dog, chip_scan={"scanned": True, "number": shown})

    assert answer.status == 422
    assert why in answer.json()["detail"]
    assert read(officer, dog)["number"] == 0


def test_two_dogs_with_one_chip_point_at_each_other(officer: Client, dog: str) -> None:
    other = officer.post("/intake/v1/dogs", a_dog(chip="156000123456789")).json()["dog_id"]

    assert write(officer, dog, chip_scan={"scanned": True, "number": "156000123456789"}).status == 201
    assert (read(officer, dog)["same_chip"], read(officer, other)["same_chip"]) == ([other], [dog])


def test_a_bite_opens_an_observation_counted_from_the_bite(officer: Client, dog: str, store: Store) -> None:
    write(officer, dog, bite=BITE)
    assert write(officer, dog, bite=BITE | {"hospital_told": True}).json()["waits"] is None

    (opened,) = told(store, "observation.opened")
    assert (opened["dog_id"], opened["until"]) == (dog, "2026-07-22T02:00:00Z")


@pytest.mark.parametrize("basis", ["STRAY", "OBSERVATION"])
def test_a_dog_that_comes_with_a_bite_lives_alone_and_is_observed_once(
    officer: Client, store: Store, basis: str
) -> None:
    new = officer.post("/intake/v1/dogs", a_dog(custody_basis=basis, sheet={"bite": BITE})).json()

    (opened,) = told(store, "observation.opened")
    assert new["kennel"].startswith("E")
    assert opened["until"] == "2026-07-22T02:00:00Z"


def test_who_was_bitten_is_sealed_and_in_no_event(officer: Client, dog: str, store: Store) -> None:
    write(officer, dog, bite=BITE)
    kept = officer.post(f"/intake/v1/dogs/{dog}/sheet/victims", HER, Idempotency_Key="v")
    again = officer.post(f"/intake/v1/dogs/{dog}/sheet/victims", HER, Idempotency_Key="v")

    with store.read() as work:
        (row,) = work.exec(select(Victim)).all()
        everything = str(work.connection().execute(sa.select(journal)).all())
        answers = str(work.connection().execute(sa.text("select answer from idempotency")).all())
    assert (kept.status, kept.text) == (201, again.text)
    assert read(officer, dog)["victims"] == [row.id] == [kept.json()["victim"]]
    for told_ in HER.values():
        assert told_.encode() not in row.name + (row.phone or b"") + (row.note or b"")
        assert told_ not in everything + answers + json.dumps(read(officer, dog), ensure_ascii=False)


def test_a_victim_is_opened_for_a_purpose_and_the_look_is_kept(
    officer: Client, dog: str, store: Store, running: Client, token: Callable[[str], str]
) -> None:
    write(officer, dog, bite=BITE)
    victim = officer.post(f"/intake/v1/dogs/{dog}/sheet/victims", HER).json()["victim"]
    looks = f"/intake/v1/victims/{victim}/looks"
    vet = running.signed_in(token("vet"))

    opened = vet.post(looks, {"purpose": "CONTACT", "note": "告知接诊医院"}, Idempotency_Key="k")
    silent, vague = vet.post(looks, {}), vet.post(looks, {"purpose": "OTHER"})
    unknown = vet.post("/intake/v1/victims/none/looks", {"purpose": "CONTACT", "note": "告知接诊医院"})

    with store.read() as work:
        answers = str(work.connection().execute(sa.text("select answer from idempotency")).all())
    assert opened.json() == {"victim": victim} | HER
    assert (silent.status, vague.status, unknown.status) == (422, 422, 404)
    (kept,) = running.signed_in(token("auditor")).get("/intake/v1/victims/looks").json()["looks"]
    assert (kept["victim"], kept["who"], kept["purpose"], kept["note"]) == (
        victim, "one vet", "CONTACT", "告知接诊医院",
    )  # fmt: skip
    assert HER["name"] not in answers


def test_nobody_was_bitten_by_a_dog_that_did_not_bite(officer: Client, dog: str) -> None:
    answer = officer.post(f"/intake/v1/dogs/{dog}/sheet/victims", HER)

    assert answer.status == 409
    assert "Write the bite" in answer.json()["detail"]


def test_a_seized_dog_wants_two_officers_a_case_and_another_keeper(officer: Client) -> None:
    dog = officer.post("/intake/v1/dogs", a_dog(custody_basis="SEIZED")).json()["dog_id"]

    assert set(write(officer, dog, **FILLED).json()["missing"]) == {"case_no", "officers", "received_by"}
    assert write(officer, dog, officers=TWO, received_by="李强").status == 422
    filled = write(officer, dog, officers=TWO, received_by="其木格", case_no="呼公行扣字〔2026〕12号")
    assert filled.json()["missing"] == []


MAY = {
    "officer": (200, 201, 201), "keeper": (200, 201, 403), "vet": (200, 201, 403), "admin": (200, 201, 201),
    "auditor": (200, 403, 403), "adoption": (403, 403, 403),
}  # fmt: skip


@pytest.mark.parametrize("role", MAY)
def test_who_may_do_what(
    officer: Client, running: Client, token: Callable[[str], str], dog: str, role: str
) -> None:
    write(officer, dog, bite=BITE)
    someone = running.signed_in(token(role))

    done = (
        someone.get(f"/intake/v1/dogs/{dog}/sheet").status,
        write(someone, dog, condition="GOOD").status,
        someone.post(f"/intake/v1/dogs/{dog}/sheet/victims", HER).status,
    )

    assert done == MAY[role]


def test_only_officers_and_vets_open_a_victim(
    officer: Client, running: Client, token: Callable[[str], str], dog: str
) -> None:
    write(officer, dog, bite=BITE)
    victim = officer.post(f"/intake/v1/dogs/{dog}/sheet/victims", HER).json()["victim"]
    roles = ("officer", "vet", "admin", "keeper", "auditor", "adoption")

    looks = [
        running.signed_in(token(role)).post(f"/intake/v1/victims/{victim}/looks", {"purpose": "CASE"}).status
        for role in roles
    ]

    assert looks == [201, 201, 201, 403, 403, 403]
    assert running.post(f"/intake/v1/victims/{victim}/looks", {"purpose": "CASE"}).status == 401
    assert running.get(f"/intake/v1/dogs/{dog}/sheet").status == 401
    assert officer.get("/intake/v1/dogs/none/sheet").status == 404
