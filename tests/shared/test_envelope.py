"""An event there and back, and what is none of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.envelope import Envelope, Unreadable, from_fields
from shared.events import BY_TYPE, DogIntaken
from tests.shared.conftest import intaken

texts = st.text(st.characters(exclude_categories=["Cs"]))


def wire(envelope: Envelope) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in envelope.to_fields().items()}


def an_envelope(**changed: object) -> Envelope:
    facts = {
        "id": "0197", "source": "/qingcheng/intake", "type": DogIntaken.type, "subject": "dog-1",
        "time": "2026-07-13T15:41:00.000000Z", "dataschema": "DogIntaken.v1.json", "sequence": 7,
        "traceparent": "", "data": intaken().model_dump_json(),
    }  # fmt: skip
    return Envelope(**(facts | changed))  # type: ignore[arg-type]


@given(texts, texts, st.integers(min_value=1), st.dictionaries(texts, texts))
def test_what_is_written_is_read(subject: str, source: str, sequence: int, data: dict[str, str]) -> None:
    envelope = an_envelope(subject=subject, source=source, sequence=sequence, data=json.dumps(data))

    assert from_fields(wire(envelope)) == envelope
    assert envelope.to_cloudevent()["data"] == data


@pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.__name__)
def test_every_event_survives_the_wire(event: type[DogIntaken]) -> None:
    happened = event.model_validate(event.example)
    envelope = an_envelope(type=event.type, data=happened.model_dump_json())

    assert from_fields(wire(envelope)).event() == happened


def test_an_event_of_tomorrow_is_read_today() -> None:
    data = json.dumps(json.loads(intaken().model_dump_json()) | {"mood": "hopeful"})

    assert an_envelope(data=data).event() == intaken()


def test_extensions_of_others_are_ignored() -> None:
    assert from_fields(wire(an_envelope()) | {b"partitionkey": b"x"}) == an_envelope()


@pytest.mark.parametrize(
    "missing", ["specversion", "id", "source", "type", "subject", "time", "sequence", "data"]
)
def test_a_missing_field_is_named(missing: str) -> None:
    fields = wire(an_envelope())
    del fields[missing.encode()]

    with pytest.raises(Unreadable, match=missing):
        from_fields(fields)


@pytest.mark.parametrize(
    "changed",
    [
        {b"specversion": b"0.3"},
        {b"sequence": b"seven"},
        {b"subject": b"\xff"},
        {b"\xfe": b"x"},
        {b"data": b"{"},
    ],
)
def test_what_is_no_event_is_unreadable(changed: dict[bytes, bytes]) -> None:
    with pytest.raises(Unreadable):
        from_fields(wire(an_envelope()) | changed)


def test_data_that_breaks_the_contract_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="dog_id"):
        an_envelope(data='{"occurred_at": "2026-07-13T15:41:00Z"}').event()
