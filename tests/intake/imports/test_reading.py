"""A file is read as it was written, or it is said why not."""

from collections.abc import Iterator

import pytest

from services.intake.imports import reading
from services.intake.imports.formats import MOST_ROWS
from services.intake.imports.records import Refused
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
from shared import clock
from tests.intake.imports.test_routes import ADOPTED, CAT, COLUMNS, HEADER, SEAL, dogs, read


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
