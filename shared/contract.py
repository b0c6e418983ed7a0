"""Writes down what the events promise: JSON Schemas, examples, AsyncAPI and docs/events.md.

`python -m shared.contract` writes what is new and refuses what would break a subscriber;
`python -m shared.contract --check` only compares.
"""

import sys
from pathlib import Path
from typing import Any

from shared import package
from shared.compatible import Schema
from shared.events import BY_TYPE, Event, source_of, stream_of
from shared.meanings import codes, facts_of, heard_by, says
from shared.promises import (
    FOLDER,
    as_text,
    broken_promises,
    example_of,
    new_versions,
    public_schema_of,
    schema_of,
)

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs/events.md"


SAID_AS = {"when": "何时说 when", "not": "何时不说 when not", "follows": "之后 what follows"}
ATTRIBUTES: Schema = {
    "type": "object",
    "description": "CloudEvents 1.0 in plain fields of a stream entry. `data` is one more field, JSON text.",
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "UUIDv7. Seen before means done before."},
        "source": {"type": "string", "format": "uri-reference",
                   "description": "One for each stream: /qingcheng/<service>[/restricted]"},
        "type": {"type": "string", "description": "The wire name, for ever."},
        "subject": {"type": "string", "description": "The id of the thing that it happened to."},
        "time": {"type": "string", "format": "date-time", "description": "When it was recorded, UTC."},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"type": "string", "format": "uri",
                       "description": "Where the JSON Schema of its data answers."},
        "sequence": {"type": "string", "pattern": "^[0-9]+$",
                     "description": "1, 2, 3 … of its source, in 20 digits so that it sorts as text; dense "
                                    "for the whole stream. Not in a public copy: there a cursor counts."},
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
                    "summary": says(event),
                    "contentType": "application/json",
                    "headers": {"$ref": "#/components/schemas/CloudEvent"},
                    "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
                    "tags": [{"name": event.audience}],
                    "examples": [{"payload": example_of(event)["data"]}],
                }
                for event in BY_TYPE.values()
            },
            "schemas": {"CloudEvent": ATTRIBUTES}
            | {event.__name__: _bundled(schema_of(event)) for event in BY_TYPE.values()},
        },
    }


def _bundled(schema: Schema) -> Schema:
    """As a part of one whole document."""
    return {word: said for word, said in schema.items() if word not in ("$schema", "$id")}


def index() -> dict[str, Any]:
    """Every event, and where what is said of it is to be read."""
    return {
        "events": {
            event.type: {
                "name": event.__name__,
                "says": says(event),
                "page": event.__name__,
                **facts_of(event),
                "heard_by": heard_by(event),
                "publisher": event.publisher,
                "stream": stream_of(event),
                "source": source_of(stream_of(event)),
                "audience": event.audience,
                "schema": event.schema_name(),
                "example": f"examples/{event.schema_name()}",
                "public_schema": f"public/{event.schema_name()}" if event.public else None,
            }
            for event in BY_TYPE.values()
        },
        "codes": "codes.json",
        "asyncapi": "asyncapi.json",
        "changes": "CHANGES.md",
        "versions": sorted(f"versions/{file.name}" for file in (FOLDER / "versions").glob("*.json")),
    }


def _channel(stream: str) -> str:
    return stream.removeprefix("qingcheng:").replace(":", "_")


def _who_may_read(stream: str) -> str:
    return "For the few who must know." if stream.endswith(":restricted") else "For every subscriber."


def table() -> str:
    """docs/events.md: every event, who says it, where, and what it means."""
    lines = [
        "# Events",
        "",
        "Each event has a page, with all its fields and codes, at `/contract/<Name>` of every notify.",
        "Made by `make contract` from `shared/events/`; do not edit. Schemas, whole examples and an",
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
            f"| [{event.__name__}](#{event.__name__.lower()}) | `{event.type}` "
            f"| {event.publisher} | `{stream_of(event)}` | {event.audience} | {says(event)} "
            f"| {', '.join(fields)} |"
        )
    for event in BY_TYPE.values():
        lines += ["", *_section(event)]
    return "\n".join(lines) + "\n"


def _section(event: type[Event]) -> list[str]:
    """What the page of an event tells, in short."""
    heard = ", ".join(f"{one['by']} ({one['does']})" for one in heard_by(event))
    facts = facts_of(event)
    return [
        f"## {event.__name__}",
        "",
        *(f"- **{words}** {facts[aspect]['zh']} {facts[aspect]['en']}" for aspect, words in SAID_AS.items()),
        f"- **谁听 who hears it** {heard or 'nobody here yet'}",
        f"- `GET /contract/{event.__name__}` · [schema](../shared/contract/{event.schema_name()})"
        f" · [example](../shared/contract/examples/{event.schema_name()})",
    ]


def files() -> dict[Path, str]:
    """Everything that the contract consists of, by path."""
    made: dict[Path, Any] = {FOLDER / "asyncapi.json": asyncapi(), FOLDER / "codes.json": codes()}
    for event in BY_TYPE.values():
        made[FOLDER / event.schema_name()] = schema_of(event)
        made[FOLDER / "examples" / event.schema_name()] = example_of(event)
        if event.public:
            made[FOLDER / "public" / event.schema_name()] = public_schema_of(event)
            made[FOLDER / "examples/public" / event.schema_name()] = example_of(event, "public")
    new = new_versions()
    versions = {f"versions/{path.name}" for path in new if path.suffix == ".json"}
    listed = index()
    listed["versions"] = sorted(versions.union(listed["versions"]))
    made[FOLDER / "index.json"] = listed
    texts = {path: as_text(content) for path, content in made.items()}
    return texts | new | package.files() | {TABLE: table()}


def differences() -> list[str]:
    """The files that are not as the classes say."""
    return [
        str(path.relative_to(ROOT))
        for path, text in files().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]


ADVICE = """
已发布的事件只能增加可选字段。其他改动请另建新事件（…v2），与旧事件并存；旧版本文件请用 git restore 还原。
A published event may only gain optional fields. For anything else publish a new event (…v2) beside it;
bring back a version that was kept with: git restore shared/contract"""


def main() -> int:
    """Exit 1 when a promise would be broken, or with --check when the files are behind."""
    if broken := broken_promises():
        print(*broken, ADVICE, sep="\n", file=sys.stderr)
        return 1
    behind = differences()
    if "--check" in sys.argv[1:]:
        print(*(f"{file} 与事件类不符，请运行 is behind, run: make contract" for file in behind),
              sep="\n", end="\n" * bool(behind))  # fmt: skip
        return 1 if behind else 0
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    print(f"{len(BY_TYPE)} 个事件，更新 {len(behind)} 个文件 events, files changed: {len(behind)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
