"""What a page loads is there: with the noun that it serves, or in shared/ where every page loads it."""

import re
from pathlib import Path

import pytest

from services import SERVICES
from shared import pages
from tests.composed import composed

ROOT = Path(__file__).parent.parent
LOADED = re.compile(r'(?:src|href)="((?:\{\{ static \}\}|/\w+/\w+/static)/[\w.]+)"')


def loaded(folder: Path) -> set[str]:
    return {
        name for page in folder.rglob("*.html") for name in LOADED.findall(page.read_text(encoding="utf-8"))
    }


def test_what_all_share_is_what_every_page_loads() -> None:
    assert loaded(pages.HERE) == {f"{{{{ static }}}}/{file.name}" for file in pages.STATIC.iterdir()}


@pytest.mark.parametrize("service", SERVICES)
def test_a_noun_has_what_its_pages_load(service: str) -> None:
    served = {
        f"{address}/{file.name}"
        for noun in composed(service).state.nouns
        for address, folder in noun.static.items()
        for file in folder.iterdir()
    }

    assert loaded(ROOT / "services" / service) == served
