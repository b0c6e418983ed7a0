"""Every text for people is in English once: in the catalogue of its service, or in the one that all share."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
SHARED = ROOT / "shared"
SERVICES = sorted(card.parent for card in ROOT.glob("services/*/__init__.py"))
WORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
Text = tuple[str, str | None]  # what is said, and in which sense where it has several


def texts(said: object, context: str | None) -> Text:
    return str(said[0] if isinstance(said, tuple | list) else said), context


def translated(folder: Path) -> dict[Text, Message]:
    with (folder / "locale/en.po").open("rb") as file:
        return {texts(message.id, message.context): message for message in read_po(file) if message.id}


def on_pages(folder: Path) -> set[Text]:
    return {
        texts(said, context)
        for templates in folder.rglob("templates")
        for _, _, said, _, context in extract_from_dir(
            templates, [("**.html", "jinja2.ext:babel_extract")], keywords=WORDS
        )
    }


def in_python(folder: Path) -> Iterator[str]:
    """What Python hands to a template that translates it: ages, and what a page is called in the menu."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


CATALOGUES = {folder: translated(folder) for folder in (SHARED, *SERVICES)}


@pytest.mark.parametrize("service", SERVICES, ids=lambda folder: folder.name)
def test_no_text_of_a_page_is_without_english(service: Path) -> None:
    english = CATALOGUES[SHARED] | CATALOGUES[service]

    assert on_pages(service) | on_pages(SHARED) <= {
        text for text, message in english.items() if message.string
    }


def test_a_catalogue_is_at_the_root_of_its_service_and_nowhere_else() -> None:
    found = {po for top in ("services", "shared") for po in (ROOT / top).rglob("*.po")}

    assert found == {folder / "locale/en.po" for folder in CATALOGUES}


def test_no_text_is_translated_twice() -> None:
    times = Counter(text for catalogue in CATALOGUES.values() for text in catalogue)

    assert [text for text, n in times.items() if n > 1] == []


def test_no_english_is_left_over() -> None:
    everywhere = {text for folder in CATALOGUES for text in on_pages(folder)}
    handed = {said for folder in CATALOGUES for said in in_python(folder)}

    for folder, catalogue in CATALOGUES.items():
        used = everywhere if folder == SHARED else on_pages(folder)
        assert [text for text in catalogue if text not in used and text[0] not in handed] == []


def test_all_share_what_two_services_say() -> None:
    said = Counter(text for service in SERVICES for text in on_pages(service))

    assert {text for text, n in said.items() if n > 1} <= {*CATALOGUES[SHARED]}
