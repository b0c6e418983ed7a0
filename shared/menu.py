"""The staff's menu: everybody is shown what they may open, and begins with the page for their work.

Each noun names its own entries in its card. All services show the entries of all: `make contract` gathers
them in menu.json, for a service knows no other's nouns.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from shared.auth import PUBLIC, Role, Who

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its name in both languages, for these roles; for everyone if `roles` is None.

    Those of `often` stand in the first row, those that are somebody's `own` at the end. `place`: where among
    its like, lowest first. `begins`: how early it is the page that somebody sees after logging in, lowest
    first; never if None.
    """

    path: str
    chinese: str
    english: str
    roles: tuple[Role, ...] | None
    place: int
    often: bool = False
    own: bool = False
    begins: int | None = None

    def shown_to(self, who: Who) -> bool:
        return self.roles is None or who.may(self.roles)


def write(entries: Iterable[Entry]) -> None:
    """Gathers the entries of all services in the file."""
    FILE.write_bytes(to_json(in_order(entries), indent=2) + b"\n")


def in_order(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    ordered = sorted(entries, key=lambda entry: (not entry.often, entry.own, entry.place, entry.path))
    return [asdict(entry) for entry in ordered]


ALL = TypeAdapter(list[Entry]).validate_json(FILE.read_bytes()) if FILE.exists() else []
OFTEN = [entry for entry in ALL if entry.often]
MORE = [entry for entry in ALL if not entry.often and not entry.own]
OWN = [entry for entry in ALL if entry.own]


def beginning(roles: Iterable[str]) -> str:
    """The page that somebody with these roles is shown after logging in."""
    who = Who(PUBLIC.name, frozenset(roles))
    mine = [(entry.begins, entry.path) for entry in ALL if entry.begins is not None and entry.shown_to(who)]
    return min(mine)[1]
