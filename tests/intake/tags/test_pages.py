"""The page of tags, as plain forms in both languages."""

import re
from pathlib import Path

import pytest

from tests.intake.operations.test_pages import Officer
from tests.intake.tags.paper import codes_on, fetch, sheet, sizes
from tests.intake.tags.test_fonts import no_font as no_font
from tests.intake.tags.test_routes import HERE as DOORS
from tests.intake.tags.test_routes import blank, taken_in
from tests.servers import Client

HERE = "/intake/tags/"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def somebody(running: Client, keys: Path) -> Officer:
    return Officer(running, keys)


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    for path in (HERE, f"{HERE}labels.pdf?stay=1"):
        answer = running.get(path)

        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={HERE}")


def test_a_tag_is_looked_up_by_what_was_scanned(somebody: Officer, officer: Client) -> None:
    dog = taken_in(officer, name="豆包")

    page = somebody.look(f"{HERE}?code={dog['tag']['url']}").text

    assert all(told in page for told in ("豆包", dog["stay_no"], "使用中"))


def test_a_tag_that_is_none_is_told_kindly(somebody: Officer) -> None:
    for code, status, told in (("12", 422, "重新扫描"), ("000000000000", 404, "没有犬戴过")):
        answer = somebody.look(f"{HERE}?code={code}")

        assert (answer.status, told in answer.text) == (status, True)


def test_a_tag_is_lost_and_replaced_by_form(somebody: Officer, officer: Client) -> None:
    dog, label = taken_in(officer), blank(officer)
    old = f"{HERE}{dog['tag']['code']}"

    lost = somebody.send(f"{old}/loss", [("note", "洗澡时掉了"), ("key", "1")])
    assert "洗澡时掉了" in somebody.look(lost.headers["location"]).text
    answers = [
        somebody.send(f"{old}/replacement", [("why", "LOST"), ("tag_code", label.lower()), ("key", "2")])
        for _ in range(2)  # a double tap
    ]

    assert {answer.headers["location"] for answer in answers} == {f"{HERE}?code={label}"}
    assert "使用中" in somebody.look(f"{HERE}?code={label}").text


def test_a_dog_without_a_tag_is_listed_and_gets_one(somebody: Officer, officer: Client) -> None:
    dog = taken_in(officer)
    revoked = somebody.send(f"{HERE}{dog['tag']['code']}/revocation", [("note", "戴错了犬")])
    assert revoked.status == 303
    page = somebody.look(HERE).text
    assert f"{HERE}dogs/{dog['dog_id']}" in page

    issued = somebody.send(f"{HERE}dogs/{dog['dog_id']}", [])

    assert issued.status == 303
    assert f"{HERE}dogs/{dog['dog_id']}" not in somebody.look(HERE).text


def test_what_is_refused_is_said_and_the_tag_stays_in_sight(somebody: Officer, officer: Client) -> None:
    dog = taken_in(officer, name="豆包")
    one = f"{HERE}{dog['tag']['code']}"

    unknown = somebody.send(f"{one}/replacement", [("why", "LOST"), ("tag_code", "000000000000")])
    short = somebody.send(f"{one}/revocation", [("note", "错")])

    assert (unknown.status, "没有印过 000000000000" in unknown.text, "豆包" in unknown.text) == (
        422,
        True,
        True,
    )
    assert (short.status, "至少两个字" in short.text) == (422, True)
    assert officer.get(f"{DOORS}/{dog['tag']['code']}").json()["status"] == "ACTIVE"


def test_a_batch_is_made_by_form_and_printed(somebody: Officer, officer: Client) -> None:
    made = somebody.send(f"{HERE}batches", [("sheets", "1"), ("purpose", "第18次联合行动"), ("key", "1")])
    page = somebody.look(HERE).text

    assert made.headers["location"] == f"{HERE}#batches"
    assert "第 1 批" in page
    assert "已用 0 / 24" in page
    (path,) = re.findall(r'href="(/intake/v1/tag-batches/[0-9a-f-]+/labels\.pdf)"', page)
    assert len(codes_on(sheet(fetch(officer, path).body))) == 24
    refused = somebody.send(f"{HERE}batches", [("sheets", "21")])
    assert (refused.status, "1–20" in refused.text) == (422, True)


def test_ticked_dogs_are_printed_together(somebody: Officer, officer: Client, running: Client) -> None:
    dogs = [taken_in(officer) for _ in range(2)]
    ticked = "&".join(f"stay={dog['stay_no']}" for dog in dogs)

    labels, cards = (fetch(running, f"{HERE}{what}.pdf?{ticked}&first=3", **somebody.headers)
                     for what in ("labels", "cards"))  # fmt: skip

    assert len(codes_on(sheet(labels.body))) == 2
    assert sizes(cards.body) == [(105, 148)] * 2


def test_who_ticks_nothing_or_a_dog_without_a_tag_is_told(somebody: Officer, officer: Client) -> None:
    bare = taken_in(officer)
    officer.post(f"{DOORS}/{bare['tag']['code']}/loss", {})

    nothing = somebody.look(f"{HERE}labels.pdf?first=1")
    no_tag = somebody.look(f"{HERE}labels.pdf?stay={bare['stay_no']}&first=1")

    assert (nothing.status, "请先勾选犬只" in nothing.text) == (422, True)
    assert (no_tag.status, f"没有牌：{bare['stay_no']}" in no_tag.text) == (409, True)


def test_the_page_says_when_no_font_is_there_to_embed(somebody: Officer, no_font: None) -> None:
    assert "fonts-wqy-microhei" in somebody.look(HERE).text


def test_who_may_not_is_not_offered_it(running: Client, keys: Path, officer: Client) -> None:
    dog, keeper, vet = taken_in(officer), Officer(running, keys, "keeper"), Officer(running, keys, "vet")
    page = keeper.look(f"{HERE}?code={dog['tag']['code']}").text

    assert "挂失" in page
    assert "/revocation" not in page
    assert f"{HERE}batches" not in page
    assert keeper.send(f"{HERE}{dog['tag']['code']}/revocation", [("note", "复制")]).status == 403
    assert keeper.send(f"{HERE}batches", [("sheets", "1")]).status == 403
    assert vet.look(HERE).status == vet.look(f"{HERE}cards.pdf?stay=1").status == 403


def test_an_english_reader_reads_english(somebody: Officer, officer: Client) -> None:
    dog = taken_in(officer)

    page = somebody.look(f"{HERE}?code={dog['tag']['code']}&lang=en").text

    assert all(told in page for told in ("Look up a tag", "In use", "Print at 100% without scaling"))
