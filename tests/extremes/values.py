"""The extremes, by type: what a broken phone, a spreadsheet or a stranger may send."""

import json
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

CENTURIES = [f"{century:02}00" for century in range(1, 100)]
DAYS = [
    "0001-01-01", "9999-12-31", "1582-10-04", "2026-02-29", "2026-13-01", "２０２６-01-01", "20260713",
    "0000-00-00", "-001-01-01", "2026-07-13T00:00:00Z", "2199-12-31", "2000-01-01",
    "2005-08-31", "2010-06-01", "2019-12-31",
    *(f"{year}-02-28" for year in CENTURIES),
]  # fmt: skip
TIMES = [
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999+14:00",
    "9999-12-31T23:59:59.999999-14:00", "2016-12-31T23:59:60Z", "2005-08-31T23:59:59+08:00", "1794000000",
    "2026-07-13t15:41:00z", "2026-07-13T15:41:00", "2026-07-13T15:41:00+24:00", "2026-07-13T15:41:00+23:59",
    "2026-07-13", "2026-07-13T24:00:00Z", "1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z",
    "2010-06-01T12:00:00+08:00", "2019-12-31T23:59:59+08:00",
    *(f"{year}-02-28T12:00:00+08:00" for year in CENTURIES),
]  # fmt: skip
TEXTS = [
    "", "a\0b", "\ud800", "犬" * 10_000, "\u202egod", "9" * 400, "\0", " ", "\udfff\ud800", "🐕\u200d🦺" * 20,
    "ᠪᠠᠭᠠᠲᠤᠷ\u180eᠠ", "𠮷", "\ufeff", "\uffff", "%00", "'; drop table dog; --", "{{7*7}}",
    "../../../etc/passwd", "a\r\nX: y", "-", "\x1b[2J", "１２３", "\\", "1794000000", "0001-01-01", "9" * 19,
]  # fmt: skip
NUMBERS = [
    "-1", "0", "-0", "0.1", str(2**31), str(2**63 - 1), str(2**63), str(-(2**63) - 1), str(2**64),
    "1" + "0" * 400, "1" + "0" * 5000, "1e308", "-1e308", "1e400", "NaN", "Infinity", "-Infinity", '"2026"',
    '"１２"', '""',
]  # fmt: skip
DEEP = "[" * 5000 + "]" * 5000
SHAPES = ["null", "[]", DEEP, "{}", "true", "0", '""', "[null]", "[[]]", '{"\\ud800":1}', str(2**63), "NaN"]
FEW = ['"a\\u0000b"', '"\\ud800"', str(2**63), "NaN", '"0001-01-01T00:00:00Z"', '"9999-12-31"']
BODIES = [
    b"", b"\0", b"\xff\xfe", b"null", b"[]", b'""', b"{}", b"{", b"[" * 100_000, b'{"a":' * 5000, b"1" * 5000,
    b'{"\\ud800": 1}', b'{"a\\u0000": 1}', '{"a": "\ud800"}'.encode(errors="surrogatepass"), b"x" * 999_999,
    "\ufeff{}".encode(), "{}".encode("utf-16"),
]  # fmt: skip
HEADERS = [
    {"Idempotency-Key": "é\x85"}, {"Idempotency-Key": "\xff" * 200}, {"Idempotency-Key": "x" * 5000},
    {"Idempotency-Key": " "}, {"Authorization": "Bearer \xff\xfe"}, {"Authorization": "Bearer " + "." * 9000},
    {"Authorization": "Bearer e30.e30.e30"}, {"Authorization": "Bearer"}, {"Cookie": "qingcheng=\xff; =;;"},
    {"Cookie": "qingcheng_lang=\xe5; a=b"}, {"traceparent": "00-zz-\xff-1"}, {"traceparent": "0" * 5000},
    {"Accept": "\xff/*;q=x"}, {"Accept": "text/html" * 500}, {"Content-Type": "\xff"},
    {"Content-Type": "application/json; charset=utf-99"}, {"Content-Type": "multipart/form-data"},
    {"Last-Event-ID": str(2**63)}, {"Last-Event-ID": "\xb2"}, {"If-None-Match": "\xff" * 300},
    {"Range": "bytes=9-1,-" + "9" * 40}, {"X-Forwarded-Host": "\xff"}, {"Origin": "null"},
    {"Origin": "http://[::1"}, {"Sec-Fetch-Site": "\xff"}, {"X-Forwarded-For": "\xff, 999.1.1.1"},
    {"Host": "\xff"}, {"Accept-Language": "\xff" * 300},
    {"If-Modified-Since": "Mon, 01 Jan 0001 00:00:00 GMT"},
]  # fmt: skip


def some(table: Sequence[T], nth: int, always: int = 0, turns: int = 8) -> list[T]:
    """The first few always, the rest by turns: over so many fields of a type the whole table is sent."""
    return [*table[:always], *table[always + nth % turns :: turns]]


def literals(kind: str, longest: int | None, nth: int) -> list[str]:
    """What the nth field of a type is sent, as JSON; with the longest text that it allows."""
    shapes = some(SHAPES, nth, 2, 5)
    match kind:
        case "date-time":
            return [*map(json.dumps, some(TIMES, nth, 17)), *shapes, "1794000000", "1e308"]
        case "date":
            return [*map(json.dumps, some(DAYS, nth, 15)), *shapes, "20260713", "-1"]
        case "integer" | "number":
            return [*NUMBERS, *shapes]
        case "string":
            longest_text = [json.dumps("长" * longest)] if longest else []
            return [*map(json.dumps, some(TEXTS, nth, 5, 7)), *longest_text, *shapes]
    return [*shapes, '"\\u0000"', '"\\ud800"']
