"""What a noun of a service opens to the house: its card says so, and `app.py` lists the cards."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from shared.auth import Role, Who
from shared.ears import Ears
from shared.keyring import Key
from shared.store import Work

Task = Callable[[Any], Awaitable[None]]  # given the running `Service`


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the staff's menu by its Chinese name, for these roles; for everyone if `roles` is None.

    `often`: it stands on the first row. `place`: where among its like, lowest first. `begins`: how early it
    is the page that somebody sees after logging in, lowest first; never if None.
    """

    path: str
    words: str
    roles: tuple[Role, ...] | None
    place: int
    often: bool = False
    begins: int | None = None

    def shown_to(self, who: Who) -> bool:
        return self.roles is None or who.may(self.roles)


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
    keys: Sequence[Key] = ()
    before_commit: Sequence[Callable[[Work], None]] = ()
