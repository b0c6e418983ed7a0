"""The board as it is drawn: a cell for each kennel, and filters that leave some of them out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from services.intake.holds.store import RABIES
from services.intake.kennels import capacity, rules
from services.intake.kennels.models import Kennel
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import Zone
from shared import clock

HERE = "/intake/kennels/"
Kinds = Mapping[str, set[str]]  # the holds of a stay, besides those that every dog has


@dataclass(slots=True)
class Cell:
    """One kennel as it is drawn."""

    kennel: Kennel
    dogs: list[Resident]
    now_in: str
    ready: bool
    room: int
    to_clean: bool
    observed: bool

    @property
    def pips(self) -> list[str]:
        taken, places = self.kennel.occupied, self.kennel.capacity
        return ["in"] * min(taken, places) + [""] * (places - taken) + ["more"] * (taken - places)


def cell(kennel: Kennel, dogs: list[Resident], held: Kinds, now: datetime, midnight: datetime) -> Cell:
    ready = capacity.in_use(kennel, now)
    state = "sealed" if kennel.sealed else "" if ready else kennel.state
    if not state:
        left = kennel.capacity - kennel.occupied
        state = "free" if not kennel.occupied else "over" if left < 0 else "full" if not left else ""
    kinds = set().union(*(held.get(dog.stay_id, ()) for dog in dogs))
    return Cell(
        kennel, dogs, f"{state} held" if kinds and state in ("", "full") else state, ready,
        capacity.spare(kennel, now), rules.to_clean(kennel, midnight),
        RABIES in kinds or any(dog.custody_basis == "OBSERVATION" for dog in dogs),
    )  # fmt: skip


def midnight(now: datetime) -> datetime:
    """When this day began in the city."""
    return now.astimezone(clock.CITY).replace(hour=0, minute=0, second=0, microsecond=0)


FILTERS: dict[str, Callable[[Cell], bool]] = {
    "room": lambda cell: cell.room > 0,
    "free": lambda cell: cell.now_in == "free",
    "full": lambda cell: "full" in cell.now_in.split(),
    "over": lambda cell: cell.now_in == "over",
    "clean": lambda cell: cell.to_clean,
    "closed": lambda cell: not cell.ready,
    "observed": lambda cell: cell.observed,
    "held": lambda cell: "held" in cell.now_in.split(),
    "sealed": lambda cell: cell.kennel.sealed,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: which zone, which kennels of it, and `at` one kennel, a zone's list, or `none`."""

    zone: str = ""
    only: str = ""
    at: str = ""

    def link(self, **changed: str) -> str:
        """The board with something changed; what is empty is left out."""
        kept = {"at": self.at, "zone": self.zone, "only": self.only} | changed
        words = urlencode({name: value for name, value in kept.items() if value})
        return f"{HERE}?{words}" if words else HERE

    def shown(self, zones: Sequence[Zone], cells: Mapping[str, Cell]) -> dict[str, list[str]]:
        """The codes that are drawn, by zone; a zone of which nothing is left is not drawn."""
        keep = FILTERS.get(self.only)
        drawn = {
            zone.letter: [code for code in zone.codes() if keep is None or keep(cells[code])]
            for zone in zones
            if self.zone in ("", zone.letter)
        }
        return {letter: codes for letter, codes in drawn.items() if codes}

    def counts(self, cells: Mapping[str, Cell]) -> dict[str, int]:
        """How many kennels of the chosen zone each filter would leave."""
        within = [cell for cell in cells.values() if self.zone in ("", cell.kennel.zone)]
        return {name: sum(keep(cell) for cell in within) for name, keep in FILTERS.items()}
