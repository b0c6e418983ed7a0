"""What a noun of a service opens to the house: its card says so, and `app.py` lists the cards."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from shared.ears import Ears
from shared.keyring import Key
from shared.menu import Entry as Entry
from shared.store import Work

Task = Callable[[Any], Awaitable[None]]  # given the running `Service`


@dataclass(frozen=True, slots=True)
class Noun:
    """All that a noun opens.

    `prepare` is done before the first request; each of `tasks` runs beside them, watched under its name,
    until it is cancelled; `before_commit` is called last thing before each commit of the service's store.
    """

    doors: Sequence[APIRouter] = ()
    screens: Sequence[APIRouter] = ()
    ears: Ears | None = None
    tasks: Mapping[str, Task] = field(default_factory=dict)
    prepare: Task | None = None
    menu: Sequence[Entry] = ()
    rows: Sequence[type[Any]] = ()
    static: Mapping[str, Path] = field(default_factory=dict)  # what a browser loads: address, folder
    keys: Sequence[Key] = ()
    before_commit: Sequence[Callable[[Work], None]] = ()
