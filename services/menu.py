"""Gathers the menu entries of all nouns; `services.gathered` writes them down."""

import importlib
from collections.abc import Iterator

from services import SERVICES
from shared.menu import Entry


def entries() -> Iterator[Entry]:
    """Those of every noun of every service."""
    for service in SERVICES:
        for noun in importlib.import_module(f"services.{service}.app").NOUNS:
            yield from noun.card().menu
