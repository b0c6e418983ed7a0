"""The contract is what the code does, and nothing that was promised is taken back."""

import json
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jsonschema import Draft202012Validator

from services import SERVICES, gathered
from services.codes import CODES
from shared import contract, meanings
from shared.compatible import _resolved
from shared.envelope import from_fields
from shared.events import BY_TYPE, Event, stream_of
from shared.gathered import FILE, as_text
from shared.promises import FOLDER, broken_promises, example_of, schema_of

EVENTS = list(BY_TYPE.values())
PERSONAL = {
    "address", "adopter", "applicant", "birthday", "email", "id_number", "identity", "mobile", "openid",
    "owner", "person_name", "phone", "surname", "telephone", "wechat",
}  # fmt: skip
each_event = pytest.mark.parametrize("event", EVENTS, ids=[event.__name__ for event in EVENTS])


def test_what_is_committed_is_what_the_classes_say() -> None:
    assert contract.differences() == [], "run: make contract"


@each_event
def test_a_field_is_called_public_exactly_where_everybody_is_sent_it(event: type[Event]) -> None:
    said = {name: field["x-audience"] for name, field in schema_of(event)["properties"].items()}

    assert {name for name, audience in said.items() if audience == "public"} == set(event.public)


@each_event
def test_every_code_that_an_event_may_carry_has_its_words(event: type[Event]) -> None:
    """In both languages: those that its class lists, and the one of its example."""
    known = meanings.codes()
    for name, field in schema_of(event)["properties"].items():
        listed = {code for part in (field, *field.get("anyOf", [])) for code in part.get("enum", [])}
        if not (table := meanings.code_table_of(event, name)):
            assert not listed, f"{name}: name its table in shared/events/fields.toml"
            continue
        example = event.example.get(name, [])
        listed |= {one for one in (example if isinstance(example, list) else [example]) if one}
        assert field["x-codes"] == f"codes.json#/{table}"
        free = name in ("breed", "colour")
        assert free or listed <= set(known[table]), name
        assert all(words["zh"] and words["en"] for words in known[table].values())


def test_what_is_told_of_the_services_is_what_they_are() -> None:
    assert FILE.read_text("utf-8") == as_text(CODES, gathered.heard()), "run: make contract"


def test_a_code_is_called_in_the_contract_as_on_the_pages() -> None:
    """Where a page says it in Chinese, its English is the contract's. What holds are called is the law's."""
    with (FOLDER.parents[1] / "services/intake/locale/en.po").open("rb") as file:
        pages = {str(one.id): str(one.string) for one in read_po(file)}
    for words in (words for name, table in CODES.items() if name != "holds" for words in table.values()):
        assert pages.get(words["zh"], words["en"]).lower() == words["en"].lower()


def test_no_promise_is_broken() -> None:
    assert broken_promises() == []


def test_every_version_that_was_published_fits_its_example_and_its_class() -> None:
    of = {event.type: event for event in EVENTS}
    for file in sorted((FOLDER / "versions").glob("*.json")):
        old = json.loads(file.read_text("utf-8"))
        data = old["example"]["data"]

        assert list(Draft202012Validator(old["schema"]).iter_errors(data)) == []
        assert list(Draft202012Validator(schema_of(of[old["type"]])).iter_errors(data)) == []
        assert data.items() <= of[old["type"]].model_validate(data).model_dump(mode="json").items()


@each_event
def test_an_example_fits_its_schema_and_its_class(event: type[Event]) -> None:
    schema = json.loads((FOLDER / event.schema_name()).read_text("utf-8"))
    example = json.loads((FOLDER / "examples" / event.schema_name()).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)

    assert list(Draft202012Validator(schema).iter_errors(example["data"])) == []
    assert event.model_validate(example["data"]) == event.model_validate(event.example)
    assert list(Draft202012Validator(contract.ATTRIBUTES).iter_errors(example)) == []


@each_event
def test_an_example_reads_from_the_wire(event: type[Event]) -> None:
    example = example_of(event)
    fields = {**example, "data": json.dumps(example["data"])}
    envelope = from_fields({name.encode(): str(value).encode() for name, value in fields.items()})

    assert envelope.event() == event.model_validate(event.example)
    assert envelope.subject == envelope.event().subject


@each_event
def test_an_event_is_part_of_the_contract_in_every_respect(event: type[Event]) -> None:
    assert event.__doc__ and event.__doc__ != Event.__doc__
    assert event.type == f"cn.qingcheng.{event.type.split('.', 2)[2]}"
    assert event.publisher in SERVICES
    assert event.about in event.model_fields
    assert stream_of(event).endswith(":restricted") == (event.audience == "restricted")


@each_event
def test_an_event_says_nothing_about_a_person(event: type[Event]) -> None:
    words = set(event.model_fields) | {p for n in event.model_fields for p in n.split("_")}

    assert not words & PERSONAL


@each_event
def test_a_schema_never_forbids_what_it_does_not_know(event: type[Event]) -> None:
    assert '"additionalProperties": false' not in json.dumps(schema_of(event))
    event.model_validate(event.example | {"a_field_of_tomorrow": 1})


def test_asyncapi_names_every_event_once_and_all_its_references_hold() -> None:
    document = json.loads((FOLDER / "asyncapi.json").read_text("utf-8"))
    messages = [name for channel in document["channels"].values() for name in channel["messages"]]

    assert sorted(messages) == sorted(event.__name__ for event in EVENTS)
    assert {c["address"] for c in document["channels"].values()} == {stream_of(event) for event in EVENTS}
    for reference in _references(document):
        if reference.startswith("./"):
            assert (FOLDER / reference).exists()
        else:
            assert _resolved({"$ref": reference}, document)


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        inner = [found for value in part.values() for found in _references(value)]
        return [part["$ref"], *inner] if "$ref" in part else inner
    if isinstance(part, list):
        return [found for value in part for found in _references(value)]
    return []
