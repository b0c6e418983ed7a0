"""What a row has heard: the latest word on each of its facets, and a correction wins.

Retries and replays break order. A facet is what one kind of event from one source says, so the source's
`sequence` tells which of two is older: the row is the same in whatever order they come, and however often.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from shared.envelope import Envelope

DESCRIPTION = "description"  # the facet of what was written down at the beginning
AS_NAMED: Mapping[str, str] = {}


def kept() -> dict[str, int]:
    """A row's column `heard`: the last sequence applied to each facet."""
    column: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    return column


def newer(row: Any, facet: str, heard: Envelope) -> bool:
    """Whether `heard` is the latest word on one facet of a row; if so, the row remembers it."""
    key = _key(facet, heard)
    if row.heard.get(key, 0) >= heard.sequence:
        return False
    row.heard = {**row.heard, key: heard.sequence}
    return True


def note(row: Any, facet: str, heard: Envelope, **columns: Any) -> None:
    """Sets the columns that make up a facet, unless a later word is known."""
    if newer(row, facet, heard):
        _set(row, columns)


def describe(
    row: Any, heard: Envelope, said: Mapping[str, Any], columns: Mapping[str, str] = AS_NAMED
) -> None:
    """Sets what was said at the beginning, but for what was corrected since, even if it is heard only now.

    `columns` are those that are not named as what is said.
    """
    if newer(row, DESCRIPTION, heard):
        _set(row, {columns.get(name, name): fact for name, fact in said.items()
                   if _key(name, heard) not in row.heard})  # fmt: skip


def correct(
    row: Any, heard: Envelope, said: Mapping[str, Any], columns: Mapping[str, str] = AS_NAMED
) -> None:
    """Sets what is said better now: each a facet of its own."""
    for name, fact in said.items():
        note(row, name, heard, **{columns.get(name, name): fact})


def _key(facet: str, heard: Envelope) -> str:
    return f"{heard.source.removeprefix('/qingcheng/')}:{facet}"


def _set(row: Any, columns: Mapping[str, Any]) -> None:
    for name, fact in columns.items():
        setattr(row, name, fact)
