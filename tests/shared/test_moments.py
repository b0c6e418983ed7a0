"""Times at the door: RFC 3339 and ISO days to the letter, within bounds; the rest is refused in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared import clock, moments
from shared.forms import KEPT, Form, first_wrong

FOUND = Annotated[moments.Written, moments.since(lambda: date(2005, 9, 1)), moments.PAST]
found = TypeAdapter[datetime](FOUND)
NO_TIMES = [
    "", " ", "1794000000", 1794000000, 1794000000.5, True, None, [], {}, "2026-07-13", "2026-07-13T23:41:00",
    "2026-07-13T23:41+08:00", "2026-07-13 23:41:00+08:00", "2026-07-13T23:41:00+0800", "20260713T234100Z",
    "2026-07-13T24:00:00Z", "2016-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "2026-07-13T23:41:00+24:00",
    "２０２６-07-13T23:41:00Z", "2026-07-13T23:41:00Z\n", "0000-01-01T00:00:00Z", "2026-W29-1T00:00:00Z",
    "2026-07-13T23:41:00,5Z", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_TIMES)
def test_only_rfc_3339_is_a_time(text: object) -> None:
    with pytest.raises(ValidationError) as refused:
        found.validate_python(text)

    assert "。" in refused.value.errors()[0]["msg"], "said in both languages"


@pytest.mark.parametrize(
    "text", ["2026-07-13T23:41:00+08:00", "2026-07-13t15:41:00.000000001z", "2026-07-13T15:41:00.5-00:00"]
)
def test_rfc_3339_is_read_to_the_letter(text: str) -> None:
    at = found.validate_python(text)

    assert at.astimezone(UTC).replace(microsecond=0) == datetime(2026, 7, 13, 15, 41, tzinfo=UTC)


def test_a_time_before_the_first_law_is_refused_with_the_earliest_possible() -> None:
    with pytest.raises(ValidationError) as refused:
        found.validate_python("2005-08-31T23:59:59+08:00")

    assert refused.value.errors()[0]["msg"] == (
        "2005-08-31T23:59:59+08:00 太早：最早可写 2005-09-01。"
        "2005-08-31T23:59:59+08:00 is too early: the earliest possible is 2005-09-01."
    )
    assert found.validate_python("2005-08-31T16:00:00Z"), "midnight in the city"


def test_a_clock_may_be_five_minutes_ahead_and_no_more() -> None:
    soon = clock.now() + timedelta(minutes=4)

    assert found.validate_python(soon.isoformat()) == soon
    with pytest.raises(ValidationError, match="晚于现在"):
        found.validate_python((soon + timedelta(minutes=2)).isoformat())


@pytest.mark.parametrize("year", ["0001", "0100", "1582", "1900", "2300", "9900", "9999"])
def test_no_century_is_too_far_for_an_answer(year: str) -> None:
    for zone in ("+14:00", "-14:00", "+23:59"):
        for kind in (FOUND, moments.Moment):
            with pytest.raises(ValidationError, match=r"earliest|latest|future"):
                TypeAdapter[datetime](kind).validate_python(f"{year}-12-31T23:59:59.999999{zone}")
    with pytest.raises(ValidationError, match=r"earliest|latest"):
        TypeAdapter[date](moments.Day).validate_python(f"{year}-01-01")


@pytest.mark.parametrize(
    "text", ["", 20260713, "2026-7-13", "20260713", "2026-07-13T00:00:00Z", "2026-02-30", "２０２６-01-01"]
)
def test_only_a_calendar_day_is_a_day(text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[date](moments.Day).validate_python(text)


def test_a_day_ahead_has_its_last() -> None:
    near = TypeAdapter[date](Annotated[moments.WrittenDay, moments.ahead(10)])
    today = moments.city_day(clock.now())

    assert near.validate_python(str(today + timedelta(10)))
    with pytest.raises(ValidationError, match=f"最晚可写 {today + timedelta(10)}"):
        near.validate_python(str(today + timedelta(11)))


def test_a_day_may_stand_for_its_midnight_in_the_city() -> None:
    given = TypeAdapter[datetime](moments.WrittenEither)

    assert given.validate_python("2026-07-14") == given.validate_python("2026-07-14T00:00:00+08:00")


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "9999-12-31T23:59", "", "yesterday", "2026-07-13T23:41"]
)
def test_what_is_typed_into_a_field_is_judged_by_the_form(typed: str) -> None:
    read = moments.on_the_wall(typed)

    assert read == typed or (isinstance(read, datetime) and f"{read:%Y-%m-%dT%H:%M}"[-12:] == typed[-12:])
    assert moments.day_or_none(typed) is None


class Slip(Form):
    """A form of one time and one line."""

    at: FOUND | None = None
    line: str = ""
    lines: list[str] = Field(default=[])
    kilos: float = 1


@pytest.mark.parametrize("text", ["a\0b", "\0", "\x1b[2J", "\x85", "\x7f"])
def test_no_text_has_characters_that_nobody_sees(text: str) -> None:
    for given in ({"line": text}, {"lines": ["a", text]}):
        with pytest.raises(ValidationError, match="看不见的字符"):
            Slip.model_validate(given)


def test_lines_tabs_and_every_script_are_text() -> None:
    for text in ("一\n二\t三\r\n", "ᠪᠠᠭᠠᠲᠤᠷ᠎ᠠ", "🐕‍🦺", "𠮷"):
        assert Slip(line=text).line == text


@pytest.mark.parametrize("number", ["NaN", float("inf"), float("nan"), 10**400])
def test_a_number_is_finite(number: object) -> None:
    with pytest.raises(ValidationError):
        Slip.model_validate({"kilos": number})


@pytest.mark.parametrize(
    "text", ["\ud800", "\u202egod", "\u200b", "\u2066x", "\u3164", "\ufeff", "\ufdd0", "\U000e0041"]
)
def test_what_nobody_sees_or_what_turns_text_around_is_no_text(text: str) -> None:
    with pytest.raises(ValidationError):
        Slip.model_validate({"line": text})


def test_what_was_kept_before_is_read_as_it_stands() -> None:
    stored = {"at": "0026-07-13T23:41:00Z", "line": "a\x0bb"}

    assert Slip.kept(stored).line == "a\x0bb"
    assert Slip.model_validate(Slip(line="x"), context=KEPT).line == "x"


def test_a_page_says_what_is_wrong_in_both_languages() -> None:
    with pytest.raises(ValidationError) as refused:
        Slip.model_validate({"at": "2005-08-31T23:59:59+08:00"})

    assert first_wrong(refused.value, {"at": "时间"}) == (
        "请检查“时间”：2005-08-31T23:59:59+08:00 太早：最早可写 2005-09-01。"
        "Check `at`: 2005-08-31T23:59:59+08:00 is too early: the earliest possible is 2005-09-01."
    )
