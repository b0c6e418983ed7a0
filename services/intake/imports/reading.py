"""Reads a file: a short one here, any other in a process of its own, where it may use so much and no more."""

from collections.abc import Iterator
from typing import Any

from services.intake.imports.formats import read
from services.intake.imports.records import Reading, Refused
from services.intake.imports.rules import UnreadableFile, decoded
from shared import inside
from shared.apart import Apart
from shared.references import Seal

SHORT = 50_000  # bytes or characters: some hundred rows
AT_A_TIME = 500  # records that come back together: nobody waits long while they are unpacked
READER = Apart(
    "services.intake.imports.reading:parts", seconds=60, memory=1_500_000_000,
    trusts=("services.intake.", "shared.", "datetime", "zoneinfo"),
)  # fmt: skip


def understood(sent: bytes | str, seal: Seal) -> tuple[str, Reading]:
    """Its text, and what is in it. Raises `Refused`, `UnreadableFile` and `TakesTooMuch`. It blocks."""
    if len(sent) <= SHORT:
        text = decoded(sent) if isinstance(sent, bytes) else sent
        return text, read(text, seal)
    try:
        text, reading, *records = READER.parts(sent, seal)
    except inside.Refused as why:
        kind, *halves = why.args
        raise {"Refused": Refused, "UnreadableFile": UnreadableFile}[kind](*halves) from None
    reading.records = [record for some in records for record in some]
    return text, reading


def parts(sent: bytes | str, seal: Seal) -> Iterator[Any]:
    """What the process gives: the text, what is to be said of all rows, and the records."""
    try:
        text = decoded(sent) if isinstance(sent, bytes) else sent
        reading = read(text, seal)
    except Refused as why:
        raise inside.Refused("Refused", *why.said.halves) from None
    except UnreadableFile as why:
        raise inside.Refused("UnreadableFile", *why.detail.halves) from None
    yield text
    yield Reading([], reading.refused, reading.rows, reading.columns)
    for start in range(0, len(reading.records), AT_A_TIME):
        yield reading.records[start : start + AT_A_TIME]
