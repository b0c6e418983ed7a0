"""What gets into the feed, who may read it there, and how. No database, no clock, no network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from shared.envelope import Envelope, Unreadable
from shared.events import BY_TYPE, DogIntaken
from shared.problems import Problem, Unreasonable
from shared.references import may_be_told
from shared.said import Said
from shared.views import Reader, may_read

BY_NAME = {event.__name__: type for type, event in BY_TYPE.items()}
OUR_SOURCE = "/qingcheng/notify"
POST = tuple(type for name, type in BY_NAME.items() if name.startswith("Message"))


class Gone(Problem):
    status = 410
    title = Said("已不在此处", "Gone")


class Told(Protocol):
    """What is looked at, of a row of the feed or of what is made of it."""

    @property
    def type(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def time(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """Which events a reader wants: all, where nothing is said. `since` is as `clock.text` has it."""

    types: frozenset[str] = frozenset()
    source: str = ""
    subject: str = ""
    since: str = ""

    @property
    def left_out(self) -> tuple[str, ...]:
        """What has become of messages is told to those who ask for it: most want to hear of dogs."""
        return () if self.types or self.source == OUR_SOURCE else POST

    @property
    def whole(self) -> bool:
        """Whether nothing of a source is left out."""
        return not (self.types or self.subject or self.since)

    def takes(self, one: Told) -> bool:
        return (
            (one.type in self.types if self.types else one.type not in self.left_out)
            and self.source in ("", one.source)
            and self.subject in ("", one.subject)
            and self.since <= one.time
        )


def audience_of(type: str) -> str:
    """Who may read events of a type; one that we don't know yet is for staff until we do."""
    return "public" if may_read(type, "public") else BY_TYPE[type].audience if type in BY_TYPE else "staff"


def full_type(name: str) -> str:
    """The wire type for a class name or a wire type. Raises `Unreasonable` for what is neither."""
    if name in BY_NAME:
        return BY_NAME[name]
    if name in BY_TYPE:
        return name
    known = ", ".join(sorted(BY_NAME))
    raise Unreasonable(f"没有这种事件：{name[:80]}。", f"There is no such event; these exist: {known}.")


def check(event: Envelope) -> None:
    """What is in the feed can be read by everyone who reads it. Raises `Unreadable`."""
    try:
        event.recorded_at()
        data = json.loads(event.data)
    except ValueError as error:
        raise Unreadable(f"{event.type} {event.id}: {error}") from error
    if not isinstance(data, dict):
        raise Unreadable(f"{event.type} {event.id}: its data is not an object")
    if event.known:
        event.event()


def without_untold(event: Envelope) -> Envelope:
    """A copy from before a reference was mended, which came late: what it must not tell is left out."""
    if event.type != DogIntaken.type:
        return event
    ref = json.loads(event.data).get("external_ref")
    if ref is None or may_be_told(ref):
        return event
    return replace(event, data=mended(event.data, None))


def mended(told: str, external_ref: str | None) -> str:
    """What an event says, with the reference that it should have told."""
    return as_json(json.loads(told) | {"external_ref": external_ref})


def reader_of(staff: bool) -> Reader:
    return "staff" if staff else "public"


def beyond_the_end() -> Gone:
    """For a cursor from before the feed was restored. Where it ends is not everybody's to know."""
    return Gone(
        "这个游标超出实况末尾：实况曾从较早的备份恢复。请从头或用 since= 从恢复前的时刻重读，按 id 去重。",
        "The cursor is beyond the end of the feed: it was restored from an older state. Begin "
        "again, or with since= a time before that, and know by its id what you have seen.",
        go_on="/notify/v1/events",
    )


def check_bridge(wish: Wish, after: str, staff: bool) -> None:
    """Whether a gap of a stream can be filled so. Raises `Unreasonable`."""
    if not staff:
        raise Unreasonable(
            "公开事件没有编号：请用 after= 与上次的 next 继续。",
            "Public events have no numbers: go on by after= and the last `next`, or send a token.",
        )
    if not wish.source:
        raise Unreasonable(
            "after_sequence 要与 source 一起用：编号按来源计。",
            "after_sequence goes with source: each source counts for itself.",
        )
    if after:
        raise Unreasonable(
            "after 与 after_sequence 只能用一个。", "Ask by after or by after_sequence, not by both."
        )
    if wish.source.endswith("/restricted"):
        raise Unreasonable(
            "实况中没有受限事件；请向发布者查询。", "The feed has no restricted events: ask their publisher."
        )


def dense(numbers: Sequence[int], after: int) -> bool:
    """Whether these are all the numbers that follow, without a hole."""
    return list(numbers) == list(range(after + 1, after + 1 + len(numbers)))


def as_json(thing: dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
