"""The registry speaks English where it is asked to."""

from collections.abc import Sequence
from pathlib import Path

from babel.messages.pofile import read_po

import services.registry

HERE = Path(services.registry.__file__).parent


def sentences(catalogue: Path) -> set[str]:
    with catalogue.open("rb") as file:
        return {_first(message.id) for message in read_po(file, locale="en") if all(_all(message.string))}


def _all(text: str | Sequence[str] | None) -> Sequence[str]:
    return [text or ""] if isinstance(text, str | None) else text


def _first(text: str | Sequence[str]) -> str:
    return _all(text)[0]
