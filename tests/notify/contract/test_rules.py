"""What is told of the contract, and under which addresses."""

import json

from services.notify.contract import rules
from shared.events import BY_TYPE, DogIntaken, ObservationOpened

HERE = "https://dogs.example.cn"


def test_a_schema_is_called_as_it_is_served() -> None:
    text = '{"$id": "DogIntaken.v1.json", "type": "object"}'

    for name in ("DogIntaken.v1.json", "public/DogIntaken.v1.json"):
        schema = json.loads(rules.served(name, text, f"{HERE}/"))
        assert schema == {"$id": f"{HERE}/contract/{name}", "type": "object"}


def test_an_example_names_the_schema_that_is_served() -> None:
    served = rules.served("examples/DogIntaken.v1.json", '{"dataschema": "x", "id": "1"}', HERE)

    assert json.loads(served) == {"dataschema": f"{HERE}/contract/DogIntaken.v1.json", "id": "1"}


def test_everything_else_goes_out_as_it_is() -> None:
    for name in ("asyncapi.json", "versions/DogIntaken.v1.0.json", "versions/SHA256SUMS", "CHANGES.md"):
        assert rules.served(name, '{"$id":"x"}', HERE) == '{"$id":"x"}'


def test_the_index_has_every_event_and_where_it_is_said() -> None:
    names = {"DogIntaken.v1.json", "public/DogIntaken.v1.json", "asyncapi.json", "versions/a.json"}
    said = rules.index(names, HERE)
    by_name = {entry["name"]: entry for entry in said["events"]}

    assert len(by_name) == len(BY_TYPE)
    assert by_name["DogIntaken"] == {
        "name": "DogIntaken", "type": DogIntaken.type, "audience": "public", "publisher": "intake",
        "stream": "qingcheng:intake", "source": "/qingcheng/intake", "about": "dog_id",
        "meaning": by_name["DogIntaken"]["meaning"],
        "schema": f"{HERE}/contract/DogIntaken.v1.json",
        "public_schema": f"{HERE}/contract/public/DogIntaken.v1.json", "example": None,
    }  # fmt: skip
    assert by_name[ObservationOpened.__name__]["source"].endswith("/restricted")
    assert (said["asyncapi"], said["changes"]) == (f"{HERE}/contract/asyncapi.json", None)
    assert said["versions"] == [f"{HERE}/contract/versions/a.json"]
