"""Forms: what somebody fills in, be it JSON, a page or a row of a table, before any rule sees it."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import ConfigDict, StringConstraints, ValidationError, ValidationInfo, field_validator

from shared.said import Said, of_error, unfit
from shared.store import Model

UNSEEN = re.compile(
    # controls but tab and new line, halves of characters; what turns text around or is nothing; fillers, what
    # is no character, tags. Joiners and variation selectors belong to emoji and to Mongolian.
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
    "\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\u115f\u1160\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e00ff]"
)
KEPT = {"kept": True}  # the context in which a form that was accepted before is read as it stands


Id = Annotated[str, StringConstraints(max_length=100)]  # of a thing: what is longer names nothing


class Form(Model):
    """A request body: no text in it has characters that nobody sees, no number is NaN or infinite.

    NUL is what PostgreSQL refuses and SQLite keeps; a lone surrogate is no UTF-8.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def can_be_read(cls, value: Any, asked: ValidationInfo) -> Any:
        if asked.context is not KEPT and any(UNSEEN.search(text) for text in texts_in(value)):
            raise unfit(
                "unseen", "有看不见的字符，请重新输入。", "It has characters that nobody sees: type it again."
            )
        return value

    @classmethod
    def kept(cls, stored: Any) -> Self:
        """As it was accepted before, by whatever was asked of it then."""
        return cls.model_validate(stored, context=KEPT)


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
