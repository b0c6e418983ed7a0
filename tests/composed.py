"""What a service is made of, wherever it lies."""

import importlib

from shared.ears import Ears


def ears_of_nouns(name: str) -> list[Ears]:
    """Of each noun that has some; of the service where its nouns have no cards yet."""
    nouns = getattr(importlib.import_module(f"services.{name}.app"), "NOUNS", None)
    if nouns is None:
        return [importlib.import_module(f"services.{name}.handlers").ears]
    return [ears for noun in nouns if (ears := noun.card().ears)]


def ears_of(name: str) -> Ears:
    return Ears(name, of=ears_of_nouns(name))
