"""One event on the wire: CloudEvents 1.0 in plain stream fields that any language can read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared import events
from shared.events import Event


class Unreadable(ValueError):
    """A stream entry that is not one of our events; it will not become one by waiting."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the wire says around an event's data. `data` is JSON text."""

    id: str
    source: str
    type: str
    subject: str
    time: str
    dataschema: str
    sequence: int
    traceparent: str
    data: str

    @property
    def known(self) -> bool:
        """Whether this type is in our contract; what is not is for somebody else."""
        return self.type in events.BY_TYPE

    def event(self) -> Event:
        """The data as its event class. Raises `Unreadable` when it breaks the contract."""
        try:
            return events.BY_TYPE[self.type].model_validate_json(self.data)
        except ValueError as error:
            raise Unreadable(f"{self.type} {self.id}: {error}") from error

    def recorded_at(self) -> datetime:
        return datetime.fromisoformat(self.time)

    def to_fields(self) -> dict[str, str]:
        """The stream entry, field by field, in the order in which a person reads it."""
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time,
            "datacontenttype": "application/json",
            "dataschema": self.dataschema,
            "sequence": f"{self.sequence:020}",  # so that it sorts as text (CloudEvents' own extension)
            "traceparent": self.traceparent,
            "data": self.data,
        }

    def to_cloudevent(self) -> dict[str, Any]:
        """The structured JSON form (CloudEvents JSON format §3): data is an object, not text."""
        return {**self.to_fields(), "data": json.loads(self.data)}


def from_fields(fields: Mapping[bytes, bytes]) -> Envelope:
    """Reads a stream entry. Raises `Unreadable` for anything that is not a CloudEvent of 1.0."""
    try:
        text = {name.decode(): value.decode() for name, value in fields.items()}
        if text["specversion"] != "1.0":
            raise Unreadable(f"specversion {text['specversion']} is not 1.0")
        json.loads(text["data"])
        return Envelope(
            id=text["id"],
            source=text["source"],
            type=text["type"],
            subject=text["subject"],
            time=text["time"],
            dataschema=text.get("dataschema", ""),
            sequence=int(text["sequence"]),
            traceparent=text.get("traceparent", ""),
            data=text["data"],
        )
    except KeyError as missing:
        raise Unreadable(f"field {missing} is missing") from missing
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: {error}") from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
