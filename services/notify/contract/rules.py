"""The files of the contract as they go out. No database, no clock, no network."""

import json

from shared.promises import EXAMPLE_URL, as_text


def address(public_url: str, name: str) -> str:
    """Where a file of the contract is served."""
    return f"{public_url.rstrip('/')}/contract/{name}"


def served(name: str, text: str, public_url: str) -> str:
    """A schema is called, and an example names its schema, as it is served here; all else is as it is."""
    if not name.endswith(".json"):
        return text
    said = json.loads(text)
    if name.startswith("examples/"):
        here = said["dataschema"].replace(EXAMPLE_URL, public_url.rstrip("/"), 1)
        return as_text(said | {"dataschema": here})
    return as_text(said | {"$id": address(public_url, name)}) if "$id" in said else text


def media_type(name: str) -> str:
    return "application/json" if name.endswith(".json") else "text/plain; charset=utf-8"
