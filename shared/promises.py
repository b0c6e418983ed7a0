"""What each event promises, and every version of that which was ever published.

`contract/versions/` keeps a file for each: a schema with an example, under the wire names. None of them
is ever changed or removed; SHA256SUMS says what they were.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema

from shared.compatible import Schema, breaks
from shared.envelope import Envelope
from shared.events import BY_TYPE, Event, source_of, stream_of
from shared.ids import uuid_from
from shared.meanings import ASPECTS, FIELDS, WHEN, meaning_of
from shared.views import Reader, schema_url, shown

FOLDER = Path(__file__).parent / "contract"
EXAMPLE_URL = "https://dogs.example.org"
NAMES = {
    "type": "线上名称 the wire name", "publisher": "发布者 the publisher",
    "audience": "读者范围 the audience", "about": "主体 what the subject is",
}  # fmt: skip


# On 2026-11-29 these called fields public that nobody but staff was ever sent; the next version mends it.
MISSAID = {
    "DogIntaken.v1.2.json", "StayClosed.v1.1.json", "DogAdopted.v1.2.json", "DogReclaimed.v1.2.json",
    "HandoverUndone.v1.1.json",
}  # fmt: skip
WORDS: dict[str, type] = {"description": str, "examples": list, "x-codes": str}


class Published(GenerateJsonSchema):
    """Plain schemas: without a title for each field."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(event: type[Event]) -> Schema:
    """JSON Schema (draft 2020-12) of an event's data. It never forbids what it does not know."""
    made = event.model_json_schema(schema_generator=Published, mode="serialization")
    required = [name for name, field in event.model_fields.items() if field.is_required()]
    fields = {name: said | meaning_of(event, name) for name, said in made["properties"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.schema_name(),
        **made,
        "properties": fields,
        "required": required,
    }


def public_schema_of(event: type[Event]) -> Schema:
    """The same of what everybody may read of it."""
    whole = schema_of(event)
    return whole | {
        "description": whole["description"].split("\n\n")[0],
        "$id": f"public/{event.schema_name()}",
        "properties": {name: said for name, said in whole["properties"].items() if name in event.public},
        "required": [name for name in whole["required"] if name in event.public],
    }


def example_of(event: type[Event], reader: Reader = "staff") -> dict[str, Any]:
    """A whole CloudEvent with the event's example in it, the same at every run."""
    told = _example(event)
    return told.to_cloudevent() if reader == "staff" else shown(told, reader, EXAMPLE_URL) or {}


def _example(event: type[Event]) -> Envelope:
    happened = event.model_validate(event.example)
    return Envelope(
        id=uuid_from("example", event.type),
        source=source_of(stream_of(event)),
        type=event.type,
        subject=happened.subject,
        time="2026-07-13T15:41:07.250000Z",
        dataschema=schema_url(event, EXAMPLE_URL),
        sequence=1,
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=happened.model_dump_json(),
    )


def promise_of(event: type[Event]) -> dict[str, Any]:
    """All that others may rely on. How it is described may change, so that is left out."""
    names = {name: getattr(event, name) for name in NAMES}
    return names | {"schema": _without_words(schema_of(event)), "example": example_of(event)}


def _without_words(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            name: _without_words(value)
            for name, value in part.items()
            if not isinstance(value, WORDS.get(name, ()))  # a field may be called so
        }
    return [_without_words(one) for one in part] if isinstance(part, list) else part


def as_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


# ---- the versions that are kept ---------------------------------------------------------------------------


def version_file(event: str, number: int) -> str:
    """DogIntaken.v1.json is kept as DogIntaken.v1.0.json, DogIntaken.v1.1.json …"""
    return f"{event.removesuffix('.json')}.{number}.json"


def kept_sums(folder: Path = FOLDER) -> dict[str, str]:
    """What SHA256SUMS says (`sha256sum --check` reads it too): each file that was published, in order."""
    lines = (folder / "versions/SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def new_versions(folder: Path = FOLDER) -> dict[Path, str]:
    """What must be written because a promise has grown: its next version, and the new SHA256SUMS."""
    sums, made = kept_sums(folder), {}
    for event in BY_TYPE.values():
        number = _count(event.schema_name(), sums)
        last = folder / "versions" / version_file(event.schema_name(), number - 1)
        text = as_text(promise_of(event))
        if number == 0 or last.read_text("utf-8") != text:
            name = version_file(event.schema_name(), number)
            made[folder / "versions" / name] = text
            sums[name] = _digest(text.encode())
    listed = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    return made | {folder / "versions/SHA256SUMS": listed}


def broken_promises(folder: Path = FOLDER) -> list[str]:
    """Every way in which today's classes, or somebody's hands, break what was ever published."""
    if spoiled := _spoiled(folder):
        return spoiled
    known = {event.schema_name(): event for event in BY_TYPE.values()}
    reasons = [f"{name} {wrong}" for name, event in known.items() for wrong in _misread(event, event.example)]
    reasons += [
        f"{name} /{field}: 请在 shared/events/fields.toml 写明含义 say there what it means"
        for name, event in known.items()
        for field in event.model_fields.keys() - FIELDS.keys()
    ]
    reasons += [
        f"{name} {aspect}: 请在 shared/events/when.toml 写明 say it there, in both languages"
        for name, event in known.items()
        for aspect in ASPECTS
        if not all(WHEN.get(event.__name__, {}).get(aspect, {}).get(lang) for lang in ("zh", "en"))
    ]
    for name in kept_sums(folder):
        if _event_of(name) not in known:
            reasons.append(f"{name}: 已发布的事件不见了 the event is gone; what was published stays")
            continue
        old = json.loads((folder / "versions" / name).read_text("utf-8"))
        if name in MISSAID:
            old["schema"] = _without_audience(old["schema"])
        reasons += [f"{name} {reason}" for reason in _broken_by(known[_event_of(name)], old)]
    return reasons


def _without_audience(schema: Schema) -> Schema:
    fields = {
        name: {word: of for word, of in said.items() if word != "x-audience"}
        for name, said in schema["properties"].items()
    }
    return schema | {"properties": fields}


def _broken_by(event: type[Event], old: dict[str, Any]) -> list[str]:
    names = [
        f"{words}: {old[name]} 改为 became {getattr(event, name)}"
        for name, words in NAMES.items()
        if old[name] != getattr(event, name)
    ]
    return names + breaks(old["schema"], schema_of(event)) + _misread(event, old["example"]["data"])


def _misread(event: type[Event], example: dict[str, Any]) -> list[str]:
    """Checks that no schema shows are shown by the examples."""
    try:
        read = event.model_validate(example).model_dump(mode="json")
    except ValidationError as error:
        wrong = error.errors()[0]
        return [f"/{'/'.join(map(str, wrong['loc']))}: 示例无效 its example is refused: {wrong['msg']}"]
    return [
        f"/{name}: 示例读法变了 its example reads otherwise: {value!r} 改为 became {read[name]!r}"
        for name, value in example.items()
        if name in read and read[name] != value
    ]


def _spoiled(folder: Path) -> list[str]:
    """What is not as it was published."""
    if not (folder / "versions/SHA256SUMS").exists():
        return ["versions/SHA256SUMS: 文件不见了 it is gone"]
    sums = kept_sums(folder)
    there = {file.name: _digest(file.read_bytes()) for file in (folder / "versions").glob("*.json")}
    numbered = {version_file(event, n) for event in map(_event_of, sums) for n in range(_count(event, sums))}
    published = {version_file(file.name, 0) for file in folder.glob("*.v*.json")}
    gone, foreign = sums.keys() - there.keys(), there.keys() - sums.keys()
    edited = {name for name in sums.keys() & there.keys() if sums[name] != there[name]}
    unlisted = (numbered | published) - sums.keys()
    return [
        f"versions/{name}: {words}"
        for names, words in (
            (gone, "旧版本被删除 a version that was published is gone"),
            (edited, "旧版本被改动 a version that was published was edited"),
            (unlisted, "SHA256SUMS 缺少此版本 its line in SHA256SUMS is gone"),
            (foreign - unlisted, "不在 SHA256SUMS 中 SHA256SUMS does not know it"),
        )
        for name in sorted(names)
    ]


def _event_of(version: str) -> str:
    return re.sub(r"\.\d+\.json$", ".json", version)


def _count(event: str, sums: dict[str, str]) -> int:
    return sum(_event_of(name) == event for name in sums)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
