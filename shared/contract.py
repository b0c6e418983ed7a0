"""Writes down what the events promise: JSON Schemas, examples, AsyncAPI and docs/events.md.

`python -m shared.contract` writes what is new and refuses what would break a subscriber;
`python -m shared.contract --check` only compares.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from shared.envelope import Envelope
from shared.events import BY_TYPE, Event, stream_of
from shared.ids import uuid_from

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "shared/contract"
TABLE = ROOT / "docs/events.md"
Schema = dict[str, Any]


class Published(GenerateJsonSchema):
    """Plain schemas: without a title for each field, and without defaults that nobody should rely on."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


# ---- one event ----------------------------------------------------------------------------------------


def schema_of(event: type[Event]) -> Schema:
    """JSON Schema (draft 2020-12) of an event's data. It never forbids what it does not know."""
    made = event.model_json_schema(schema_generator=Published, mode="serialization")
    required = [name for name, field in event.model_fields.items() if field.is_required()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.schema_name(),
        **made,
        "required": required,
    }


def example_of(event: type[Event]) -> dict[str, Any]:
    """A whole CloudEvent with the event's example in it, the same at every run."""
    happened = event.model_validate(event.example)
    return Envelope(
        id=uuid_from("example", event.type),
        source=f"/qingcheng/{event.publisher}",
        type=event.type,
        subject=happened.subject,
        time="2026-07-13T15:41:07.250000Z",
        dataschema=event.schema_name(),
        sequence=1,
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=happened.model_dump_json(),
    ).to_cloudevent()


# ---- all of them --------------------------------------------------------------------------------------

ATTRIBUTES: Schema = {
    "type": "object",
    "description": "CloudEvents 1.0 in plain fields of a stream entry. `data` is one more field, JSON text.",
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "UUIDv7. Seen before means done before."},
        "source": {"type": "string", "description": "/qingcheng/<service>"},
        "type": {"type": "string", "description": "The wire name, for ever."},
        "subject": {"type": "string", "description": "The id of the thing that it happened to."},
        "time": {"type": "string", "format": "date-time", "description": "When it was recorded, UTC."},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"type": "string", "description": "The file of its schema in the contract."},
        "sequence": {"type": "string", "pattern": "^[1-9][0-9]*$",
                     "description": "1, 2, 3 … dense for each stream: a hole is a loss."},
        "traceparent": {"type": "string", "description": "W3C Trace Context."},
    },
    "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence"],
}  # fmt: skip


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0, made from the classes: a channel for each stream, a message for each event."""
    streams: dict[str, list[type[Event]]] = {}
    for event in BY_TYPE.values():
        streams.setdefault(stream_of(event), []).append(event)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "青城 Qingcheng",
            "version": "1",
            "description": "What happens to a city's stray dogs, as facts. See docs/subscribing.md.",
        },
        "defaultContentType": "application/json",
        "channels": {
            _channel(stream): {
                "address": stream,
                "description": _who_may_read(stream),
                "messages": {e.__name__: {"$ref": f"#/components/messages/{e.__name__}"} for e in events},
            }
            for stream, events in sorted(streams.items())
        },
        "operations": {
            f"publish_{_channel(stream)}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{_channel(stream)}"},
                "summary": f"{stream.split(':')[1]} says what is now true.",
                "messages": [
                    {"$ref": f"#/channels/{_channel(stream)}/messages/{e.__name__}"} for e in events
                ],
            }
            for stream, events in sorted(streams.items())
        },
        "components": {
            "messages": {
                event.__name__: {
                    "name": event.type,
                    "title": event.__name__,
                    "summary": _meaning(event),
                    "contentType": "application/json",
                    "headers": {"$ref": "#/components/schemas/CloudEvent"},
                    "payload": {"$ref": f"./{event.schema_name()}"},
                    "tags": [{"name": event.audience}],
                    "examples": [{"payload": example_of(event)["data"]}],
                }
                for event in BY_TYPE.values()
            },
            "schemas": {"CloudEvent": ATTRIBUTES},
        },
    }


def _channel(stream: str) -> str:
    return stream.removeprefix("qingcheng:").replace(":", "_")


def _who_may_read(stream: str) -> str:
    return "For the few who must know." if stream.endswith(":restricted") else "For every subscriber."


def _meaning(event: type[Event]) -> str:
    return " ".join((event.__doc__ or "").split())


def table() -> str:
    """docs/events.md: every event, who says it, where, and what it means."""
    lines = [
        "# Events",
        "",
        "Made by `make contract` from `shared/events.py`; do not edit. Schemas, whole examples and an",
        "AsyncAPI document are in `shared/contract/`; how to receive them is in",
        "[subscribing.md](subscribing.md).",
        "A field with `?` may be missing. Every event has `occurred_at`: when it happened.",
        "",
        "| event | type | publisher | stream | audience | what is now true | fields |",
        "|---|---|---|---|---|---|---|",
    ]
    for event in BY_TYPE.values():
        fields = [
            f"`{name}`" if field.is_required() else f"`{name}`?"
            for name, field in event.model_fields.items()
            if name != "occurred_at"
        ]
        lines.append(
            f"| [{event.__name__}](../shared/contract/{event.schema_name()}) | `{event.type}` "
            f"| {event.publisher} | `{stream_of(event)}` | {event.audience} | {_meaning(event)} "
            f"| {', '.join(fields)} |"
        )
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """Everything that the contract consists of, by path."""
    made: dict[Path, Any] = {FOLDER / "asyncapi.json": asyncapi()}
    for event in BY_TYPE.values():
        made[FOLDER / event.schema_name()] = schema_of(event)
        made[FOLDER / "examples" / event.schema_name()] = example_of(event)
    texts = {path: json.dumps(content, ensure_ascii=False, indent=2) + "\n" for path, content in made.items()}
    return texts | {TABLE: table()}


# ---- compatibility: FULL_TRANSITIVE within a major version --------------------------------------------

LIMITS = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern",
    "format", "const", "multipleOf", "minItems", "maxItems", "uniqueItems",
)  # fmt: skip


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every reason why readers or writers of one could not deal with the other; none if both can.

    The only thing that a published event may do is gain an optional field.
    """
    return list(_broken(old, new, old, new, ""))


def _broken(old: Any, new: Any, old_root: Schema, new_root: Schema, at: str) -> Iterator[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if isinstance(old, bool) or isinstance(new, bool):
        if old != new:
            yield f"{at or 'data'}: {json.dumps(old)} became {json.dumps(new)}"
        return
    if set(_kinds(old)) != set(_kinds(new)):
        yield f"{at or 'data'}: type {old.get('type')} became {new.get('type')}"
    if old.get("enum") != new.get("enum") and set(old.get("enum", ())) != set(new.get("enum", ())):
        yield f"{at or 'data'}: allowed values {old.get('enum')} became {new.get('enum')}"
    for limit in LIMITS:
        if old.get(limit) != new.get(limit):
            yield f"{at or 'data'}: {limit} {old.get(limit)} became {new.get(limit)}"
    if new.get("additionalProperties") is False:
        yield f"{at or 'data'}: unknown fields are forbidden"
    yield from _broken_fields(old, new, old_root, new_root, at)
    for part in ("items", "additionalProperties"):
        if isinstance(old.get(part), dict) or isinstance(new.get(part), dict):
            inner = f"{at}[]"
            yield from _broken(old.get(part, {}), new.get(part, {}), old_root, new_root, inner)
    for part in ("anyOf", "oneOf", "allOf", "prefixItems"):
        before, after = old.get(part, []), new.get(part, [])
        if len(before) != len(after):
            yield f"{at or 'data'}: {part} has {len(after)} choices and had {len(before)}"
        for one, other in zip(before, after, strict=False):
            yield from _broken(one, other, old_root, new_root, at)


def _broken_fields(old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"{at}/{name}: removed or renamed"
        else:
            yield from _broken(before[name], after[name], old_root, new_root, f"{at}/{name}")
    was, is_now = set(old.get("required", ())), set(new.get("required", ()))
    yield from (f"{at}/{name}: is required now" for name in sorted(is_now - was))
    yield from (f"{at}/{name}: is no longer required" for name in sorted(was - is_now))


def _resolved(schema: Any, root: Schema) -> Any:
    while isinstance(schema, dict) and "$ref" in schema:
        at: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            at = at[step]
        schema = at
    return schema


def _kinds(schema: Schema) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def broken_promises(folder: Path = FOLDER) -> list[str]:
    """Every way in which today's classes break a schema that lies in the folder."""
    reasons = []
    known = {event.schema_name(): event for event in BY_TYPE.values()}
    for file in sorted(folder.glob("*.v*.json")):
        old = json.loads(file.read_text("utf-8"))
        if file.name not in known:
            reasons.append(f"{file.name}: the event is gone; an event that was published stays")
            continue
        reasons += [f"{file.name} {reason}" for reason in breaks(old, schema_of(known[file.name]))]
    return reasons


def differences() -> list[str]:
    """The files that are not as the classes say."""
    return [
        str(path.relative_to(ROOT))
        for path, text in files().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]


def main() -> int:
    """Exit 1 when a promise would be broken, or with --check when the files are behind."""
    if broken := broken_promises():
        print(*broken, "Publish a new event (…v2) beside the old one instead.", sep="\n", file=sys.stderr)
        return 1
    behind = differences()
    if "--check" in sys.argv[1:]:
        print(*(f"{file} is behind: make contract" for file in behind), sep="\n", end="\n" * bool(behind))
        return 1 if behind else 0
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    print(f"{len(BY_TYPE)} events, {len(behind)} files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
