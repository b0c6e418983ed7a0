"""What a published schema may become, and what it may not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from shared.compatible import Schema, breaks

PUBLISHED: Schema = {
    "type": "object",
    "properties": {
        "dog_id": {"type": "string"},
        "age": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        "sex": {"enum": ["male", "female"], "type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "name": {"type": "string", "minLength": 2},
        "disease": {"type": "string", "default": "rabies"},
        "where": {"$ref": "#/$defs/Where"},
        "code": {"type": "string", "pattern": "^[a-z]", "x-audience": "staff"},
        "heads": {"type": "object", "additionalProperties": {"type": "integer"}},
        "marks": {"type": "array", "items": {"type": "string"}},
    },
    "$defs": {"Where": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}},
    "required": ["dog_id", "sex", "at"],
}


def changed(change: Callable[[Any], Any]) -> Schema:
    schema = copy.deepcopy(PUBLISHED)
    change(schema)
    return schema


ALLOWED: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda s: None,
    "an optional field": lambda s: s["properties"].update(chip={"type": "string"}),
    "an optional field inside": lambda s: s["$defs"]["Where"]["properties"].update(d={"type": "string"}),
    "another description": lambda s: s.update(description="better words", title="Better"),
    "a pattern where there was none": lambda s: s["properties"]["dog_id"].update(pattern="^d"),
    "an audience where there was none": lambda s: s["properties"]["dog_id"].update({"x-audience": "staff"}),
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
    "no limit any more": lambda s: s["properties"]["name"].pop("minLength"),
    "a looser limit": lambda s: s["properties"]["name"].update(minLength=1),
    "another pattern": lambda s: s["properties"]["code"].update(pattern="^d"),
    "no pattern any more": lambda s: s["properties"]["code"].pop("pattern"),
    "another audience": lambda s: s["properties"]["code"].update({"x-audience": "public"}),
    "another default": lambda s: s["properties"]["disease"].update(default="distemper"),
    "no default any more": lambda s: s["properties"]["age"].pop("default"),
    "a word that nobody knows yet": lambda s: s["properties"]["dog_id"].update(contentEncoding="base64"),
    "another default beside a reference": lambda s: s["properties"]["where"].update(default={"text": ""}),
    "a choice more": lambda s: s["properties"]["age"]["anyOf"].append({"type": "string"}),
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
    assert breaks(PUBLISHED, changed(change)) == []


@pytest.mark.parametrize("change", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_this_needs_a_new_event(change: Callable[[Any], Any]) -> None:
    assert breaks(PUBLISHED, changed(change)) != []
