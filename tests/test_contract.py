"""The contract is what the code does, and nothing that was promised is taken back."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared import contract
from shared.envelope import from_fields
from shared.events import BY_TYPE, Event, stream_of

EVENTS = list(BY_TYPE.values())
PERSONAL = {
    "address", "adopter", "applicant", "birthday", "email", "id_number", "identity", "mobile", "openid",
    "owner", "person_name", "phone", "surname", "telephone", "wechat",
}  # fmt: skip
each_event = pytest.mark.parametrize("event", EVENTS, ids=[event.__name__ for event in EVENTS])


def test_what_is_committed_is_what_the_classes_say() -> None:
    assert contract.differences() == [], "run: make contract"


def test_no_promise_is_broken() -> None:
    assert contract.broken_promises() == []


@each_event
def test_an_example_fits_its_schema_and_its_class(event: type[Event]) -> None:
    schema = json.loads((contract.FOLDER / event.schema_name()).read_text("utf-8"))
    example = json.loads((contract.FOLDER / "examples" / event.schema_name()).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)

    assert list(Draft202012Validator(schema).iter_errors(example["data"])) == []
    assert event.model_validate(example["data"]) == event.model_validate(event.example)
    assert list(Draft202012Validator(contract.ATTRIBUTES).iter_errors(example)) == []


@each_event
def test_an_example_reads_from_the_wire(event: type[Event]) -> None:
    example = contract.example_of(event)
    fields = {**example, "data": json.dumps(example["data"])}
    envelope = from_fields({name.encode(): str(value).encode() for name, value in fields.items()})

    assert envelope.event() == event.model_validate(event.example)
    assert envelope.subject == envelope.event().subject


@each_event
def test_an_event_is_part_of_the_contract_in_every_respect(event: type[Event]) -> None:
    assert event.__doc__ and event.__doc__ != Event.__doc__
    assert event.type == f"cn.qingcheng.{event.type.split('.', 2)[2]}"
    assert event.publisher in ("intake", "registry", "adoption", "notify")
    assert event.about in event.model_fields
    assert stream_of(event).endswith(":restricted") == (event.audience == "restricted")


@each_event
def test_an_event_says_nothing_about_a_person(event: type[Event]) -> None:
    words = set(event.model_fields) | {p for n in event.model_fields for p in n.split("_")}

    assert not words & PERSONAL


@each_event
def test_a_schema_never_forbids_what_it_does_not_know(event: type[Event]) -> None:
    assert '"additionalProperties": false' not in json.dumps(contract.schema_of(event))
    event.model_validate(event.example | {"a_field_of_tomorrow": 1})


def test_asyncapi_names_every_event_once_and_all_its_references_hold() -> None:
    document = json.loads((contract.FOLDER / "asyncapi.json").read_text("utf-8"))
    messages = [name for channel in document["channels"].values() for name in channel["messages"]]

    assert sorted(messages) == sorted(event.__name__ for event in EVENTS)
    assert {c["address"] for c in document["channels"].values()} == {stream_of(event) for event in EVENTS}
    for reference in _references(document):
        if reference.startswith("./"):
            assert (contract.FOLDER / reference).exists()
        else:
            assert contract._resolved({"$ref": reference}, document)


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        inner = [found for value in part.values() for found in _references(value)]
        return [part["$ref"], *inner] if "$ref" in part else inner
    if isinstance(part, list):
        return [found for value in part for found in _references(value)]
    return []


# ---- what may change, and what may not ----------------------------------------------------------------

PUBLISHED: contract.Schema = {
    "type": "object",
    "properties": {
        "dog_id": {"type": "string"},
        "age": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        "sex": {"enum": ["male", "female"], "type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "where": {"$ref": "#/$defs/Where"},
        "heads": {"type": "object", "additionalProperties": {"type": "integer"}},
        "marks": {"type": "array", "items": {"type": "string"}},
    },
    "$defs": {"Where": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}},
    "required": ["dog_id", "sex", "at"],
}


def changed(change: Callable[[Any], Any]) -> contract.Schema:
    schema = copy.deepcopy(PUBLISHED)
    change(schema)
    return schema


ALLOWED: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda s: None,
    "an optional field": lambda s: s["properties"].update(chip={"type": "string"}),
    "an optional field inside": lambda s: s["$defs"]["Where"]["properties"].update(d={"type": "string"}),
    "another description": lambda s: s.update(description="better words", title="Better"),
    "values in another order": lambda s: s["properties"]["sex"].update(enum=["female", "male"]),
}
FORBIDDEN: dict[str, Callable[[Any], Any]] = {
    "a field removed": lambda s: s["properties"].pop("heads"),
    "a required field removed": lambda s: (s["properties"].pop("dog_id"), s["required"].remove("dog_id")),
    "a field renamed": lambda s: s["properties"].update(years=s["properties"].pop("age")),
    "a new required field": lambda s: (
        s["properties"].update(x={"type": "string"}),
        s["required"].append("x"),
    ),
    "an optional field required": lambda s: s["required"].append("age"),
    "a required field optional": lambda s: s["required"].remove("sex"),
    "another type": lambda s: s["properties"]["dog_id"].update(type="integer"),
    "made nullable": lambda s: s["properties"].update(
        dog_id={"anyOf": [{"type": "string"}, {"type": "null"}]}
    ),
    "no longer nullable": lambda s: s["properties"].update(age={"type": "integer"}),
    "another choice": lambda s: s["properties"]["age"]["anyOf"][0].update(type="number"),
    "a value more": lambda s: s["properties"]["sex"]["enum"].append("unknown"),
    "a value less": lambda s: s["properties"]["sex"]["enum"].remove("female"),
    "no values any more": lambda s: s["properties"]["sex"].pop("enum"),
    "another format": lambda s: s["properties"]["at"].update(format="date"),
    "a limit": lambda s: s["properties"]["dog_id"].update(maxLength=10),
    "another type inside": lambda s: s["$defs"]["Where"]["properties"]["text"].update(type="integer"),
    "required inside": lambda s: (
        s["$defs"]["Where"]["properties"].update(d={"type": "string"}),
        s["$defs"]["Where"]["required"].append("d"),
    ),
    "other values of a map": lambda s: s["properties"]["heads"]["additionalProperties"].update(type="string"),
    "other items": lambda s: s["properties"]["marks"]["items"].update(type="integer"),
    "closed": lambda s: s.update(additionalProperties=False),
}


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED.keys())
def test_this_may_change(change: Callable[[Any], Any]) -> None:
    assert contract.breaks(PUBLISHED, changed(change)) == []


@pytest.mark.parametrize("change", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_this_needs_a_new_event(change: Callable[[Any], Any]) -> None:
    assert contract.breaks(PUBLISHED, changed(change)) != []


def test_an_event_that_was_published_stays(tmp_path: Path) -> None:
    (tmp_path / "DogForgotten.v1.json").write_text(json.dumps(PUBLISHED))

    assert contract.broken_promises(tmp_path) == [
        "DogForgotten.v1.json: the event is gone; an event that was published stays"
    ]
