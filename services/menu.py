"""python -m services.menu: gathers the menu entries of all nouns in shared/menu.json."""

import importlib
from collections.abc import Iterator

from services.__main__ import SERVICES
from shared import menu
from shared.menu import Entry


def entries() -> Iterator[Entry]:
    """Those of every noun of every service."""
    for service in SERVICES:
        for noun in importlib.import_module(f"services.{service}.app").NOUNS:
            yield from noun.card().menu


if __name__ == "__main__":
    menu.write(entries())
