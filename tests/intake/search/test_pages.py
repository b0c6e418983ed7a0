"""The page "find", as plain forms in both languages."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from services.intake.search.models import Export
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.intake.operations.test_pages import FORM, Officer
from tests.intake.tags.paper import fetch
from tests.servers import Client

HERE = "/intake/find/"


@pytest.fixture
def desk(running: Client, keys: Path) -> Officer:
    return Officer(running, keys)


def numbers(page: str) -> list[str]:
    return [number[-1] for number in re.findall(r'name="stay" value="(HH-\d{4}-\d{6})"', page)]


def test_who_is_not_logged_in_is_sent_to_log_in(running: Client) -> None:
    answer = running.get(HERE)

    assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={HERE}")
    assert running.post(f"{HERE}export", urlencode({"purpose": "AUDIT"}), **FORM).status == 303


def test_one_box_finds_and_says_when_there_is_nothing(desk: Officer, officer: Client) -> None:
    officer.post("/intake/v1/dogs", a_dog(name="豆包"))
    officer.post("/intake/v1/dogs", a_dog(found_at={"text": "新华广场", "division": "150102"}))

    assert numbers(desk.look(HERE).text) == ["2", "1"]
    assert numbers(desk.look(f"{HERE}?{urlencode({'q': '豆包', 'status': '', 'since': ''})}").text) == ["1"]
    assert "没有查到" in desk.look(f"{HERE}?q=zzzz").text
    assert "Nothing found" in desk.look(f"{HERE}?q=zzzz&lang=en").text


def test_a_page_has_fifty_and_the_next_goes_on(desk: Officer, officer: Client) -> None:
    for _ in range(51):
        officer.post("/intake/v1/dogs", a_dog())

    first = desk.look(f"{HERE}?q=HH-20").text
    [link] = re.findall(r'<a href="([^"]+)">下一页', first)
    rest = desk.look(link.replace("&amp;", "&")).text

    assert len(numbers(first)) == 50
    assert numbers(rest) == ["1"]
    assert "第一页" in rest


def test_all_of_a_page_are_ticked_without_a_script(desk: Officer, officer: Client) -> None:
    for _ in range(2):
        officer.post("/intake/v1/dogs", a_dog())
    page = desk.look(HERE).text
    [link] = re.findall(r'<a href="([^"]+)">全选本页', page)

    ticked = desk.look(link.replace("&amp;", "&")).text

    assert page.count(" checked>") == 0
    assert ticked.count(" checked>") == 2


def test_labels_of_those_ticked_are_printed(running: Client, desk: Officer, officer: Client) -> None:
    taken_in = officer.post("/intake/v1/dogs", a_dog()).json()
    page = desk.look(HERE).text

    for path in re.findall(r'"(/intake/tags/\w+\.pdf)"', page):
        printed = fetch(running, f"{path}?stay={taken_in['stay_no']}", **desk.headers)
        assert (printed.status, printed.kind) == (200, "application/pdf")
    assert page.count(".pdf") == 2


def test_what_is_ticked_is_moved_or_held_and_the_answer_leads_back(desk: Officer, officer: Client) -> None:
    number = officer.post("/intake/v1/dogs", a_dog()).json()["stay_no"]
    page = desk.look(f"{HERE}?q=HH-20").text
    form = [("stay", number), ("back", re.findall(r'name="back" value="([^"]+)"', page)[0])]

    moved = desk.send("/intake/picked/move", [*form, ("to", "b")])

    assert re.findall(r'action="(/intake/picked/\w+)"', page).count("/intake/picked/move") == 2
    assert f'href="{HERE}?q=HH-20"' in desk.look(moved.headers["location"]).text


def test_who_may_not_move_or_hold_is_not_offered_it(running: Client, keys: Path, officer: Client) -> None:
    officer.post("/intake/v1/dogs", a_dog())
    vet, keeper, auditor = (Officer(running, keys, role) for role in ("vet", "keeper", "auditor"))

    assert "picked/hold" in vet.look(HERE).text
    assert 'formaction="/intake/picked/move"' not in vet.look(HERE).text
    assert "picked/hold" not in keeper.look(HERE).text
    assert 'name="stay"' not in auditor.look(HERE).text


def test_dates_the_wrong_way_round_are_explained(desk: Officer) -> None:
    answer = desk.look(f"{HERE}?since=2026-07-02&until=2026-07-01")

    assert answer.status == 422
    assert "请对调" in answer.text


def test_an_export_without_a_purpose_is_asked_for_it(desk: Officer, officer: Client, store: Store) -> None:
    officer.post("/intake/v1/dogs", a_dog())

    refused = desk.send(f"{HERE}export", [("q", "HH-20"), ("status", ""), ("purpose", " ")])

    assert refused.status == 422
    assert "请选择用途" in refused.text
    assert 'value="HH-20"' in refused.text
    with store.read() as work:
        assert work.exec(select(Export)).all() == []


def test_an_export_is_a_file_and_on_record(desk: Officer, officer: Client, store: Store) -> None:
    officer.post("/intake/v1/dogs", a_dog())

    answer = desk.send(f"{HERE}export", [("q", "HH-20"), ("since", ""), ("purpose", "AUDIT")])

    assert answer.status == 200
    assert answer.text.count("HH-20") == 1
    with store.read() as work:
        kept = work.get(Export, answer.headers["export-id"])
        assert kept and (kept.by, kept.q, kept.rows) == ("one officer", "HH-20", 1)


def test_who_may_not_export_is_not_offered_it(running: Client, keys: Path, officer: Client) -> None:
    officer.post("/intake/v1/dogs", a_dog())
    vet, auditor = (Officer(running, keys, role) for role in ("vet", "auditor"))

    assert "find/export" not in vet.look(HERE).text
    assert vet.send(f"{HERE}export", [("purpose", "AUDIT")]).status == 403
    assert "find/export" in auditor.look(HERE).text
    assert ".pdf" not in auditor.look(HERE).text
