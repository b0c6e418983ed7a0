"""A dead letter: an event's own fields, why it lies there, and who may see how much of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import Field

from shared.events import BY_TYPE
from shared.said import Said
from shared.store import Model

Raw = Mapping[bytes, bytes]
Fate = Literal["redriven", "already", "discarded", "failed", "unreadable", "unheard", "gone"]
STAYS: tuple[Fate, ...] = ("failed", "unreadable", "unheard")
ADVICE: dict[Fate, str] = {
    "unreadable": Said("不是可以读懂的事件，请丢弃。", "It cannot be read as one of our events: discard it."),
    "unheard": Said("本服务不再处理这类事件，请丢弃。", "Nothing here listens to it any more: discard it."),
}


class Shown(Model):
    """A dead letter as people see it. A restricted one shows no content to those who may not read it."""

    entry: str = Field(examples=["1783957260000-0"])
    key: str = Field(description="the group of letters that failed alike", examples=["3f9a1c2b7d"])
    id: str
    type: str
    subject: str
    stream: str = Field(description="where it came from", examples=["qingcheng:intake"])
    stream_entry: str
    error: str
    handler: str
    attempts: str
    at: str = Field(description="when it was given up")
    restricted: bool
    fields: dict[str, str]


class Group(Model):
    """Letters of one type that failed with the same words, however many."""

    key: str
    type: str
    error: str
    count: int
    first: str
    last: str
    example: str


class Outcome(Model):
    """What became of one letter."""

    entry: str
    id: str = ""
    type: str = ""
    outcome: Fate
    error: str = ""

    @classmethod
    def gone(cls, entry: str) -> "Outcome":
        """Somebody else has decided about it already."""
        return cls(
            entry=entry,
            outcome="gone",
            error=Said("已不在死信中。", "It is no longer among the dead letters."),
        )


@dataclass
class Letter:
    """One entry of a dead-letter stream: the event's own fields, and why it lies there."""

    entry: str
    fields: Raw
    why: dict[str, str]
    veiled: bool = False

    def told(self, field: str) -> str:
        return self.fields.get(field.encode(), b"").decode(errors="replace")

    @property
    def restricted(self) -> bool:
        event = BY_TYPE.get(self.told("type"))
        known = event is not None and event.audience == "restricted"
        return known or self.why.get("stream", "").endswith(":restricted")

    @property
    def error(self) -> str:
        """As it was said; of a restricted event its kind alone, since errors quote what they refuse."""
        said = self.why.get("error", "")
        return said.partition(":")[0] if self.veiled else said

    @property
    def headline(self) -> str:
        """The error's first line without the event's own ids, the same for all that fail alike."""
        line = self.error.partition("\n")[0]
        for own in filter(None, (self.told("id"), self.told("subject"))):
            line = line.replace(own, "…")
        return line

    @cached_property
    def key(self) -> str:
        return hashlib.sha256(f"{self.told('type')}\n{self.headline}".encode()).hexdigest()[:10]

    def shown(self) -> Shown:
        fields = {
            name.decode(errors="replace"): text.decode(errors="replace") for name, text in self.fields.items()
        }
        return Shown(
            entry=self.entry, key=self.key, id=self.told("id"), type=self.told("type"),
            subject="" if self.veiled else self.told("subject"), stream=self.why.get("stream", ""),
            stream_entry=self.why.get("entry", ""), error=self.error, handler=self.why.get("handler", ""),
            attempts=self.why.get("attempts", ""), at=self.why.get("at", ""), restricted=self.restricted,
            fields={} if self.veiled else fields,
        )  # fmt: skip

    def recorded(self) -> dict[str, str]:
        """What an intervention keeps of it. The record is read by more people than a restricted event."""
        error = self.why.get("error", "")
        return {
            "entry": self.entry, "event": self.told("id"), "type": self.told("type"),
            "stream": self.why.get("stream", ""), "stream_entry": self.why.get("entry", ""),
            "error": error.partition(":")[0] if self.restricted else error,
        }  # fmt: skip

    def met(self, fate: Fate, error: str = "") -> Outcome:
        id, type = self.told("id"), self.told("type")
        return Outcome(entry=self.entry, id=id, type=type, outcome=fate, error=error or ADVICE.get(fate, ""))


def read_letter(entry: bytes, fields: Raw, restricted_too: bool = True) -> Letter:
    """Takes apart what burying put together; veiled where the reader may not see restricted events."""
    why = {
        name.decode().removeprefix("dead_"): text.decode(errors="replace")
        for name, text in fields.items()
        if name.startswith(b"dead_")
    }
    own = {name: text for name, text in fields.items() if not name.startswith(b"dead_")}
    letter = Letter(entry.decode(), own, why)
    letter.veiled = letter.restricted and not restricted_too
    return letter
