"""The streams, asked about: what they still hold, and where a reader goes on who fell behind."""

import asyncio
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import Field

from services.notify.feed import store, streams
from services.notify.subscribers.reader import reader_of_all
from services.notify.subscribers.rules import Reader
from shared.doors import Doors
from shared.problems import NotFound
from shared.rail.streams import entry_id, text_of
from shared.service import Service
from shared.store import Model

doors = Doors(prefix="/notify/v1", tags=["notify"])
Counts = Annotated[Reader, Depends(reader_of_all)]
EntryId = Annotated[
    str,
    Query(pattern=r"^[0-9]{1,18}(-[0-9]{1,18})?$", description="Id of the last entry that was read, or 0"),
]
Number = Annotated[
    int, Query(ge=0, lt=2**63, description="The biggest `sequence` up to which nothing is missing")
]


class Entry(Model):
    """One end of a stream."""

    entry: str = Field(description="Its id in Redis")
    sequence: str
    id: str = Field(description="The id of its event")
    time: str = Field(description="When its event was recorded")


class Stream(Model):
    """What a stream holds now."""

    stream: str
    source: str
    first: Entry | None
    last: Entry | None
    trimmed: str | None = Field(
        description="The `sequence` up to which events are no longer in the stream; the feed has them all"
    )
    in_feed: str = Field(description="The biggest `sequence` of this source that the feed has")


class Streams(Model):
    """Every stream but those of which few may know."""

    streams: list[Stream]


@doors.get("/streams")
async def list_streams(request: Request, _: Counts) -> Streams:
    """What each stream still holds, and what of it has come to the feed."""
    service: Service = request.app.state.service
    found = [await streams.held(stream, service.redis) for stream in streams.STREAMS]
    return Streams(streams=await _told(service, found))


@doors.get("/streams/{service}/resume")
async def resume(
    request: Request,
    _: Counts,
    service: Annotated[str, Path(max_length=64, description="Whose stream it is, such as intake")],
    entry: EntryId,
    after_sequence: Number = 0,
) -> Stream:
    """Whether a reader of a stream can go on behind this entry. 410 where not: `go_on` fills the gap."""
    if (stream := f"qingcheng:{service}") not in streams.STREAMS:
        known = "、".join(stream.split(":")[1] for stream in streams.STREAMS)
        raise NotFound(f"没有这个流；有：{known}。", f"There is no such stream; these exist: {known}.")
    running: Service = request.app.state.service
    there = await streams.held(stream, running.redis)
    at = entry_id((entry if "-" in entry else f"{entry}-0").encode())
    if gone := streams.missed(there, at, after_sequence):
        raise gone
    [told] = await _told(running, [there])
    return told


async def _told(service: Service, found: list[streams.Held]) -> list[Stream]:
    heard = await asyncio.to_thread(_in_feed, service, [one.source for one in found])
    return [
        Stream(
            stream=one.stream, source=one.source, first=_end(one.first), last=_end(one.last),
            trimmed=None if one.trimmed is None else f"{one.trimmed:020}", in_feed=f"{number:020}",
        )
        for one, number in zip(found, heard, strict=True)
    ]  # fmt: skip


def _in_feed(service: Service, sources: list[str]) -> list[int]:
    with service.store.read() as work:
        return [store.last_of(work, source) for source in sources]


def _end(one: streams.Entry | None) -> Entry | None:
    if one is None:
        return None
    return Entry(entry=text_of(one.at), sequence=f"{one.sequence:020}", id=one.event_id, time=one.time)
