"""What templates say in the reader's language, and errors as pages."""

from datetime import UTC, date, datetime

import pytest
from starlette.requests import Request

from shared import pages
from shared.pages import HERE, Pages, date_words, spoken
from shared.said import Said


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    pages._language.set(request.param)
    return str(request.param)


def reading(path: str = "/", query: str = "", accept: str = "text/html") -> Request:
    headers = [(b"accept", accept.encode()), (b"host", b"localhost")]
    return Request(
        {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers,
         "server": ("localhost", 80), "scheme": "http"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("both", "zh", "en"),
    [
        (Said("请先登录。", "Log in first."), "请先登录。", "Log in first."),
        (Said("没有找到", "Not found"), "没有找到", "Not found"),
        (Said("", "Not Found"), "Not Found", "Not Found"),
        (
            "只有中文。Only as it was kept.",
            "只有中文。Only as it was kept.",
            "只有中文。Only as it was kept.",
        ),
    ],
)
def test_of_a_sentence_said_twice_the_reader_gets_one(both: str, zh: str, en: str, language: str) -> None:
    assert spoken(both) == (zh if language == "zh" else en)


def test_a_date_reads_as_people_write_it(language: str) -> None:
    written = "2027年7月2日" if language == "zh" else "2 Jul 2027"

    assert date_words(date(2027, 7, 2)) == written
    assert date_words(datetime(2027, 7, 1, 16, tzinfo=UTC)) == written, "it is the city's day"


def test_small_english_stands_beside_chinese_only(language: str) -> None:
    assert pages.english_beside("<Adopt>") == (
        '<span lang="en">&lt;Adopt&gt;</span>' if language == "zh" else ""
    )


def test_an_error_is_a_page_for_people() -> None:
    shown = Pages("registry", HERE).show_problem(
        reading(query="lang=en"),
        404,
        Said("没有找到", "Not found"),
        Said("请核对编号。", "Check the number."),
    )

    page = bytes(shown.body).decode()
    assert shown.status_code == 404
    assert "Not found" in page and "Check the number." in page and "请核对编号" not in page


OURS = {b"host": b"dogs.example"}


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({b"cookie": b"a=b"}, True),
        ({b"sec-fetch-site": b"same-origin", b"cookie": b"a=b"}, False),
        ({b"sec-fetch-site": b"none"}, False),
        ({b"sec-fetch-site": b"cross-site"}, True),
        ({b"sec-fetch-site": b"same-site"}, True),
        ({b"origin": b"https://dogs.example", b"cookie": b"a=b"}, False),
        ({b"origin": b"https://dogs.example.evil"}, True),
        ({b"origin": b"null"}, True),
        ({b"origin": b"https://outside", b"x-forwarded-host": b"outside"}, False),
        ({b"origin": b"https://evil.example", b"authorization": b"Bearer x"}, False),
    ],
)
def test_a_form_of_another_site_is_known_with_or_without_a_cookie(
    headers: dict[bytes, bytes], foreign: bool
) -> None:
    assert pages.is_foreign({name: value.decode() for name, value in (OURS | headers).items()}) is foreign
