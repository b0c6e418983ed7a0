"""Notify speaks English where it is asked to."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import services.notify


def test_every_sentence_of_the_page_has_its_english() -> None:
    folder = Path(services.notify.__file__).parent
    used = {
        sentence
        for page in folder.rglob("*.html")
        for sentence in re.findall(r'_\(["\'](.+?)["\']\)', page.read_text(encoding="utf-8"))
    }
    with (folder / "locale/en.po").open("rb") as file:
        catalogue = {entry.id: entry.string for entry in read_po(file) if entry.id}
    assert used == set(catalogue)
    assert all(catalogue.values())
