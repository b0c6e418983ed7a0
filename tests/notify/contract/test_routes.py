"""The contract, asked for from outside."""

import pytest
from jsonschema import Draft202012Validator

from services.notify.contract import files
from shared.promises import FOLDER
from tests.notify.conftest import House

HERE = "https://dogs.example.cn/contract"


def test_whatever_the_index_names_answers_under_its_address(house: House) -> None:
    said = house.public.get("/contract/").json()
    named = [entry[what] for entry in said["events"] for what in ("schema", "public_schema", "example")]
    named = [address for address in [*named, said["asyncapi"], said["changes"], *said["versions"]] if address]

    assert len(named) > 3 * len(said["events"]) - 10
    for address in named:
        assert address.startswith(f"{HERE}/")
        answer = house.public.get(address.removeprefix("https://dogs.example.cn"))
        assert answer.status == 200, address
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=3600"


def test_an_example_holds_to_the_schema_that_it_names(house: House) -> None:
    for entry in house.public.get("/contract/").json()["events"]:
        schema, example = (
            house.public.get(entry[what].removeprefix("https://dogs.example.cn")).json()
            for what in ("schema", "example")
        )
        assert example["dataschema"] == schema["$id"] == entry["schema"]
        Draft202012Validator(schema).validate(example["data"])


def test_who_has_it_already_is_not_sent_it_again(house: House) -> None:
    for path in ("/contract/", "/contract/DogIntaken.v1.json", "/contract/asyncapi.json"):
        first = house.public.get(path)
        again = house.public.get(path, If_None_Match=f'"other", W/{first.headers["etag"]}')

        assert (again.status, again.text) == (304, "")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["access-control-allow-origin"] == "*"
        assert house.public.get(path, If_None_Match='"other"').status == 200


@pytest.mark.parametrize(
    "name", ["DogSang.v1.json", "../events/__init__.py", "python/x.py", "%2e%2e/contract.py", "versions"]
)
def test_nothing_else_is_served(house: House, name: str) -> None:
    answer = house.public.get(f"/contract/{name}")

    assert answer.status == 404
    if "problem" in answer.headers["content-type"]:
        assert "/contract/" in answer.json()["detail"]
        assert answer.headers["access-control-allow-origin"] == "*"


def test_it_is_read_without_a_log_in_whatever_else_is_sent(house: House) -> None:
    answer = house.public.get("/contract/DogIntaken.v1.json", Authorization="Bearer of-nobody")

    assert answer.status == 200
    assert answer.text != (FOLDER / "DogIntaken.v1.json").read_text("utf-8")


def test_a_version_is_served_byte_for_byte(house: House) -> None:
    for name in (name for name in files.names() if name.startswith("versions/")):
        assert house.public.get(f"/contract/{name}").text == (FOLDER / name).read_text("utf-8")


def test_a_browser_of_another_site_may_ask(house: House) -> None:
    answer = house.public.ask("OPTIONS", "/contract/asyncapi.json", headers={"Origin": "https://a.cn"})

    assert answer.status == 204
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "事件契约"), ("en", "The contract of events")])
def test_people_see_a_page(house: House, lang: str, said: str) -> None:
    page = house.public.get(f"/contract/?lang={lang}", Accept="text/html")

    assert page.status == 200
    assert said in page.text and f"{HERE}/DogIntaken.v1.json" in page.text
    assert "public" not in page.headers.get("cache-control", "")
