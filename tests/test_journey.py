"""The whole story of one dog, through the public doors of the real system. Read it after the README."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.client import Client
from shared.refusal import Refusal
from tests.proving import code_from
from tests.system import PASSWORD, running_system, until

NOW = datetime.now(UTC)
PROOF: dict[str, Any] = {"proof_seen": ["IDENTITY", "DOG_LICENCE"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def city(folder: Path) -> Iterator[str]:
    with running_system(folder, QINGCHENG_CODES_TO_CONSOLE="true") as url:
        yield url


@pytest.fixture(scope="module")
def log(city: str, folder: Path) -> Path:
    """What the console shows: the codes, among all else."""
    return folder / "log"


@pytest.fixture(scope="module")
def citizen(city: str) -> Client:
    return Client(city)


@pytest.fixture(scope="module")
def staff(citizen: Client) -> Client:
    return citizen.log_in("admin", PASSWORD)


def test_a_dog_is_found_tagged_vaccinated_adopted_returned_and_adopted_again(
    citizen: Client, staff: Client, log: Path
) -> None:
    # One night, a joint operation finds a yellow-white dog; that was a month ago.
    operation = staff.post(
        "/intake/v1/operations",
        {"name": "第17次联合行动", "district": "赛罕区", "started_at": NOW.isoformat(),
         "departments": [{"name": "公安", "headcount": 12}, {"name": "城管", "headcount": 18}]},
    )  # fmt: skip
    dog = staff.post(
        "/intake/v1/dogs",
        {"custody_basis": "STRAY", "found_at": {"text": "大学西路", "division": "150105"},
         "found_time": (NOW - timedelta(days=30)).isoformat(), "sex": "male", "breed": "RURAL",
         "colour": "YWW", "age_months": 24, "size": "M", "name": "豆包",
         "operation_id": operation["operation_id"]},
    )  # fmt: skip
    assert dog["kennel"] == "A01"

    # Whoever scans its tag sees who it is, and not where it lives.
    page = tag_page(citizen, dog, status="QUARANTINE")
    assert page["dog"]["name"] == "豆包"
    assert page["vaccination"]["rabies"]["status"] == "UNKNOWN"
    assert "A01" not in str(page)

    # Nobody has come for it, but without a vaccination no family gets it.
    with pytest.raises(Refusal, match="409"):
        apply_for(citizen, dog, "王芳", "13812345678", log)
    vaccinate(staff, dog)
    page = tag_page(citizen, dog, status="ADOPTABLE")
    assert page["vaccination"]["rabies"]["status"] == "VALID"

    # Two families want it; one takes it home, and its kennel is free for the next.
    application, other = (
        apply_for(citizen, dog, name, phone, log)
        for name, phone in (("王芳", "13812345678"), ("李强", "13712345678"))
    )
    staff.post(f"/adoption/v1/applications/{application}/approval", {})
    tag_page(citizen, dog, status="RESERVED")
    with pytest.raises(Refusal, match="409"):
        staff.post(f"/adoption/v1/applications/{other}/approval", {})
    staff.post(f"/adoption/v1/applications/{application}/adoption", PROOF)
    tag_page(citizen, dog, status="ADOPTED")
    assert kennel(staff, "A01")["occupied"] == 0

    # They move, and bring it back: a stay of its own, under a new number; and nobody has to wait for it.
    staff.post(f"/adoption/v1/dogs/{dog['dog_id']}/returns", {"reason": "搬家"})
    page = tag_page(citizen, dog, status="ADOPTABLE")
    assert page["dog"]["stay_no"] != dog["stay_no"]

    # The other family has not forgotten it.
    again = apply_for(citizen, dog, "李强", "13712345678", log)
    staff.post(f"/adoption/v1/applications/{again}/approval", {})
    staff.post(f"/adoption/v1/applications/{again}/adoption", PROOF)
    tag_page(citizen, dog, status="ADOPTED")
    stays = staff.get(f"/intake/v1/dogs/{dog['dog_id']}")["stays"]
    assert [stay["outcome"] for stay in stays] == ["ADOPTED", "ADOPTED"]

    # What the feed tells is this story, each service's part in its order, and names nobody.
    told = until(lambda: (events := about(staff, dog)) and "stay.opened" in map(kind, events) and events)
    assert "dog.vaccinated" in map(kind, told)
    kinds = [kind(event) for event in told]
    for earlier, later in (
        ("dog.intaken", "tag.issued"), ("tag.issued", "stay.closed"), ("stay.closed", "stay.opened"),
        ("dog.became-adoptable", "adoption.applied-for"), ("adoption.applied-for", "adoption.approved"),
        ("adoption.approved", "dog.adopted"), ("dog.adopted", "dog.returned"),
    ):  # fmt: skip
        assert kinds.index(earlier) < kinds.index(later)
    assert "王芳" not in str(told) and "13812345678" not in str(told)


def test_an_owner_finds_a_dog_and_takes_it_home(citizen: Client, staff: Client, log: Path) -> None:
    # It ran away today; a citizen brings it in.
    dog = staff.post(
        "/intake/v1/dogs",
        {"custody_basis": "STRAY", "found_at": {"text": "新华广场", "division": "150102"},
         "found_time": NOW.isoformat(), "sex": "female", "breed": "POODLE", "colour": "BR", "size": "S"},
    )  # fmt: skip
    tag_page(citizen, dog, status="QUARANTINE")

    # Its owner says that it is hers, and proves her phone; once the desk accepts it, nobody else gets it.
    until(lambda: known(staff, dog))
    asked = reclaim(citizen, dog, "赵丽", "13987654321", log)
    tag_page(citizen, dog, status="QUARANTINE")
    staff.post(f"/adoption/v1/reclaims/{asked}/acceptance", {})
    tag_page(citizen, dog, status="RECLAIM_PENDING")

    # Somebody else says that it is his. The desk gives it to the wrong one, and takes it back at the gate.
    his = reclaim(citizen, dog, "周杰", "13687654321", log)
    rival = {"others": {asked: {"becomes": "REFUSED", "reason": "没有证件"}}}
    with pytest.raises(Refusal, match="409"):
        staff.post(f"/adoption/v1/reclaims/{his}/handover", PROOF)
    wrong = staff.post(f"/adoption/v1/reclaims/{his}/handover", PROOF | rival)["handover_id"]
    tag_page(citizen, dog, status="RECLAIMED")
    staff.post(f"/adoption/v1/handovers/{wrong}/undo", {"reason": "认错人"})
    tag_page(citizen, dog, status="RECLAIM_PENDING")

    # Then it looks at her papers, and hands it over.
    rival = {"others": {his: {"becomes": "WITHDRAWN"}}}
    staff.post(f"/adoption/v1/reclaims/{asked}/handover", PROOF | rival)
    tag_page(citizen, dog, status="RECLAIMED")
    with pytest.raises(Refusal, match="409"):
        staff.post(f"/adoption/v1/reclaims/{asked}/handover", PROOF)


def test_who_wants_to_know_is_told(staff: Client) -> None:
    staff.post(
        "/notify/v1/subscriptions", {"channel": "console", "types": ["OperationOpened"], "lang": "both"}
    )

    staff.post(
        "/intake/v1/operations",
        {"name": "第18次联合行动", "district": "玉泉区", "started_at": NOW.isoformat()},
    )

    sent = until(lambda: staff.get("/notify/v1/messages", status="sent")["messages"])
    assert len(sent) == 1


def tag_page(citizen: Client, dog: dict[str, Any], status: str) -> Any:
    """The page behind the dog's tag, as soon as it shows this status."""
    seen: list[Any] = []

    def look() -> Any:
        try:
            seen[:] = [citizen.get(f"/t/{dog['tag']['code']}")]
        except Refusal as not_yet:
            seen[:] = [not_yet]
            return None
        return seen[0] if seen[0]["status"] == status else None

    return until(look, lambda: f"not {status}: {seen}")


def apply_for(citizen: Client, dog: dict[str, Any], name: str, phone: str, log: Path) -> str:
    path = f"/adoption/v1/dogs/{dog['dog_id']}/applications"
    asked = citizen.post(path, {"name": name, "phone": phone})
    return prove(citizen, "applications", asked["application_id"], asked["reference"], log)


def known(staff: Client, dog: dict[str, Any]) -> Any:
    """What adoption has heard of the dog, if it has."""
    try:
        return staff.get(f"/adoption/v1/dogs/{dog['dog_id']}")
    except Refusal:
        return None


def reclaim(citizen: Client, dog: dict[str, Any], name: str, phone: str, log: Path) -> str:
    asked = citizen.post(f"/adoption/v1/dogs/{dog['dog_id']}/reclaims", {"name": name, "phone": phone})
    return prove(citizen, "reclaims", asked["reclaim_id"], asked["reference"], log)


def prove(citizen: Client, kind: str, id: str, reference: str, log: Path) -> str:
    """Says the code that was sent to the phone, which here is the console."""
    code = code_from(log, reference)
    return str(citizen.post(f"/adoption/v1/{kind}/{id}/proof", {"code": code})["id"])


def vaccinate(staff: Client, dog: dict[str, Any]) -> None:
    staff.post(
        f"/registry/v1/dogs/{dog['dog_id']}/vaccinations",
        {"product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "20260501",
         "given_at": NOW.isoformat(), "valid_until": (NOW + timedelta(days=365)).date().isoformat(),
         "vet_licence": "A012015000123"},
    )  # fmt: skip


def kennel(staff: Client, code: str) -> Any:
    return next(one for one in staff.get("/intake/v1/kennels")["kennels"] if one["code"] == code)


def kind(event: dict[str, Any]) -> str:
    return str(event["type"]).split(".", 2)[2].removesuffix(".v1")


def about(staff: Client, dog: dict[str, Any]) -> list[dict[str, Any]]:
    return [event for event in feed(staff) if event["subject"] == dog["dog_id"]]


def feed(staff: Client) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    after = ""
    while True:
        page = staff.get("/notify/v1/events", after=after, limit=500)
        if not page["events"]:
            return told
        told, after = told + page["events"], page["next"]
