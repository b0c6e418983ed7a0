"""The contract, asked for from outside."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.notify.contract import files
from shared.events import BY_TYPE
from shared.promises import FOLDER
from tests.notify.conftest import House, example, until

HERE = "https://dogs.example.cn/contract"


def named(house: House) -> dict[str, Any]:
    return dict(house.public.get("/contract/").json())


def test_whatever_the_index_names_answers_where_it_says(house: House) -> None:
    said = named(house)
    files = [
        event[what]
        for event in said["events"].values()
        for what in ("schema", "public_schema", "example", "page")
    ]
    files += [said["asyncapi"], said["changes"], said["codes"], *said["versions"]]

    assert set(said["events"]) == set(BY_TYPE)
    for name in filter(None, files):
        answer = house.public.get(f"/contract/{name}")
        assert answer.status == 200, name
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(("what", "view"), [("schema", ""), ("public_schema", "public/")])
def test_an_example_holds_to_the_schema_that_it_names(house: House, what: str, view: str) -> None:
    for event in named(house)["events"].values():
        if name := event[what]:
            schema = house.public.get(f"/contract/{name}").json()
            example = house.public.get(f"/contract/examples/{name}").json()
            assert example["dataschema"] == schema["$id"] == f"{HERE}/{name}"
            Draft202012Validator(schema).validate(example["data"])


@pytest.mark.parametrize("reader", ["client", "public"])
def test_what_the_feed_sends_names_a_schema_that_answers_and_holds_to_it(house: House, reader: str) -> None:
    told = [event for event in BY_TYPE.values() if event.audience != "restricted"]
    told = [event for event in told if event.publisher != "notify"]
    house.happens(*(example(event) for event in told))
    types = "&".join(f"type={event.__name__}" for event in told)
    until(lambda: len(house.events(f"?limit=1000&{types}")) == len(told))

    events = getattr(house, reader).get("/notify/v1/events?limit=1000").json()["events"]

    assert events
    for event in events:
        assert event["dataschema"].startswith(f"{HERE}/")
        schema = house.public.get(event["dataschema"].removeprefix("https://dogs.example.cn")).json()
        assert schema["$id"] == event["dataschema"]
        Draft202012Validator(schema).validate(event["data"])
        assert ("sequence" in event) == (reader == "client")


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
    assert said in page.text and "/contract/public/DogIntaken.v1.json" in page.text
    assert "public" not in page.headers.get("cache-control", "")


@pytest.mark.parametrize("path", ["", "index.json", "DogIntaken.v1.json", "CHANGES.md", "DogIntaken"])
def test_what_may_be_got_may_be_asked_about(house: House, path: str) -> None:
    got, asked = (house.public.ask(method, f"/contract/{path}") for method in ("GET", "HEAD"))

    assert (got.status, asked.status, asked.text) == (200, 200, "")
    for name in ("etag", "content-type", "content-length", "access-control-allow-origin"):
        assert asked.headers[name] == got.headers[name]
    assert house.public.ask("HEAD", "/contract/none.json").status == 404


@pytest.mark.parametrize("path", ["/contract/index.json%0a", "/contract/%0a", "/notify/v1/events%0A"])
def test_an_address_ends_where_it_ends(house: House, path: str) -> None:
    assert house.public.get(path).status == 422
