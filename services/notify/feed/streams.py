"""What the streams still hold, and whether a reader who stands somewhere in one has missed something."""

from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from services.notify.feed.rules import Gone
from shared.events import BY_TYPE, source_of, stream_of
from shared.rail.streams import EntryId, entry_id, text_of

STREAMS = sorted({stream_of(event) for event in BY_TYPE.values() if event.audience != "restricted"})
NOTHING: EntryId = (0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One end of a stream: where it lies, and the number, id and time of its event."""

    at: EntryId
    sequence: int
    event_id: str
    time: str


@dataclass(frozen=True, slots=True)
class Held:
    """A stream as Redis has it. `end` is the id that was given last, whatever has been trimmed since."""

    stream: str
    first: Entry | None = None
    last: Entry | None = None
    end: EntryId = NOTHING

    @property
    def source(self) -> str:
        return source_of(self.stream)

    @property
    def trimmed(self) -> int | None:
        """The number up to which events are no longer here; none where it holds nothing to tell it by."""
        return self.first.sequence - 1 if self.first else None


async def held(stream: str, redis: Any) -> Held:
    """At one look, whatever its length."""
    try:
        said = await redis.xinfo_stream(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return Held(stream)
        raise
    first, last = _entry(said["first-entry"]), _entry(said["last-entry"])
    return Held(stream, first, last, entry_id(said["last-generated-id"]))


def _entry(said: Any) -> Entry | None:
    if not said or said[0] is None:
        return None
    at, fields = said
    told = {name: fields.get(name.encode(), b"").decode(errors="replace") for name in ("id", "time")}
    number = fields.get(b"sequence", b"").decode(errors="replace")
    return Entry(entry_id(at), int(number) if number.isdecimal() else 0, told["id"], told["time"])


def missed(there: Held, at: EntryId, number: int) -> Gone | None:
    """Why a reader who has read up to this entry, and this number, cannot just go on; none if it can.

    It cannot where what followed its entry may have been trimmed, or where the stream was begun anew.
    """
    go_on = f"/notify/v1/events?source={there.source}&after_sequence={number}"
    if at > there.end:
        return Gone(
            f"游标 {text_of(at)} 超出流 {there.stream} 的末尾（{text_of(there.end)}）：流已重建。"
            "请按 go_on 补齐，再从 0 读流，按 id 去重。",
            f"The entry {text_of(at)} is beyond the end of {there.stream} ({text_of(there.end)}): the stream "
            "was begun anew. Fill the gap as go_on says, then read the stream from 0; know by its id what "
            "you have seen.",
            go_on=go_on, read_from="0",
        )  # fmt: skip
    follows = there.first.at if there.first else there.end
    if at >= follows or (there.first and there.first.sequence <= number + 1):
        return None
    return Gone(
        f"流 {there.stream} 中游标 {text_of(at)} 之后的事件已有清理。"
        "请按 go_on 补齐，再从 0 读流，按 id 去重。",
        f"What followed the entry {text_of(at)} was trimmed from {there.stream}. Fill the gap as go_on says, "
        "then read the stream from 0; know by its id what you have seen.",
        go_on=go_on, read_from="0",
    )  # fmt: skip
