"""The files of the contract as they go out."""

import json

import pytest

from services.notify.contract import rules

HERE = "https://dogs.example.cn"


@pytest.mark.parametrize("name", ["DogIntaken.v1.json", "public/DogIntaken.v1.json"])
def test_a_schema_is_called_as_it_is_served(name: str) -> None:
    schema = json.loads(rules.served(name, '{"$id": "x.json", "type": "object"}', f"{HERE}/"))

    assert schema == {"$id": f"{HERE}/contract/{name}", "type": "object"}


@pytest.mark.parametrize("view", ["", "public/"])
def test_an_example_names_the_schema_that_is_served(view: str) -> None:
    file = f"contract/{view}DogIntaken.v1.json"
    text = json.dumps({"dataschema": f"https://dogs.example.org/{file}", "id": "1"})

    served = rules.served(f"examples/{view}DogIntaken.v1.json", text, f"{HERE}/")

    assert json.loads(served) == {"dataschema": f"{HERE}/{file}", "id": "1"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("asyncapi.json", '{"asyncapi":"3.0.0"}'),
        ("codes.json", '{"sex":{}}'),
        ("versions/DogIntaken.v1.0.json", '{"schema":{"$id":"x"}}'),
        ("versions/SHA256SUMS", "0  x"),
        ("CHANGES.md", "# Changes"),
    ],
)
def test_everything_else_goes_out_as_it_is(name: str, text: str) -> None:
    assert rules.served(name, text, HERE) == text
