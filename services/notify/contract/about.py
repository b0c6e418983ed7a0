"""What is told of one event: when it is said and when not, what follows, its fields, who hears it.

No database, no clock, no network.
"""

from functools import cache
from typing import Any

from shared.compatible import Schema
from shared.events import BY_TYPE, Event, source_of, stream_of
from shared.meanings import code_table_of, codes, facts_of, heard_by, reader_of, says, words_of
from shared.promises import as_text, example_of, kept_sums, schema_of
from shared.views import Reader

NAMED: dict[str, type[Event]] = {event.__name__: event for event in BY_TYPE.values()}


@cache
def about(name: str) -> dict[str, Any]:
    """Of an event by its class, as JSON has it."""
    event = NAMED[name]
    schema = event.schema_name()
    return {
        "name": name,
        "type": event.type,
        "says": says(event),
        **facts_of(event),
        "audience": event.audience,
        "publisher": event.publisher,
        "stream": stream_of(event),
        "source": source_of(stream_of(event)),
        "heard_by": heard_by(event),
        "schema": schema,
        "public_schema": f"public/{schema}" if event.public else None,
        "example": f"examples/{schema}",
        "public_example": f"examples/public/{schema}" if event.public else None,
        "versions": [f"versions/{file}" for file in kept_sums() if file.startswith(f"{schema[:-5]}.")],
        "fields": _fields(event),
    }


def example_text(name: str, reader: Reader) -> str:
    return as_text(example_of(NAMED[name], reader)).rstrip()


def _fields(event: type[Event]) -> list[dict[str, Any]]:
    said = schema_of(event)
    return [
        _field(event, name, field, name in said["required"]) for name, field in said["properties"].items()
    ]


def _field(event: type[Event], name: str, said: Schema, required: bool) -> dict[str, Any]:
    means = words_of(event, name)
    table = code_table_of(event, name)
    return {
        "name": name,
        "required": required,
        "kind": kind_of(said),
        "means": {"zh": means["zh"], "en": means["en"]},
        "audience": reader_of(event, name),
        "example": said["examples"][0],
        "code_table": table or None,
        "codes": codes()[table] if table else None,
    }


def kind_of(said: Schema) -> str:
    """A type in few words: `string, date-time`; `string or null`; `array of string`."""
    if choices := said.get("anyOf"):
        return " or ".join(kind_of(one) for one in choices)
    kind = str(said.get("type", "any"))
    if kind == "array":
        return f"array of {kind_of(said.get('items', {}))}"
    return f"{kind}, {said['format']}" if "format" in said else kind
