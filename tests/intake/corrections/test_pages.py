"""The pages of corrections, as plain forms."""

from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import a_dog
from tests.intake.deaths.test_pages import AtADesk
from tests.servers import Client

HERE = "/intake/corrections/"


@pytest.fixture
def keeper(running: Client, keys: Path) -> AtADesk:
    return AtADesk(running, keys, "keeper")


@pytest.fixture
def other(running: Client, keys: Path) -> AtADesk:
    return AtADesk(running, keys, "officer")


@pytest.fixture
def dog(officer: Client) -> str:
    return str(officer.post("/intake/v1/dogs", a_dog(name="豆包", breed="柴犬串")).json()["dog_id"])


def the_form(**changed: str) -> dict[str, Any]:
    """Everything that the form sends, as it stands there."""
    return {
        "act": "ask", "key": "1", "name": "豆包", "sex": "male", "breed": "柴犬串", "colour": "YWW",
        "size": "M",
        "age_months": "24", "chip": "", "found_text": "大学西路", "division": "150105", "notes": "",
        "reason": "EXAMINED", "note": "复查",
    } | changed  # fmt: skip


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    for path in (HERE, f"{HERE}x"):
        answer = running.get(path)

        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={path}")


def test_one_asks_and_another_confirms_by_forms(
    keeper: AtADesk, other: AtADesk, dog: str, officer: Client
) -> None:
    there = HERE + dog
    for _ in range(2):  # a double tap
        assert keeper.send(there, **the_form(breed="SHIBA", name="", age_months="")).status == 303
    (asked,) = officer.get("/intake/v1/corrections").json()["corrections"]
    assert asked["new"] == {"breed": "SHIBA", "name": None, "age_months": None}
    assert "须由另一人核对" in keeper.look(there).text
    assert keeper.send(there, act="confirm", of=asked["id"]).status == 403
    assert "待确认" in other.look(HERE).text

    assert other.send(there, act="confirm", of=asked["id"]).status == 303

    page = keeper.look(f"{there}?lang=en").text
    assert "Corrected" in page
    assert asked["old_hash"] in page
    assert "柴犬串" in page
    assert officer.get(f"/intake/v1/dogs/{dog}").json()["breed"] == "SHIBA"


def test_who_asked_takes_it_back(keeper: AtADesk, dog: str, officer: Client) -> None:
    keeper.send(HERE + dog, **the_form(sex="female"))
    asked = officer.get("/intake/v1/corrections").json()["corrections"][0]["id"]

    assert keeper.send(HERE + dog, act="refuse", of=asked, because="看错了").status == 303

    assert "看错了" in keeper.look(HERE + dog).text
    assert officer.get(f"/intake/v1/dogs/{dog}").json()["sex"] == "male"


def test_what_is_refused_is_said_and_nothing_is_lost(keeper: AtADesk, dog: str) -> None:
    same = keeper.send(HERE + dog, **the_form())
    wrong = keeper.send(HERE + dog, **the_form(age_months="999", note="牙齿已磨平"))

    assert (same.status, "没有要更正的内容" in same.text) == (422, True)
    assert (wrong.status, "月龄" in wrong.text) == (422, True)
    assert 'value="999"' in wrong.text
    assert "牙齿已磨平" in wrong.text
    assert keeper.send(HERE + dog, **the_form(chip="12", key="2")).status == 422
    assert keeper.send(HERE + dog, act="delete").status == 404


def test_who_may_look_is_not_offered_what_he_may_not_do(running: Client, keys: Path, dog: str) -> None:
    auditor = AtADesk(running, keys, "auditor")

    assert 'method="post" action="/intake/corrections' not in auditor.look(HERE + dog).text
    assert auditor.send(HERE + dog, **the_form(sex="female")).status == 403
    assert AtADesk(running, keys, "adoption").look(HERE).status == 403


def test_a_dog_is_found_from_the_page(keeper: AtADesk, dog: str, officer: Client) -> None:
    number = officer.get(f"/intake/v1/dogs/{dog}").json()["stays"][0]["stay_no"]

    assert f'href="{HERE}{dog}"' in keeper.look(f"{HERE}?q={number}").text
