"""A text said twice, in Chinese and in English, that knows its halves."""

from typing import Any

from pydantic_core import PydanticCustomError

ENDS = ("。", "！", "？")  # a sentence brings its own space


class Said(str):
    """Both languages in one text, Chinese first: 请先登录。Log in first. A page shows its reader's half.

    It is stored and sent as the text that it is; what comes back from there has no halves any more.
    """

    zh: str
    en: str

    def __new__(cls, chinese: str, english: str) -> "Said":
        between = "" if not chinese or chinese.endswith(ENDS) else " "
        said = super().__new__(cls, f"{chinese}{between}{english}")
        said.zh, said.en = chinese, english
        return said

    @property
    def halves(self) -> tuple[str, str]:
        return self.zh, self.en

    def about(self, **facts: object) -> "Said":
        """The same with the facts of the moment in its words."""
        return Said(self.zh.format(**facts), self.en.format(**facts))

    def __reduce__(self) -> tuple[type["Said"], tuple[str, str]]:
        return Said, self.halves


def half(text: str, lang: str) -> str:
    """As its reader reads it; a text that is not said twice is for everybody."""
    if not isinstance(text, Said):
        return text
    return (text.en or text.zh) if lang == "en" else (text.zh or text.en)


def unfit(kind: str, chinese: str, english: str) -> PydanticCustomError:
    """What a validator raises of a value that does not fit."""
    said = Said(chinese, english)
    return PydanticCustomError(kind, "{said}", {"said": said})  # `kind` is for machines


def of_error(error: dict[str, Any]) -> str:
    """What one of Pydantic's errors says of a value: in both languages, if a validator of ours has "
    "said it."""
    context = error.get("ctx", {})
    told = context.get("said") or (getattr(context.get("error"), "args", None) or [None])[0]
    return told if isinstance(told, Said) else str(error["msg"]).removeprefix("Value error, ")
