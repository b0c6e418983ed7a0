"""What of an event each reader gets: what its class says, and what the contract's schemas say."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shared import views
from shared.envelope import Envelope, from_fields
from shared.events import BY_TYPE, DogIntaken, Event, HoldPlaced, StayOpened, ZoneSealed, source_of, stream_of
from shared.promises import EXAMPLE_URL, FOLDER, example_of

PERSONAL = {"person", "account", "session", "asked_by", "confirmed_by"}
TELLS_WHY = {"custody_basis", "holds", "claim_until", "status", "outcome", "open_again", "hold"}
TOLD = [event for event in BY_TYPE.values() if event.public]


def envelope(event: type[Event], **changed: str) -> Envelope:
    told = example_of(event) | {"data": json.dumps(example_of(event)["data"])} | changed
    return from_fields({name.encode(): str(value).encode() for name, value in told.items()})


def shown(event: type[Event], reader: views.Reader) -> dict[str, object]:
    told = views.shown(envelope(event), reader, EXAMPLE_URL)
    assert told is not None
    return told


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.__name__)
def test_a_public_copy_keeps_to_the_schema_that_it_names(event: type[Event]) -> None:
    told = shown(event, "public")

    assert told["dataschema"] == f"{EXAMPLE_URL}/contract/public/{event.schema_name()}"
    schema = json.loads(Path(FOLDER, "public", event.schema_name()).read_text("utf-8"))
    Draft202012Validator(schema).validate(told["data"])
    assert set(schema["properties"]) == set(event.public) >= set(told["data"])  # type: ignore[call-overload]


@pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.__name__)
def test_everybody_is_told_of_no_person_and_not_why_a_dog_is_kept(event: type[Event]) -> None:
    public = set(event.public)

    assert public <= event.model_fields.keys()
    assert not public & PERSONAL
    assert public & TELLS_WHY <= ({"claim_until"} if event.__name__ == "NoticePublished" else set())


def test_a_public_copy_has_no_number_that_would_tell_of_others() -> None:
    assert "sequence" not in shown(DogIntaken, "public")
    assert shown(DogIntaken, "staff")["sequence"] == "00000000000000000001"


def test_a_stay_that_closes_was_opened_for_everybody() -> None:
    assert set(shown(StayOpened, "public")["data"]) == {  # type: ignore[call-overload]
        "occurred_at", "imported", "dog_id", "stay_id", "stay_no"
    }  # fmt: skip


def test_who_may_not_read_an_event_gets_none() -> None:
    assert views.shown(envelope(HoldPlaced), "public", EXAMPLE_URL) is None
    assert views.shown(envelope(ZoneSealed), "staff", EXAMPLE_URL) is None


def test_a_type_that_we_do_not_know_is_for_staff_as_it_came() -> None:
    later = replace(
        envelope(DogIntaken), type="cn.qingcheng.dog.promoted.v1", dataschema="https://a.example/x"
    )

    assert views.shown(later, "public", EXAMPLE_URL) is None
    assert views.shown(later, "staff", EXAMPLE_URL) == later.to_cloudevent()


def test_each_stream_is_a_source_of_its_own() -> None:
    assert source_of(stream_of(ZoneSealed)) == "/qingcheng/intake/restricted"
    assert envelope(ZoneSealed).source != envelope(DogIntaken).source
