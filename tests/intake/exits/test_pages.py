"""The pages of exits, as plain forms in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared import clock
from tests.intake.conftest import a_dog
from tests.intake.deaths.test_pages import AtADesk
from tests.servers import Client

ROOT = Path(__file__).parents[3]
HERE = "/intake/exits/"
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
Person = Callable[[str], AtADesk]


@pytest.fixture
def person(running: Client, keys: Path) -> Person:
    return lambda role: AtADesk(running, keys, role)


def came_in(officer: Client, days_ago: int = 60, **changed: Any) -> str:
    found = (clock.now() - timedelta(days=days_ago)).isoformat()
    return str(officer.post("/intake/v1/dogs", a_dog(found_time=found, **changed)).json()["stay_id"])


def of(page: str, act: str) -> str:
    """What the form with this button is about."""
    found = re.search(rf'name="act" value="{act}"><input type="hidden" name="of" value="([^"]+)"', page)
    assert found, f"no form to {act}"
    return found[1]


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    for path in (HERE, f"{HERE}x"):
        answer = running.get(path)

        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={path}")


def test_one_asks_for_a_transfer_and_another_confirms_it(person: Person, officer: Client) -> None:
    keeper, one, legal, stay = person("keeper"), person("officer"), person("legal"), came_in(officer)
    for _ in range(2):  # a double tap
        asked = keeper.send(HERE + stay, act="ask", to="包头市犬只留检所", because="本所已满", key="1")
        assert asked.status == 303
    assert "申请人不能确认自己的申请" in keeper.look(HERE + stay).text
    listed = one.look(HERE).text
    assert listed.count("本所已满") == 1
    transfer = of(legal.look(HERE + stay).text, "confirm")
    assert keeper.send(HERE + stay, act="confirm", of=transfer, because="我自己来").status == 403

    assert legal.send(HERE + stay, act="confirm", of=transfer, because="手续齐全").status == 303

    page = one.look(HERE + stay).text
    for words in ("已移交", "one keeper", "one legal", "手续齐全"):
        assert words in page
    assert 'name="act"' not in page
    assert "没有待确认的移交" in one.look(HERE).text


def test_nobody_confirms_their_own_transfer_whatever_they_send(person: Person, officer: Client) -> None:
    one, stay = person("officer"), came_in(officer)
    one.send(HERE + stay, act="ask", to="包头市犬只留检所", because="本所已满")
    page = one.look(HERE + stay).text
    assert 'value="confirm"' not in page

    refused = one.send(HERE + stay, act="confirm", of=of(page, "refuse"), because="同意")

    assert (refused.status, "移交须由另一人确认" in refused.text) == (409, True)
    assert one.send(HERE + stay, act="refuse", of=of(page, "refuse"), because="看错了").status == 303
    assert "移交未获同意" in one.look(HERE + stay).text


def test_what_forbids_it_stands_where_the_form_would_be(person: Person, officer: Client) -> None:
    new, evidence = came_in(officer, days_ago=1), came_in(officer, custody_basis="EVIDENCE")

    page = person("officer").look(HERE + new).text
    assert "有留置：招领期、隔离检疫" in page
    assert ('value="ask"' in page, 'value="foster"' in page, 'value="escape"' in page) == (False, True, True)
    page = person("officer").look(HERE + evidence).text
    assert page.count("有留置：涉案") == 2
    assert ('value="ask"' in page, 'value="foster"' in page) == (False, False)


def test_a_dog_runs_away_and_is_caught_again_by_forms(person: Person, officer: Client) -> None:
    keeper, stay = person("keeper"), came_in(officer, days_ago=1)
    assert person("vet").send(HERE + stay, act="escape", because="门没关").status == 403
    assert keeper.send(HERE + stay, act="escape", because="清扫时从门缝跑出", at="").status == 303
    assert "清扫时从门缝跑出" in keeper.look(HERE).text
    nowhere = keeper.send(HERE + stay, act="recapture", found_text="草地", division="999999")
    assert (nowhere.status, "没有代码为 999999 的区划" in nowhere.text) == (422, True)
    assert 'value="草地"' in nowhere.text

    caught = keeper.send(HERE + stay, act="recapture", found_text="草地", division="150105", found_time="")

    assert caught.status == 303
    again = caught.headers["location"]
    assert again != HERE + stay
    assert "招领期、隔离检疫" in keeper.look(again).text
    assert "已完成，并已记录" in keeper.look(again).text
    assert "最近一次是" in keeper.look(HERE + stay).text
    assert "没有脱逃未找回的犬只" in keeper.look(HERE).text


def test_a_foster_family_takes_a_dog_and_brings_it_back_by_forms(person: Person, officer: Client) -> None:
    vet, stay = person("vet"), came_in(officer)
    assert vet.send(HERE + stay, act="foster", because="档案 F-12，需人工喂养").status == 303
    assert "档案 F-12" in person("auditor").look(HERE).text
    assert "犬舍" not in vet.look(HERE + stay).text.partition("<main")[2].partition("<section")[0]

    assert vet.send(HERE + stay, act="back", because="已断奶").status == 303

    page = vet.look(HERE + stay).text
    assert "寄养结束，已接回" in page
    assert "没有寄养在外的犬只" in vet.look(HERE).text


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(person: Person, officer: Client) -> None:
    one, stay = person("officer"), came_in(officer)

    short = one.send(HERE + stay, act="ask", to="包头市犬只留检所", because="满")
    never = one.send(HERE + stay, act="escape", because="门没关", at="2006-01-01T10:00")
    nonsense = one.send(HERE + stay, act="escape", because="门没关", at="yesterday")

    assert (short.status, "请检查“理由”" in short.text) == (422, True)
    assert 'value="包头市犬只留检所"' in short.text
    assert (never.status, "脱逃时间须在收容之后" in never.text) == (422, True)
    assert (nonsense.status, "请检查“时间”" in nonsense.text) == (422, True)
    assert one.send(HERE + stay, act="dance").status == 404
    assert one.look(f"{HERE}nowhere").status == 404


def test_the_pages_speak_english(person: Person, officer: Client) -> None:
    one, here = person("officer"), came_in(officer, days_ago=1)
    gone = came_in(officer, custody_basis="OBSERVATION")
    one.send(HERE + gone, act="escape", because="gap in the fence", at="")

    for path in ("", here, gone):
        main = one.look(f"{HERE}{path}?lang=en").text.partition("<main")[2].partition("</main>")[0]
        shown = re.sub(r"<option.*?</option>|<input[^>]*>", "", main)
        assert CHINESE.findall(shown) == []
    assert "report to the veterinary authority at once" in shown
