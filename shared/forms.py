"""Forms: what somebody fills in, be it JSON, a page or a row of a table, before any rule sees it."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from shared.said import Said, of_error, unfit
from shared.store import Model

UNSEEN = re.compile(
    # controls but tab and new line, halves of characters; what turns text around or is nothing; fillers, what
    # is no character, tags. Joiners and variation selectors belong to emoji and to Mongolian.
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
    "\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\u115f\u1160\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e00ff]"
)
LINES, SEVERAL_LINES = re.compile("[\n\r\t]"), 200  # characters: who may write so many may begin a new line
KEPT = {"kept": True}  # the context in which a form that was accepted before is read as it stands


Id = Annotated[str, StringConstraints(max_length=100)]  # of a thing: what is longer names nothing


class Form(Model):
    """A request body: its texts are in NFC and have no characters that nobody sees, a name is one line, no
    number is NaN or infinite.

    NUL is what PostgreSQL refuses and SQLite keeps; a lone surrogate is no UTF-8.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def can_be_read(cls, value: Any, asked: ValidationInfo) -> Any:
        if asked.context is KEPT:
            return value
        if any(UNSEEN.search(text) for text in texts_in(value)):
            raise unfit(
                "unseen", "有看不见的字符，请重新输入。", "It has characters that nobody sees: type it again."
            )
        if _is_a_line(cls, asked.field_name or "") and any(LINES.search(text) for text in texts_in(value)):
            raise unfit("lines", "请写在一行里。", "Write it in one line.")
        return composed(value)

    @classmethod
    def kept(cls, stored: Any) -> Self:
        """As it was accepted before, by whatever was asked of it then."""
        return cls.model_validate(stored, context=KEPT)


@functools.cache
def _is_a_line(form: type[BaseModel], name: str) -> bool:
    """Whether it is too short for several lines: a name, a number, a place."""
    field = form.model_fields.get(name)
    longest = list(_longest(field.annotation, field.metadata)) if field else []
    return bool(longest) and max(longest) < SEVERAL_LINES


def _longest(annotation: Any, metadata: Iterable[Any]) -> Iterator[int]:
    yield from (most for one in metadata if (most := getattr(one, "max_length", None)) is not None)
    for inner in get_args(annotation):
        yield from _longest(inner, getattr(inner, "__metadata__", ()))


def composed(value: Any) -> Any:
    """Every text in it in NFC: what looks the same is the same, whichever keyboard it came from."""
    if isinstance(value, str) and type(value) is str and not unicodedata.is_normalized("NFC", value):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(inner) for inner in value]
    if isinstance(value, dict):
        return {composed(name): composed(inner) for name, inner in value.items()}
    return value


def texts_in(value: Any) -> Iterable[str]:
    """Every text, however deep; forms within forms see to themselves."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_in(name)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from texts_in(inner)


def first_wrong(error: ValidationError, names: Mapping[str, str]) -> Said:
    """For people: which field is wrong and why; `names` is what the page calls its fields."""
    wrong = error.errors(include_url=False, include_input=False)[0]
    path = [str(part) for part in wrong["loc"]] or [""]
    field = next((part for part in reversed(path) if part in names), path[0])
    said = of_error(dict(wrong))
    zh, en = (f"：{said.zh}", said.en) if isinstance(said, Said) else ("。", f"{said}.")
    return Said(f"请检查“{names.get(field, field)}”{zh}", f"Check `{field}`: {en}")
