"""Two dogs from the street to a home, over HTTP alone."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.client import Client

pytestmark = pytest.mark.e2e
PROOF = {"proof_seen": ["IDENTITY", "DOG_LICENCE"]}
LONG_AGO = 30  # days: its claim window is over, also where holidays have moved its end


def eventually(look: Callable[[], Any], is_so: Callable[[Any], bool], seconds: float = 20) -> Any:
    """What `look` sees as soon as it is so; events take a moment to arrive everywhere."""
    end = time.monotonic() + seconds
    while True:
        try:
            seen: Any = look()
        except Exception as error:  # not there yet
            seen = error
        if not isinstance(seen, Exception) and is_so(seen):
            return seen
        if time.monotonic() > end:
            pytest.fail(f"still not so after {seconds} s: {seen!r}")
        time.sleep(0.1)


def found(days_ago: int, operation_id: str) -> dict[str, Any]:
    """A stray dog, found that many days ago."""
    moment = datetime.now(UTC) - timedelta(days=days_ago, minutes=5)
    return {
        "custody_basis": "STRAY",
        "found_at": {"text": "大学西路与兴安南路路口", "division": "150105"},
        "found_time": moment.isoformat(),
        "sex": "female",
        "breed": "RURAL",
        "colour": "YWW",
        "age_months": 24,
        "size": "M",
        "operation_id": operation_id,
    }


def vaccination() -> dict[str, Any]:
    today = datetime.now(UTC)
    return {
        "product": "狂犬病灭活疫苗",
        "manufacturer": "示例生物",
        "batch_no": "20260501",
        "given_at": today.isoformat(),
        "valid_until": (today + timedelta(days=365)).date().isoformat(),
        "vet_licence": "A012015000123",
    }


@pytest.fixture(scope="module")
def operation_id(staff: Client) -> str:
    opened = staff.post(
        "/intake/v1/operations",
        {
            "name": "联合行动（测试）",
            "district": "150105",
            "started_at": datetime.now(UTC).isoformat(),
            "departments": [{"name": "公安", "headcount": 12}, {"name": "城管", "headcount": 18}],
        },
    )
    return str(opened["operation_id"])


def everything_about(staff: Client, dog_id: str) -> list[str]:
    """The names of the dog's events in the order of the feed."""
    names, after = [], ""
    while True:
        page = staff.get("/notify/v1/events", after=after, limit=1000)
        names += [event["type"] for event in page["events"] if event["subject"] == dog_id]
        if not page["events"]:
            return [name.removeprefix("cn.qingcheng.").removesuffix(".v1") for name in names]
        after = page["next"]


def in_order(wanted: list[list[str]], seen: list[str]) -> bool:
    """Each service's part of the story in its order; streams keep no order between them."""
    return all(all(name in rest for name in part) for part in wanted for rest in [iter(seen)])


def test_a_stray_dog_is_taken_in_and_goes_home_with_a_family(
    citizen: Client, staff: Client, operation_id: str
) -> None:
    dog = staff.post("/intake/v1/dogs", found(LONG_AGO, operation_id))
    tag = f"/t/{dog['tag']['code']}"
    page = eventually(lambda: citizen.get(tag), lambda page: page["tag"] == "active")
    assert page["vaccination"]["rabies"]["status"] != "valid"

    vaccinate = f"/registry/v1/dogs/{dog['dog_id']}/vaccinations"
    eventually(lambda: staff.post(vaccinate, vaccination()), lambda given: "vaccination_id" in given)
    eventually(lambda: citizen.get(tag), lambda page: page["status"] == "ADOPTABLE")

    applied = citizen.post(
        f"/adoption/v1/dogs/{dog['dog_id']}/applications", {"name": "乌兰", "phone": "13812345678"}
    )
    application = f"/adoption/v1/applications/{applied['application_id']}"
    staff.post(f"{application}/phone-check", {})
    staff.post(f"{application}/approval", {})
    staff.post(f"{application}/adoption", PROOF)

    eventually(lambda: citizen.get(tag), lambda page: page["status"] == "ADOPTED")
    story = [
        ["dog.intaken", "tag.issued", "stay.closed"],
        ["dog.vaccinated"],
        ["dog.became-adoptable", "adoption.applied-for", "adoption.approved", "dog.adopted"],
    ]
    eventually(lambda: everything_about(staff, dog["dog_id"]), lambda seen: in_order(story, seen))


def test_an_owner_gets_a_dog_back_that_was_found_today(
    citizen: Client, staff: Client, operation_id: str
) -> None:
    dog = staff.post("/intake/v1/dogs", found(0, operation_id))
    reclaims = f"/adoption/v1/dogs/{dog['dog_id']}/reclaims"

    eventually(lambda: staff.get(f"/adoption/v1/dogs/{dog['dog_id']}"), lambda known: "dog_id" in known)
    reclaim = citizen.post(reclaims, {"name": "巴特尔", "phone": "13987654321"})
    staff.post(f"/adoption/v1/reclaims/{reclaim['reclaim_id']}/phone-check", {})
    staff.post(f"/adoption/v1/reclaims/{reclaim['reclaim_id']}/acceptance", {})
    staff.post(f"/adoption/v1/reclaims/{reclaim['reclaim_id']}/handover", PROOF)

    tag = f"/t/{dog['tag']['code']}"
    eventually(lambda: citizen.get(tag), lambda page: page["status"] == "RECLAIMED")
    story = [["dog.intaken", "stay.closed"], ["reclaim.requested", "dog.reclaimed"]]
    eventually(lambda: everything_about(staff, dog["dog_id"]), lambda seen: in_order(story, seen))


def test_a_citizen_sees_no_event_that_is_for_staff(citizen: Client) -> None:
    page = citizen.get("/notify/v1/events", limit=1000)

    kinds = {event["type"] for event in page["events"]}
    assert "cn.qingcheng.dog.intaken.v1" in kinds
    assert "cn.qingcheng.tag.issued.v1" not in kinds
