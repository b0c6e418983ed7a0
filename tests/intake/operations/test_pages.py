"""The pages of operations, as plain forms in both languages."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from shared import auth, clock
from tests.intake.conftest import a_dog
from tests.intake.operations.test_routes import begun
from tests.servers import Answer, Client

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ROOT = Path(__file__).parents[3]
HERE = "/intake/operations/"
PLAN = [("name", "第18次联合行动"), ("district", "150105"), ("area", "大学西路一带"), ("team", "巴特尔 指挥"),
        ("vehicles", "收容车 1 号\n收容车 2 号"), ("department", "公安"), ("people", "12"),
        ("department", "城管"), ("people", "")]  # fmt: skip


class Officer:
    """Somebody with a browser and no script."""

    def __init__(self, running: Client, keys: Path, role: str = "officer") -> None:
        token = auth.sign((keys / "token.key").read_bytes(), f"one {role}", [role])
        self.client = running
        self.headers = {"Cookie": f"{auth.COOKIE}={token}", "Sec_Fetch_Site": "same-origin"}

    def look(self, path: str) -> Answer:
        return self.client.get(path, **self.headers)

    def send(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self.client.post(path, urlencode(fields), **FORM, **self.headers)


@pytest.fixture
def officers(running: Client, keys: Path) -> Officer:
    return Officer(running, keys)


def in_two_days() -> str:
    return (clock.now() + timedelta(days=2)).astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M")


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    for path in (HERE, f"{HERE}1", f"{HERE}year/2026"):
        answer = running.get(path)

        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={path}")


def test_an_operation_is_planned_opened_noted_and_closed_by_form(officers: Officer) -> None:
    plan = [*PLAN, ("starts_at", in_two_days()), ("act", "plan"), ("key", "1")]
    for _ in range(2):  # a double tap
        assert officers.send(HERE, plan).headers["location"] == HERE
    page = officers.look(HERE).text
    (operation,) = set(re.findall(rf'href="{HERE}([0-9a-f-]{{36}})"', page))

    one = HERE + operation
    assert "巴特尔" in officers.look(one).text
    assert officers.send(f"{one}/opening", [("department", "公安"), ("people", "9")]).status == 303
    assert officers.send(f"{one}/incidents", [("kind", "BITE"), ("text", "抓伤一人")]).status == 303
    page = officers.look(one).text
    assert "抓伤一人" in page
    assert "9 人" in page
    assert officers.send(f"{one}/closing", [("summary", "顺利收队")]).headers["location"] == one
    assert "顺利收队" in officers.look(one).text


def test_a_plan_is_called_off_by_form(officers: Officer) -> None:
    officers.send(HERE, [*PLAN, ("starts_at", in_two_days()), ("act", "plan")])
    (one,) = set(re.findall(rf'href="({HERE}[0-9a-f-]{{36}})"', officers.look(HERE).text))

    assert officers.send(f"{one}/cancellation", [("reason", "雪")]).status == 422
    assert officers.send(f"{one}/cancellation", [("reason", "大雪，改到下周")]).headers["location"] == one

    page = officers.look(one).text
    assert "已取消" in page
    assert "大雪，改到下周" in page
    assert f"{one}/opening" not in page


def test_a_plan_is_changed_and_a_running_operation_put_right_by_form(officers: Officer) -> None:
    officers.send(HERE, [*PLAN, ("starts_at", in_two_days()), ("act", "plan")])
    (one,) = set(re.findall(rf'href="({HERE}[0-9a-f-]{{36}})"', officers.look(HERE).text))
    assert 'value="大学西路一带"' in officers.look(one).text

    moved = [(name, value.replace("大学西路", "昭乌达路")) for name, value in PLAN]
    refused = officers.send(f"{one}/plan", [*moved, ("starts_at", "2020-01-01T21:00")])
    assert (refused.status, 'value="昭乌达路一带"' in refused.text) == (422, True)
    assert officers.send(f"{one}/plan", [*moved, ("starts_at", in_two_days())]).headers["location"] == one
    assert "更改记录" in officers.look(f"{one}?lang=zh").text

    officers.send(f"{one}/opening", [("department", "公安"), ("people", "12")])
    short = officers.send(f"{one}/corrections", [("department", "公安"), ("people", "11"), ("reason", "错")])
    assert (short.status, "至少两个字" in short.text, 'value="11"' in short.text) == (422, True, True)
    put_right = [("department", "公安"), ("people", "11"), ("reason", "核对签到表")]
    assert officers.send(f"{one}/corrections", put_right).headers["location"] == one
    page = officers.look(one).text
    assert all(words in page for words in ("11 人", "核对签到表", "<s>公安 12</s> → 公安 11"))


def test_an_operation_that_is_out_counts_on_its_page(officers: Officer, officer: Client) -> None:
    operation = begun(officer)
    dogs = [officer.post("/intake/v1/dogs", a_dog(operation_id=operation)).json() for _ in range(2)]

    page = officers.look(HERE + operation).text

    assert re.search(r'aria-live="polite" data-count="[^"]+">2<', page)
    assert all(dog["stay_no"] in page and f"/t/{dog['tag']['code']}" in page for dog in dogs)
    assert "大学西路" in page


def test_what_is_refused_is_said_and_nothing_is_lost(officers: Officer) -> None:
    late = [*PLAN, ("starts_at", "2020-01-01T21:00"), ("act", "plan")]

    answer = officers.send(HERE, late)

    assert answer.status == 422
    assert "立即开始" in answer.text
    for typed in ("大学西路一带", "巴特尔 指挥", 'value="公安"', 'name="people" type="number"', 'value="12"'):
        assert typed in answer.text
    assert officers.send(HERE, [*PLAN, ("starts_at", "soon"), ("act", "open")]).status == 422


def test_a_refused_closing_says_why(officers: Officer, officer: Client) -> None:
    operation = begun(officer)
    officer.post(f"/intake/v1/operations/{operation}/closing", {})

    answer = officers.send(f"{HERE}{operation}/closing", [("summary", "")])

    assert answer.status == 409
    assert "已经结束" in answer.text


def test_a_year_is_compared_on_one_page(officers: Officer, officer: Client) -> None:
    for month in (3, 4):
        operation = begun(officer, f"2026-{month:02d}-01T21:00:00+08:00", f"第{month}次")
        officer.post("/intake/v1/dogs", a_dog(operation_id=operation))

    page = officers.look(f"{HERE}year/2026?lang=en").text

    assert "Joint operations 2026" in page
    assert page.count("<rect") == 2 + 4  # a bar each, and the key of the colours
    assert officers.look(f"{HERE}year/2019").status == 200
    assert officers.look(f"{HERE}year/0").status == 422


def test_who_may_look_is_not_offered_what_he_may_not_do(running: Client, keys: Path, officer: Client) -> None:
    auditor, vet, one = (
        Officer(running, keys, "auditor"),
        Officer(running, keys, "vet"),
        HERE + begun(officer),
    )

    assert '<form class="stack"' not in auditor.look(one).text
    assert auditor.send(f"{one}/closing", []).status == 403
    assert auditor.send(f"{one}/incidents", [("kind", "OTHER"), ("text", "…")]).status == 403
    assert vet.look(HERE).status == 403


def test_an_act_that_is_none_is_not_found(officers: Officer, officer: Client) -> None:
    assert officers.send(f"{HERE}{begun(officer)}/cancelling", []).status == 404
    assert officers.look(f"{HERE}nowhere").status == 404
