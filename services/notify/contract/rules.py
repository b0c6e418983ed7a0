"""What is told of the contract, and under which addresses. No database, no clock, no network."""

import json
from collections.abc import Callable, Collection
from typing import Any

from shared.events import BY_TYPE, Event, stream_of
from shared.promises import as_text

ASYNCAPI, CHANGES = "asyncapi.json", "CHANGES.md"


def address(public_url: str, name: str = "") -> str:
    """Where a file of the contract is served."""
    return f"{public_url.rstrip('/')}/contract/{name}"


def served(name: str, text: str, public_url: str) -> str:
    """A file as it goes out: a schema's `$id` and an example's `dataschema` are the address that answers."""
    folder, _, file = name.rpartition("/")
    if name == ASYNCAPI or not name.endswith(".json"):
        return text
    if folder in ("", "public"):
        return as_text(json.loads(text) | {"$id": address(public_url, name)})
    if folder == "examples":
        return as_text(json.loads(text) | {"dataschema": address(public_url, file)})
    return text


def media_type(name: str) -> str:
    return "application/json" if name.endswith(".json") else "text/plain; charset=utf-8"


def index(names: Collection[str], public_url: str) -> dict[str, Any]:
    """Every event with the addresses of what is said about it; none where there is no such file."""

    def at(name: str) -> str | None:
        return address(public_url, name) if name in names else None

    return {
        "events": [_entry(event, at) for event in BY_TYPE.values()],
        "asyncapi": at(ASYNCAPI),
        "changes": at(CHANGES),
        "versions": [address(public_url, name) for name in sorted(names) if name.startswith("versions/")],
    }


def _entry(event: type[Event], at: Callable[[str], str | None]) -> dict[str, Any]:
    file, stream = event.schema_name(), stream_of(event)
    return {
        "name": event.__name__,
        "type": event.type,
        "audience": event.audience,
        "publisher": event.publisher,
        "stream": stream,
        "source": "/" + stream.replace(":", "/"),
        "about": event.about,
        "meaning": " ".join((event.__doc__ or "").split()),
        "schema": at(file),
        "public_schema": at(f"public/{file}"),
        "example": at(f"examples/{file}"),
    }
