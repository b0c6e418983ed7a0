"""Reads an event as the stream, the feed, server-sent events and webhooks give it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qingcheng_events import public, whole
from qingcheng_events.event import Event

Text = str | bytes


class Unreadable(ValueError):
    """Not one of these events, and it will not become one by waiting: put it aside."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event of a type that is newer than this package. `fields` is its data as it came."""

    type: str
    fields: Any


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """An event and what is said around it. `id` is the same however it came to you, and however often."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime  # when it was recorded; `data.occurred_at` is when it happened
    data: Event | Unknown
    dataschema: str = ""
    sequence: int | None = None  # 1, 2, 3 … in its whole stream; a public copy has none
    traceparent: str = ""

    @property
    def is_public(self) -> bool:
        """Whether `data` is what everybody may read, and not all of it."""
        return _is_public(self.dataschema)


def parse(fields: Mapping[str, Text] | Mapping[bytes, Text]) -> CloudEvent:
    """The entry of a stream, in plain fields. Raises `Unreadable`."""
    try:
        text = {_text(name): _text(value) for name, value in fields.items()}
        return from_cloudevent(text | {"data": json.loads(text["data"])})
    except KeyError as missing:
        raise Unreadable(f"field {missing} is missing") from missing
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: {error}") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"data is not JSON: {error}") from error


def from_cloudevent(event: Mapping[str, Any]) -> CloudEvent:
    """A CloudEvent in its JSON form, as a dict: `data` is an object. Raises `Unreadable`."""
    try:
        if event["specversion"] != "1.0":
            raise Unreadable(f"specversion {event['specversion']} is not 1.0")
        schema, time, number = str(event.get("dataschema") or ""), event["time"], event.get("sequence")
        return CloudEvent(
            id=event["id"],
            source=event["source"],
            type=event["type"],
            subject=event.get("subject") or "",
            time=time if isinstance(time, datetime) else datetime.fromisoformat(time),
            data=_data(event["type"], event["data"], _is_public(schema)),
            dataschema=schema,
            sequence=None if number is None else int(number),
            traceparent=event.get("traceparent") or "",
        )
    except KeyError as missing:
        raise Unreadable(f"{missing} is missing") from missing
    except (ValueError, TypeError) as error:
        raise Unreadable(str(error)) from error


def _data(type: str, fields: Any, is_public: bool) -> Event | Unknown:
    known = (public.BY_TYPE if is_public else whole.BY_TYPE).get(type)
    return known.model_validate(fields) if known else Unknown(type, fields)


def _is_public(schema: str) -> bool:
    return "public" in schema.split("/")


def _text(said: Text) -> str:
    return said.decode() if isinstance(said, bytes) else said
