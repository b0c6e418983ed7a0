"""A file is looked at first, taken in when somebody says so, and gone when it is done."""

import csv
import io
from urllib.parse import urlencode

import sqlalchemy as sa

from services.intake.imports import store as imports
from services.intake.imports.models import Import
from shared import auth, clock
from shared.store import Store
from tests.intake.imports.test_routes import (
    ADOPTED,
    CAT,
    COLUMNS,
    DIED,
    HEADER,
    NATIVE,
    finish,
)
from tests.servers import Answer, Client
from tests.system import until


def test_a_file_is_looked_at_before_anything_is_taken_in(officer: Client) -> None:
    text = HEADER + ADOPTED + DIED + CAT

    seen = officer.post("/intake/v1/imports/previews?name=a.csv", text, Content_Type="text/csv").json()

    assert [seen[name] for name in ("rows", "dogs", "known")] == [3, 2, 0]
    assert seen["refused"][0]["row"] == 4 and seen["columns"]["animalname"] == "name"
    assert seen["first"][0]["name"] == "Rex" and seen["first"][0]["rows"] == [2]
    finish(officer, NATIVE)
    assert officer.get("/intake/v1/counts").json()["dogs"] == 1, "nobody said begin"

    path = f"/intake/v1/imports/{seen['import_id']}"
    assert officer.post(f"{path}/begin").status == 202
    until(lambda: officer.get(path).json()["status"] == "finished")
    assert officer.get("/intake/v1/counts").json()["dogs"] == 3
    assert officer.post(f"{path}/begin").status == officer.post(f"{path}/discard").status == 409
    assert [one["status"] for one in officer.get("/intake/v1/imports").json()] == ["finished"] * 2


def test_refused_rows_are_a_file_to_correct(officer: Client) -> None:
    state = finish(officer, HEADER + ADOPTED + CAT)
    answer = officer.get(f"/intake/v1/imports/{state['id']}/refused.csv")

    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [(row["id"], row["行号 row"]) for row in rows] == [("3", "3")]
    assert "Not a dog" in rows[0]["原因 reason"]


def test_a_file_is_sealed_and_what_is_left_of_it_is_gone_after_a_month(officer: Client, store: Store) -> None:
    whose = "WODEMINGZI-巴特尔"
    text = f"{COLUMNS[:-1]},owner\na1,大学西路,150105,2026-07-13T23:41:00+08:00,YW,RURAL,male,M,{whose}\n"
    text += f"a2,大学西路,150105,yesterday,YW,RURAL,male,M,{whose}\n"

    officer.post("/intake/v1/imports/previews?name=a.csv", text, Content_Type="text/csv")
    state = finish(officer, text)

    assert (state["taken_in"], [one["row"] for one in state["refused"]]) == (1, [3]), state["refused"]
    door = f"/intake/v1/imports/{state['id']}/refused.csv"
    assert whose in officer.get(door).text
    with store.read() as work:
        kept = work.sql(sa.select(Import.__table__)).all()  # type: ignore[attr-defined]
        assert len(kept) == 2 and "WODEMINGZI" not in str(kept)
    with store.write() as work:
        imports.forget_old(work, clock.now() + imports.CORRECTED_WITHIN)
    with store.read() as work:
        assert [row.sealed for row in work.sql(sa.select(Import.__table__))] == [None]  # type: ignore[attr-defined]
    assert whose not in (left := officer.get(door).text) and "3," in left


def send(client: Client, path: str, token: str, file: str = "", **fields: str) -> Answer:
    headers = {"Cookie": f"{auth.COOKIE}={token}", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    if not file:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return client.ask("POST", path, urlencode(fields), headers)
    part = (
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="名单.csv"\r\n\r\n{file}\r\n--x--\r\n'
    )
    return client.ask("POST", path, part, headers | {"Content-Type": "multipart/form-data; boundary=x"})


def test_the_page_shows_a_file_takes_it_in_and_tells_how_far_it_is(running: Client, officer: Client) -> None:
    token = officer.token
    sent = send(running, "/intake/imports/", token, HEADER + ADOPTED + CAT)
    here = sent.headers["location"]

    def shown() -> str:
        return running.ask("GET", here, headers={"Cookie": f"{auth.COOKIE}={token}"}).text

    assert sent.status == 303
    assert all(words in shown() for words in ("名单.csv", "待确认", "Rex", "animalname", "不是犬"))

    taps = [send(running, f"{here}/begin", token, key="one").headers["location"] for _ in range(2)]
    assert taps == [here, here], "a second tap is harmless"
    until(lambda: "已完成" in shown())
    assert "refused.csv" in shown() and "已接收的犬" in shown()
    assert send(running, f"{here}/begin", token).status == 409


def test_a_file_that_is_not_one_is_refused_on_the_page_and_one_not_wanted_is_forgotten(
    running: Client, officer: Client
) -> None:
    wrong = send(running, "/intake/imports/", officer.token, "a,b\n1,2\n")
    here = send(running, "/intake/imports/", officer.token, NATIVE).headers["location"]

    assert wrong.status == 422 and "看不懂这些列" in wrong.text
    huge = send(running, "/intake/imports/", officer.token, "x" * 50_000_001)
    assert huge.status == 413 and "把文件分成几份" in huge.text and "<h1" in huge.text
    assert send(running, f"{here}/discard", officer.token).headers["location"] == "/intake/imports/"
    assert officer.get("/intake/v1/imports").json() == []
