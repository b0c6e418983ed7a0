"""The pages of holds, as plain forms in both languages."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.law.deadlines import jurisdiction
from shared import clock
from tests.intake.conftest import a_dog
from tests.intake.operations.test_pages import Officer
from tests.servers import Client

ROOT = Path(__file__).parents[3]
HERE = "/intake/due/"
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture
def head(running: Client, keys: Path) -> Officer:
    return Officer(running, keys, "legal")


@pytest.fixture
def officers(running: Client, keys: Path) -> Officer:
    return Officer(running, keys)


@pytest.fixture
def vets(running: Client, keys: Path) -> Officer:
    return Officer(running, keys, "vet")


def taken_in(officer: Client, **changed: Any) -> str:
    found = {"found_time": (clock.now() - timedelta(hours=1)).isoformat()}
    return str(officer.post("/intake/v1/dogs", a_dog(**(found | changed))).json()["stay_id"])


def of(page: str, act: str) -> str:
    """What the first form with this button is about."""
    found = re.search(rf'name="act" value="{act}"><input type="hidden" name="of" value="([^"]+)"', page)
    assert found, f"no form to {act}"
    return found[1]


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    for path in (HERE, f"{HERE}1"):
        answer = running.get(path)
        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={path}")


def test_two_people_end_a_hold_on_their_pages(
    officers: Officer, vets: Officer, officer: Client, running: Client, keys: Path
) -> None:
    another = Officer(running, keys, "admin")
    stay = taken_in(officer)
    page = officers.look(HERE + stay).text
    assert "2 项留置" in page
    hold = of(page, "ask")

    ask = [("act", "ask"), ("of", hold), ("because", "主人签字放弃")]
    assert officers.send(HERE + stay, ask).status == 303
    mine, theirs = officers.look(HERE).text, another.look(HERE).text
    assert "申请人不能确认自己的申请" in mine
    for page in (mine, vets.look(HERE).text):  # a claim window is for officers to end
        assert 'value="confirm"' not in page
    assert "主人签字放弃" in theirs
    request = of(theirs, "confirm")
    twice = officers.send(HERE, [("act", "confirm"), ("of", request), ("because", "我自己来")])

    assert (twice.status, "须由另一人确认" in twice.text) == (409, True)
    agree = [("act", "confirm"), ("of", request), ("because", "复检合格")]
    assert vets.send(HERE, agree).status == 403
    assert another.send(HERE, agree).status == 303
    page = officers.look(HERE + stay).text
    for words in ("1 项留置", "主人签字放弃", "one officer", "复检合格", "one admin"):
        assert words in page


def test_a_seizure_is_made_longer_on_the_pages(officers: Officer, head: Officer, officer: Client) -> None:
    stay = taken_in(officer, custody_basis="SEIZED")
    page = officers.look(HERE + stay).text
    assert "行政强制法第二十五条" in page
    ask = [("act", "extend"), ("of", of(page, "extend")), ("days", "30"), ("because", "主人未到案")]
    assert "请检查“决定书文号”" in officers.send(HERE + stay, ask).text
    assert officers.send(HERE + stay, [*ask, ("document", "呼公延强字12号")]).status == 303

    mine, theirs = officers.look(HERE).text, head.look(HERE).text
    assert "申请人不能批准自己的申请" in mine
    assert 'value="approve"' not in mine
    agree = [("act", "approve"), ("of", of(theirs, "approve")), ("because", "同意延长")]
    assert "须由负责人批准" in officers.send(HERE, agree).text
    assert head.send(HERE, agree).status == 303

    page = officers.look(HERE + stay).text
    for words in ("已延长 30 日", "呼公延强字12号", "one legal", "同意延长", "主人未到案"):
        assert words in page
    assert 'value="extend"' not in page
    assert CHINESE.findall(main_of(head.look(f"{HERE}?lang=en").text)) == []


def test_a_notice_for_many_dogs_is_recorded_on_todays_list(
    officers: Officer, vets: Officer, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jurisdiction().windows.rules[0].__dict__, "starts_at", "notice")
    stays = [taken_in(officer) for _ in range(2)]
    page = officers.look(HERE).text
    assert page.count('type="checkbox" name="stay"') == 2
    assert "登记公告" not in vets.look(HERE).text
    assert CHINESE.findall(main_of(officers.look(f"{HERE}?lang=en").text)) == []
    assert "招领期从公告发布之日起算" in officers.look(HERE + stays[0]).text
    out = [("act", "notice"), ("of", ""), ("place", "青城养犬管理公众号"), ("link", "https://example.org/12"),
           ("published_at", clock.now().astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M"))]  # fmt: skip

    nobody = officers.send(HERE, out)
    assert (nobody.status, "请检查“犬只”" in nobody.text) == (422, True)
    assert 'value="青城养犬管理公众号"' in nobody.text
    assert officers.send(HERE, [*out, *(("stay", stay) for stay in stays)]).status == 303

    assert "待发布招领公告" not in officers.look(HERE).text
    page = officers.look(HERE + stays[1]).text
    assert 'href="https://example.org/12"' in page
    assert "未定期限" not in main_of(page)


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_dog_is_checked_by_one_button(vets: Officer, officer: Client) -> None:
    stay = taken_in(officer, custody_basis="OBSERVATION")

    for healthy in ("true", "true"):
        sent = [("act", "check"), ("of", stay), ("healthy", healthy), ("note", "进食正常")]
        assert vets.send(HERE, sent).status == 303

    assert "观察的犬只都查过了" in vets.look(HERE).text
    assert "观察检查：正常" in vets.look(HERE + stay).text


def test_what_is_refused_is_said_and_nothing_is_lost(officers: Officer, officer: Client) -> None:
    stay = taken_in(officer)
    place = [("act", "place"), ("of", stay), ("hold", "OWNER_DISPUTE")]

    short = officers.send(HERE + stay, [*place, ("because", "争")])
    past = officers.send(HERE + stay, [*place, ("because", "两人争犬"), ("until", "2020-01-01T10:00")])

    assert (short.status, past.status) == (422, 422)
    assert "请检查“理由”" in short.text
    assert 'value="两人争犬"' in past.text
    assert officers.send(HERE + stay, [("act", "dance"), ("of", stay)]).status == 404


def test_a_vet_treats_a_dog_from_its_page(vets: Officer, officers: Officer, officer: Client) -> None:
    stay = taken_in(officer)
    ill = [("act", "fail"), ("of", stay), ("note", "犬瘟热抗原阳性")]

    assert officers.send(HERE + stay, ill).status == 403
    assert vets.send(HERE + stay, ill).status == 303
    assert "治疗中" in vets.look(HERE + stay).text
    well = [("act", "recover"), ("of", stay), ("to", "QUARANTINE")]
    assert vets.send(HERE + stay, well).status == 303
    page = vets.look(HERE + stay).text
    assert "检疫不合格" in page
    assert "检疫中" in page


def test_any_day_can_be_looked_at(officers: Officer, officer: Client) -> None:
    taken_in(officer)
    last = (clock.now().astimezone(clock.CITY) - timedelta(hours=1) + timedelta(days=14)).date()

    assert "隔离检疫" in officers.look(f"{HERE}?day={last}").text
    for nonsense in ("tomorrow", "0001-01-01", "9999-12-31"):
        assert officers.look(f"{HERE}?day={nonsense}").status == 200


def test_the_pages_speak_english(officers: Officer, officer: Client) -> None:
    stay = taken_in(officer)

    for path in (f"{HERE}?lang=en", f"{HERE}{stay}?lang=en"):
        assert CHINESE.findall(main_of(officers.look(path).text)) == []
