"""A file is looked at first and taken in once, wherever it is cut off."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from services.intake.imports import reading, running
from services.intake.imports import store as imports
from services.intake.imports.formats import MOST_ROWS, Refused
from services.intake.imports.models import Import
from services.intake.imports.rules import (
    AlreadyBegun,
    UnreadableFile,
    begin,
    decoded,
    draft,
    left_of,
    refused_lines,
)
from services.intake.imports.states import state_of
from shared import auth, clock
from shared.events import DogIntaken
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.intake.imports.test_routes import ADOPTED, CAT, DIED, HEADER, NATIVE, SEAL, finish, read
from tests.servers import Answer, Client
from tests.system import until

FILE = Path(__file__).parents[4] / "shared/data/bloomington-2017.csv"
COLUMNS = "external_ref,found_text,division,found_time,colour,breed,sex,size\n"


def dogs(first: int, last: int) -> str:
    row = "{n},大学西路,150105,2026-07-13T23:41:00+08:00,YW,RURAL,male,M\n"
    return COLUMNS + "".join(row.format(n=n) for n in range(first, last + 1))


# ---- reading --------------------------------------------------------------------------------------------


@pytest.fixture
def reader() -> Iterator[None]:
    yield
    reading.READER.close()


def test_a_long_file_is_read_in_a_process_of_its_own_just_as_a_short_one(reader: None) -> None:
    text = dogs(1, 900) + "901,大学西路\n"
    sent = text.encode("gb18030")

    assert len(sent) > reading.SHORT
    assert reading.understood(sent, SEAL) == (text, read(text))
    with pytest.raises(Refused, match="看不懂这些列"):
        reading.understood("a,b\n" + "1,2\n" * 20_000, SEAL)
    with pytest.raises(UnreadableFile, match="第 903 行有空字符"):
        reading.understood(sent + b"\0", SEAL)


# ---- rules ----------------------------------------------------------------------------------------------


def test_a_file_from_excel_is_read_as_it_was_written() -> None:
    assert decoded("大学西路".encode("gb18030")) == decoded("大学西路".encode("utf-8-sig")) == "大学西路"
    with pytest.raises(UnreadableFile):
        decoded(b"PK\x03\x04\0\0")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf\r\n\r\n", "文件是空的"),
        (COLUMNS.encode(), "没有数据行"),
        (b"PK\x03\x04" + bytes(range(256)), "Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0" + bytes(9), "Excel 工作簿"),
        ((dogs(1, 1) + "2,大\0学\n").encode(), "第 3 行有空字符"),
        (b"\x89PNG\r\n" + b"\xff" * 9, "文件编码不对"),
        (dogs(1, 1).replace("size\n", "sex\n").encode(), "列名重复：sex"),
        (HEADER.replace("breedname,", "").encode() + b"1\n", "缺少这些列：breedname"),
        (("x" * 200_000 + "\n1\n").encode(), "不是完整的 CSV"),
        ((",".join(f"c{n}" for n in range(40_000)) + "\n1\n").encode(), "有 40000 列，最多 100 列"),
        (dogs(1, MOST_ROWS + 1).encode(), "请分成几个文件"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_why(sent: bytes, told: str) -> None:
    with pytest.raises((UnreadableFile, Refused), match=told):
        read(decoded(sent))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_file_of_any_spreadsheet_is_read(coding: str, between: str) -> None:
    text = dogs(1, 2).replace(",", between).replace("\n", "\r\n")

    reading = read(decoded(text.encode(coding)))

    assert [record.ref for record in reading.records] == ["csv:1", "csv:2"]
    assert reading.records[0].new.found_at.text == "大学西路"


def test_a_row_that_does_not_fit_says_what_belongs_there() -> None:
    torn = "8,大学,西路,150105,2026-07-13T23:41:00+08:00,YW,RURAL,male,M\n"
    short, wrong = "9,大学西路\n", "10,大学西路,150105,昨天,YW,RURAL,boy,M\n"

    reading = read(dogs(1, 1) + torn + short + wrong)

    assert reading.rows == 4
    assert [(row, why.partition("。")[0]) for row, why in reading.refused] == [
        (3, "格子比列名多，文字里的逗号要加引号"),
        (4, "缺少 division"),
        (5, "found_time 有误（昨天），请写成 2026-07-13T23:41:00+08:00"),
    ]


def test_columns_that_are_not_ours_are_left_alone() -> None:
    text = dogs(1, 1).replace("size\n", "size,remark\n").replace(",M\n", ",M,好\n")

    reading = read(text)

    assert (len(reading.records), reading.columns["remark"]) == (1, "")


def test_a_file_begins_once() -> None:
    text = HEADER + ADOPTED + CAT
    one = draft("i", " a.csv ", b"", read(text), "wang", clock.now())
    assert (one.name, one.done, one.rows, state_of(one)) == ("a.csv", 1, 2, "preview")

    begin(one, clock.now())

    assert state_of(one) == "running"
    with pytest.raises(AlreadyBegun):
        begin(one, clock.now())


def test_a_file_says_what_becomes_of_its_columns() -> None:
    columns = read(HEADER + ADOPTED).columns

    assert (columns["animalname"], columns["identichipnumber"], columns["istrial"]) == ("name", "chip", "")


def test_refused_rows_come_back_as_they_were_with_the_reason_and_no_formulas() -> None:
    text = (
        COLUMNS + '=1+1,路,150105,yesterday,YW,RURAL,male,M\n"2","a, b",150105,2026-07-13,YW,RURAL,male,M\n'
    )
    number, *_ = (row for row, _ in read(text).refused)

    header, line = refused_lines(left_of(text, {number}), {number: "不是日期"})

    assert header[-2:] == ["行号 row", "原因 reason"]
    assert line == ["'=1+1", "路", "150105", "yesterday", "YW", "RURAL", "male", "M", "2", "不是日期"]


# ---- the job --------------------------------------------------------------------------------------------


def test_whoever_takes_a_file_up_again_goes_on_where_it_was(officer: Client, store: Store) -> None:
    text = dogs(1, 60)
    with store.write() as work:
        one = draft("cut-off", "", b"", read(text), "wang", clock.now())
        one.text = text  # as files were kept before they were sealed
        work.add(one)
    for _ in range(2):  # then the process is gone, and another reads the file anew
        with store.write() as work:
            assert running.take_some("cut-off", read(text).records, work)
    with store.write() as work:
        begin(work.get_one(Import, "cut-off"), clock.now())
    finish(officer, dogs(61, 61))  # wakes the job

    state = until(
        lambda: (s := officer.get("/intake/v1/imports/cut-off").json())["status"] == "finished" and s
    )
    assert [state[name] for name in ("rows", "done", "taken_in", "known", "refused")] == [60, 60, 60, 0, []]
    assert officer.get("/intake/v1/counts").json()["dogs"] == 61


def test_what_an_import_says_is_history_and_what_is_said_beside_it_is_not(
    officer: Client, store: Store
) -> None:
    finish(officer, HEADER + ADOPTED + DIED)
    officer.post("/intake/v1/dogs", a_dog())

    with store.read() as work:
        said = work.sql(sa.select(journal.c.type, journal.c.data).order_by(journal.c.sequence)).all()
    imported = [json.loads(event.data)["imported"] for event in said]
    assert imported.count(True) >= 3 and said[imported.index(False)].type == DogIntaken.type
    assert imported == sorted(imported, reverse=True), "first what was imported, then the news"


def test_two_that_work_at_one_file_share_it(officer: Client, store: Store) -> None:
    text = dogs(1, 30)
    records = read(text).records
    with store.write() as work:
        work.add(draft("shared", "", b"", read(text), "wang", clock.now()))
    while True:
        for _ in range(2):
            with store.write() as work:
                more = running.take_some("shared", records, work)
        if not more:
            break

    with store.read() as work:
        told = work.get_one(Import, "shared")
    assert (told.taken_in, told.known, told.done) == (30, 0, 30)


def test_what_is_refused_is_added_to_what_was_and_nobody_writes_it_all_again(
    officer: Client, store: Store
) -> None:
    """Two thousand took ten seconds, and eight thousand never ended."""
    finish(officer, dogs(1, 60))
    before = dogs(1, 60).replace("2026-07-13", "2026-07-12")  # older than what is known of each
    with mock.patch.object(imports, "add_refused", wraps=imports.add_refused) as add:
        told = finish(officer, before)

    assert [len(call.args[2]) for call in add.call_args_list] == [25, 25, 10]  # once for each transaction
    assert [one["row"] for one in told["refused"]] == list(range(2, 62))
    assert all("之后已有收容" in one["reason"] for one in told["refused"])
    assert (told["done"], told["taken_in"], told["known"]) == (60, 0, 0)


def test_one_dog_that_cannot_be_taken_in_stops_no_other(
    officer: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = running.admit

    def stumble(new: object, *rest: object, **more: object) -> object:
        if rest[3] == "csv:2":
            raise AlreadyBegun("不行。", "No.")
        return admit(new, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "admit", stumble)
    state = finish(officer, dogs(1, 3))

    assert (state["taken_in"], state["done"]) == (2, 3)
    assert state["refused"] == [{"row": 3, "reason": "不行。No."}]


# ---- doors and pages ------------------------------------------------------------------------------------


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
