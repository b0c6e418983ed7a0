"""The doors of the search, on a real store and a real Redis."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from services.intake.search.models import Export
from shared.events import ReclaimRequested, RecordsExported
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import NOW, a_dog, tell
from tests.intake.operations.test_routes import begun
from tests.servers import Client

DOGS, EXPORTS = "/intake/v1/dogs", "/intake/v1/exports"
PLACE = {"text": "昭乌达路菜市场西口 13812345678", "division": "150105"}


def found(client: Client, q: str = "", **more: str) -> list[str]:
    """The last digits of the stays that are found, newest first."""
    answer = client.get(f"{DOGS}?{urlencode({'q': q} | more)}")
    return [dog["stay_no"][-1] for dog in answer.json()["dogs"]]


def two_dogs(officer: Client) -> tuple[dict[str, Any], dict[str, Any]]:
    operation = begun(officer, name="第17次联合行动")
    first = a_dog(name="豆包", chip="156 000123456789", operation_id=operation, found_at=PLACE)
    other = a_dog(
        found_at={"text": "新华广场", "division": "150102"}, found_time="2026-06-30T23:30:00+08:00",
        colour="BK", breed="GOLDEN", sex="female",
    )  # fmt: skip
    return officer.post(DOGS, first).json(), officer.post(DOGS, other).json()


def test_any_dog_is_found_from_one_box(officer: Client) -> None:
    first, _ = two_dogs(officer)
    code = first["tag"]["code"]

    for q in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", first["tag"]["url"],
              "156000123456789", "156-000-123456789", "156000", first["stay_no"], "豆包", "昭乌达路",
              "乌达", "赛罕", "Saihan", "2026-07-13", "2026年7月", "第17次联合行动", "17次",
              "白", "赛罕区 公 豆", first["kennel"]):  # fmt: skip
        assert found(officer, q) == ["1"], q
    for q in ("新华广场", "黑", "golden", "gold", "2026-06-30", "2"):
        assert found(officer, q) == ["2"], q
    for q in ("HH-20", "检疫中", "流浪", "one officer", "2026年", ""):
        assert found(officer, q) == ["2", "1"], q
    for q in ("达乌", "昭乌达路 新华", "2026-07-01", "没有的", "999"):
        assert found(officer, q) == [], q


def test_filters_are_exact(officer: Client) -> None:
    two_dogs(officer)
    operation = officer.get(f"{DOGS}?q=%E8%B1%86%E5%8C%85").json()["dogs"][0]["operation_id"]

    assert found(officer, operation=operation) == ["1"]
    assert found(officer, status="QUARANTINE") == ["2", "1"]
    assert found(officer, status="QUARANTIN") == []
    assert found(officer, since="2026-07-01") == ["1"]
    assert found(officer, until="2026-06-30") == ["2"]
    assert found(officer, "黑", since="2026-06-30", until="2026-07-13") == ["2"]
    assert found(officer, until="2000-01-01") == []
    assert officer.get(f"{DOGS}?until=1979-12-31").status == 422
    assert officer.get(f"{DOGS}?since=2026-07-02&until=2026-07-01").status == 422


def test_what_is_found_follows_what_happens(officer: Client, store: Store) -> None:
    first = officer.post(DOGS, a_dog()).json()
    old = first["tag"]["code"]

    new = officer.post(f"/intake/v1/tags/{old}/replacement", {"why": "LOST"}).json()["code"]
    here = {"dog_id": first["dog_id"], "stay_id": first["stay_id"]}
    tell(store, ReclaimRequested(occurred_at=NOW, reclaim_id="1", person="p", **here))

    assert found(officer, old) == found(officer, new) == ["1"]
    assert found(officer, status="RECLAIM_PENDING") == found(officer, "认领待核实") == ["1"]
    assert found(officer, status="QUARANTINE") == found(officer, "检疫中") == []


def test_a_dog_that_was_refused_is_not_found(officer: Client) -> None:
    officer.post(DOGS, a_dog(name="小黄"))
    assert officer.post(DOGS, a_dog(name="小黄", tag_code="NOSUCHTAG000")).status >= 400

    assert found(officer, "小黄") == ["1"]


@pytest.mark.parametrize(
    "q", ['"', "'", "a'b", 'x" OR "y', "*", "AND", "NOT -", "(", ":*", "\\", "🐕", "%", "zz"]
)
def test_nothing_that_is_typed_is_taken_for_a_question_to_the_store(q: str, officer: Client) -> None:
    assert officer.get(f"{DOGS}?{urlencode({'q': q})}").status == 200


def test_a_list_goes_on_where_its_page_ended_whatever_came_in(officer: Client) -> None:
    for _ in range(3):
        officer.post(DOGS, a_dog(name="豆包"))
    first = officer.get(f"{DOGS}?{urlencode({'q': '豆包', 'limit': 2})}").json()
    officer.post(DOGS, a_dog(name="豆包"))

    assert found(officer, "豆包", after=first["next"]) == ["1"]


def test_an_export_opens_in_a_spreadsheet_and_shows_nobody(officer: Client) -> None:
    officer.post(DOGS, a_dog(name="=1+1", found_at=PLACE, notes="找张三 13812345678"))

    answer = officer.post(EXPORTS, {"purpose": "AUDIT", "q": "昭乌达路"})

    assert answer.status == 201
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="stays-')
    assert answer.text.startswith("\ufeff收容编号")
    [row] = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")))
    assert row["名字 name"] == "'=1+1"
    assert row["地点 place"] == "昭乌达路菜市场西口 ****"
    assert row["登记人 taken in by"] == "o**********"
    assert row["状态 status"] == "检疫中"
    assert "张三" not in answer.text
    assert "13812345678" not in answer.text


def test_an_export_is_on_record_before_it_leaves(officer: Client, store: Store) -> None:
    for _ in range(2):
        officer.post(DOGS, a_dog())

    answer = officer.post(EXPORTS, {"purpose": "REPORT", "note": "督导组", "since": "2026-07-01"})

    with store.read() as work:
        [kept] = work.exec(select(Export)).all()
        told = work.connection().execute(journal.select().where(journal.c.type == RecordsExported.type)).all()
    assert kept.id == answer.headers["export-id"]
    assert (kept.by, kept.purpose, kept.note) == ("one officer", "REPORT", "督导组")
    assert (kept.rows, str(kept.since)) == (2, "2026-07-01")
    assert [RecordsExported.model_validate_json(one.data).rows for one in told] == [2]
    assert "officer" not in told[0].data


def test_an_export_says_what_for(officer: Client, store: Store) -> None:
    assert officer.post(EXPORTS, {"q": "黄"}).status == 422
    assert officer.post(EXPORTS, {"purpose": "随便看看", "q": "黄"}).status == 422
    assert officer.post(EXPORTS, {"purpose": "OTHER", "note": " ", "q": "黄"}).status == 422

    with store.read() as work:
        assert work.exec(select(Export)).all() == []


def test_only_officers_and_auditors_take_records_out(running: Client, token: Callable[[str], str]) -> None:
    asked = {role: running.signed_in(token(role)).post(EXPORTS, {"purpose": "AUDIT"}).status
             for role in ("officer", "auditor", "keeper", "vet", "adoption")}  # fmt: skip

    assert asked == {"officer": 201, "auditor": 201, "keeper": 403, "vet": 403, "adoption": 403}
    assert running.post(EXPORTS, {"purpose": "AUDIT"}).status == 401


def test_auditors_see_what_was_taken_out(
    officer: Client, running: Client, token: Callable[[str], str]
) -> None:
    ids = [officer.post(EXPORTS, {"purpose": what}).headers["export-id"] for what in ("REPORT", "AUDIT")]
    auditor = running.signed_in(token("auditor"))

    first = auditor.get(f"{EXPORTS}?limit=1").json()
    rest = auditor.get(f"{EXPORTS}?after={first['next']}").json()

    assert [one["id"] for one in first["exports"] + rest["exports"]] == ids[::-1]
    assert [one["purpose"] for one in rest["exports"]] == ["REPORT"]
    assert officer.get(EXPORTS).status == 403
