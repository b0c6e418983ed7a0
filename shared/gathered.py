"""What the contract tells of the services: who hears each event, and the codes that they own.

A service knows no other's nouns: `make contract` gathers it in gathered.json.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import to_json

from shared.codes import Table

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Heard:
    """A noun that listens, such as registry/dogs, and the function that does what follows."""

    by: str
    does: str


@dataclass(frozen=True, slots=True)
class Gathered:
    codes: dict[str, Table]
    heard: dict[str, list[Heard]]


def as_text(codes: Mapping[str, Table], heard: Mapping[str, Sequence[Heard]]) -> str:
    return to_json({"codes": codes, "heard": heard}, indent=2).decode() + "\n"


def write(codes: Mapping[str, Table], heard: Mapping[str, Sequence[Heard]]) -> None:
    """Keeps it in the file."""
    FILE.write_text(as_text(codes, heard), "utf-8")


ALL = TypeAdapter(Gathered).validate_json(FILE.read_bytes()) if FILE.exists() else Gathered({}, {})
