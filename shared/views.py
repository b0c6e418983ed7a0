"""An event as its reader may see it: staff see all of it, everybody what its class calls public.

A public copy has no `sequence`: a number that is left out would tell of what is hidden. Who follows the
public feed goes by its cursor.
"""

from types import SimpleNamespace
from typing import Any, Literal

from shared.envelope import Envelope
from shared.events import BY_TYPE, Event

Reader = Literal["public", "staff"]


def schema_url(event: type[Event], public_url: str, reader: Reader = "staff") -> str:
    """Where the JSON Schema of its data is to be read."""
    folder = "public/" if reader == "public" else ""
    return f"{public_url}/contract/{folder}{event.schema_name()}"


def may_read(type: str, reader: Reader) -> bool:
    """Whether events of this type are told to them at all; one that we do not know yet is for staff."""
    event = BY_TYPE.get(type)
    if event is None:
        return reader == "staff"
    return bool(event.public) or (reader == "staff" and event.audience != "restricted")


def facts(envelope: Envelope, reader: Reader) -> Any:
    """An event that we know, with the fields that they may read. Raises `Unreadable`."""
    event = envelope.event()
    if reader == "staff":
        return event
    return SimpleNamespace(**{name: getattr(event, name) for name in event.public})


def shown(envelope: Envelope, reader: Reader, public_url: str) -> dict[str, Any] | None:
    """The CloudEvent that they get; none if they get none."""
    if not may_read(envelope.type, reader):
        return None
    told = envelope.to_cloudevent()
    if event := BY_TYPE.get(envelope.type):
        told["dataschema"] = schema_url(event, public_url, reader)
        if reader == "public":
            del told["sequence"]
            told["data"] = {name: fact for name, fact in told["data"].items() if name in event.public}
    return told
