"""The staff's menu, gathered in shared/menu.json, is what the cards of the nouns say."""

from pathlib import Path

from pydantic_core import from_json, to_jsonable_python
from starlette.routing import Match

from services import SERVICES, menu
from shared.menu import ALL, FILE, Entry, in_order
from tests.composed import composed


def test_what_is_committed_is_what_the_cards_say() -> None:
    said = to_jsonable_python(in_order(menu.entries()))

    assert from_json(FILE.read_bytes()) == said, "run: make contract"


def test_every_entry_opens_a_page_of_a_service() -> None:
    assert [entry.path for entry in ALL if not opens(entry)] == []


def opens(entry: Entry) -> bool:
    """Whether its own service answers a browser there."""
    asked = {"type": "http", "method": "GET", "path": entry.path, "headers": []}
    service = entry.path.split("/")[1]
    return service in SERVICES and any(
        route.matches(asked)[0] is Match.FULL for route in composed(service).routes
    )


def test_no_two_entries_lead_to_the_same_page_or_have_the_same_name() -> None:
    for said in ("path", "chinese", "english"):
        words = [getattr(entry, said) for entry in ALL]
        assert len(words) == len(set(words))


def test_every_entry_is_in_the_table_of_pages() -> None:
    table = (Path(__file__).parents[1] / "docs/front-desk.md").read_text(encoding="utf-8")

    assert [entry.path for entry in ALL if f"`{entry.path}`" not in table] == []


def test_no_two_entries_ask_for_the_same_place() -> None:
    places = [(entry.often, entry.own, entry.place) for entry in ALL]

    assert len(places) == len(set(places))
