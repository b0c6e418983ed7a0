"""Text at the door: one rule for JSON, forms and rows of tables, whichever store is behind it."""

import unicodedata
from typing import Annotated

import pytest
from pydantic import Field, StringConstraints, ValidationError

from shared.forms import KEPT, Form

SEEN = ("豆包 Đặng", "𠮷野", "ᠪᠠᠭᠠᠲᠤᠷ\u180eᠠ", "🐕\u200d🦺")
UNSEEN = {
    "NUL": "\0", "bell": "\a", "escape": "\x1b", "C1": "\x85", "turned around": "\u202e",
    "isolate": "\u2066", "half a character": "\ud800", "nothing": "\u200b", "no character": "\uffff",
}  # fmt: skip
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class Filled(Form):
    name: str = Field(default="", max_length=60)
    chip: Line | None = None
    names: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=9)
    notes: str = Field(default="", max_length=2000)
    facts: dict[str, list[str]] = Field(default={}, max_length=9)


def wrong(**given: object) -> tuple[str, str]:
    """Which field, and of what kind it is."""
    with pytest.raises(ValidationError) as refused:
        Filled.model_validate(given)
    [error] = refused.value.errors(include_url=False)
    return str(error["loc"][0]), error["type"]


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_refused_and_said_where(text: str) -> None:
    kinds = ("unseen", "string_unicode")  # pydantic itself refuses half a character where a text is wanted
    for field, value in (("name", f"a{text}b"), ("notes", f"a\n{text}"), ("facts", {"a": [text]})):
        where, kind = wrong(**{field: value})
        assert (where, kind in kinds) == (field, True)


@pytest.mark.parametrize("text", SEEN)
def test_what_people_write_is_taken(text: str) -> None:
    assert Filled(name=text, notes=text).name == text


@pytest.mark.parametrize("end", ["\n", "\r", "\t"])
def test_a_name_is_one_line_and_notes_are_several(end: str) -> None:
    for field, value in (("name", f"a{end}b"), ("chip", f"a{end}b"), ("names", [f"a{end}b"])):
        assert wrong(**{field: value}) == (field, "lines")
    assert Filled(notes=f"a{end}b").notes == f"a{end}b"


def test_what_looks_the_same_is_the_same() -> None:
    apart = unicodedata.normalize("NFD", "Đặng é が")

    filled = Filled(name=apart, names=[apart], notes=apart, facts={apart: [apart]})

    assert apart != (same := unicodedata.normalize("NFC", apart))
    assert filled == Filled(name=same, names=[same], notes=same, facts={same: [same]})


def test_what_was_accepted_before_is_read_as_it_stands() -> None:
    apart = unicodedata.normalize("NFD", "é")

    assert Filled.model_validate({"name": f"{apart}\n\0"}, context=KEPT).name == f"{apart}\n\0"
