"""The files of the contract that are served, read once: these and nothing else."""

import hashlib
from dataclasses import dataclass
from functools import cache

from services.notify.contract import rules
from shared.promises import FOLDER

SERVED = ("*.json", "public/*.json", "examples/*.json", "examples/public/*.json", "versions/*", "CHANGES.md")
INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class File:
    """What goes out, and the tag by which a reader knows that it has it already."""

    text: str
    etag: str


@cache
def names() -> frozenset[str]:
    found = (path for pattern in SERVED for path in FOLDER.glob(pattern) if path.is_file())
    return frozenset(path.relative_to(FOLDER).as_posix() for path in found)


@cache
def file(name: str, public_url: str) -> File:
    """One of `names`."""
    return of(rules.served(name, (FOLDER / name).read_text("utf-8"), public_url))


def of(text: str) -> File:
    return File(text, f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"')
