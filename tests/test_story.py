"""The README's story table is true: every door, rule, event and listener in it is there in the code."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from shared import events
from shared.events import BY_TYPE
from shared.settings import Settings
from tests.composed import ears_of

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SERVICES = ("intake", "registry", "adoption", "notify")
NAMES = {event.__name__ for event in BY_TYPE.values()}


def story() -> list[list[str]]:
    table = README.split("<!-- story -->")[1]
    rows = [line.strip("| \n").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_story_is_told() -> None:
    assert len(story()) >= 10


@pytest.fixture(scope="module")
def doors() -> set[str]:
    settings = Settings()
    apps = [importlib.import_module(f"services.{name}.app").app(settings) for name in SERVICES]
    return {
        f"{method.upper()} {path}"
        for app in apps
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }


@pytest.mark.parametrize("row", story(), ids=lambda row: row[0])
def test_every_row_of_the_story_is_true(row: list[str], doors: set[str]) -> None:
    _step, door, rule, told, listeners = row
    told_events = re.findall(r"`(\w+)`", told)
    module, function = re.findall(r"`([\w.]+)\.(\w+)`", rule)[0]
    written = importlib.import_module(f"services.{module}")

    if "/" in door:
        assert re.findall(r"`(\w+ [^`]+)`", door)[0] in doors
    assert inspect.isfunction(getattr(written, function))
    assert set(told_events) <= NAMES
    assert all(event in inspect.getsource(written) for event in told_events)
    for service, handler in re.findall(r"`(\w+)\.(\w+)`", listeners):
        ears = ears_of(service)
        heard = {
            events.BY_TYPE[type].__name__
            for type, handlers in ears.handlers.items()
            if any(listening.__name__ == handler for listening in handlers)
        }
        assert heard & set(told_events), f"{service}.{handler} does not listen to {told_events}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_s_card_is_true(service: str) -> None:
    """Publishes and Listens to, in its __init__.py, are what its code says."""
    card = importlib.import_module(f"services.{service}").__doc__ or ""
    publishes, listens = card.split("Publishes:")[1].split("Listens to:")
    ears = ears_of(service)

    assert set(re.findall(r"\b[A-Z]\w+[a-z]\b", publishes)) & NAMES == {
        event.__name__ for event in BY_TYPE.values() if event.publisher == service
    }
    if not ears.witnesses:
        assert set(re.findall(r"\b[A-Z]\w+\b", listens)) == {event.__name__ for event in ears.events}
