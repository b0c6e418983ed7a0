"""Reads a file: a short one here, any other in a process of its own, where it may use so much and no more."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from services.adoption.imports.rules import File, check_header, read, text_of
from shared import inside
from shared.apart import Apart
from shared.problems import Unreasonable

SHORT = 50_000  # bytes or characters
AT_A_TIME = 500  # dogs that come back together: nobody waits long while they are unpacked
READER = Apart(
    "services.adoption.imports.reading:parts", seconds=60, memory=1_500_000_000,
    trusts=("services.adoption.", "shared.", "datetime", "zoneinfo"),
)  # fmt: skip


def understood(sent: bytes | str) -> tuple[str, File]:
    """Its text, and what is in it. Raises `Unreasonable` and `TakesTooMuch`. It blocks."""
    if len(sent) <= SHORT:
        text = _text(sent)
        return text, read(text)
    try:
        text, file, *dogs = READER.parts(sent)
    except inside.Refused as why:
        _, chinese, english = why.args
        raise Unreasonable(chinese, english) from None
    found: File = file
    found.dogs = defaultdict(list, {dog: moves for some in dogs for dog, moves in some.items()})
    return text, found


def parts(sent: bytes | str) -> Iterator[Any]:
    """What the process gives: the text, what is to be said of all rows, and each dog's movements."""
    try:
        text = _text(sent)
        file = read(text)
    except Unreasonable as why:
        raise inside.Refused("Unreasonable", *why.detail.halves) from None
    yield text
    yield File(file.rows, {}, file.refused, file.not_ours)
    dogs = list(file.dogs.items())
    for start in range(0, len(dogs), AT_A_TIME):
        yield dict(dogs[start : start + AT_A_TIME])


def _text(sent: bytes | str) -> str:
    """What was kept passed as a header before."""
    if isinstance(sent, str):
        return sent
    text = text_of(sent)
    check_header(text)
    return text
