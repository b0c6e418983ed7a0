"""What gets into the feed, who may read it there, and how. No database, no clock, no network."""

import json
from dataclasses import replace
from typing import Any

from shared.envelope import Envelope, Unreadable
from shared.events import BY_TYPE, DogIntaken
from shared.problems import Unreasonable
from shared.references import may_be_told
from shared.views import Reader, may_read

BY_NAME = {event.__name__: type for type, event in BY_TYPE.items()}


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


def position(cursor: str) -> int:
    """Where in the feed a cursor points. Raises `Unreasonable` for one that we did not hand out."""
    if cursor == "":
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise Unreasonable(
            "游标无效：请原样传回上次的 next。", "The cursor is not ours: pass the last `next` back as it is."
        )
    return int(cursor)


def as_json(thing: dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
