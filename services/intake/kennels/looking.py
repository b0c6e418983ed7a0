"""Everything that the board shows, read in a few statements however many kennels and dogs there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from services.intake.deadlines import Jurisdiction
from services.intake.holds import store as holds
from services.intake.holds.models import Hold
from services.intake.holds.rules import standing
from services.intake.kennels import board, fitting, moves, routes, rules, store
from services.intake.kennels.board import Cell, Choice
from services.intake.kennels.capacity import Capacity
from services.intake.kennels.forms import HOMELESS
from services.intake.kennels.models import Kennel, KennelEntry
from services.intake.kennels.rules import Resident
from services.intake.photos.store import faces
from services.intake.stays.models import Stay
from shared.store import Work

MOST_FITS = 5


@dataclass(slots=True)
class House:
    """Every kennel with who lives in it, and how full they are together."""

    kennels: Sequence[Kennel]
    living: dict[str, list[Resident]]
    cells: dict[str, Cell]
    full: Capacity

    @property
    def waiting(self) -> int:
        """How many dogs have no kennel."""
        return self.full.dogs - sum(map(len, self.living.values()))


@dataclass(slots=True)
class Panel:
    """What stands beside the board: the dogs of a kennel or a list, and where one of them could go."""

    dogs: list[Resident]
    many: int
    faces: dict[str, str]
    company: str | None = None
    log: Sequence[KennelEntry] = ()
    names: dict[str, str] = field(default_factory=dict)
    last: dict[str, KennelEntry | None] = field(default_factory=dict)
    mover: Resident | None = None
    fits: fitting.Fits = field(default_factory=fitting.Fits)


def house(work: Work, now: datetime) -> House:
    living: dict[str, list[Resident]] = defaultdict(list)
    for dog in store.residents(work):
        living[dog.kennel or ""].append(dog)
    kennels = work.exec(select(Kennel).order_by(col(Kennel.code))).all()
    held, midnight = _held(work, now), board.midnight(now)
    cells = {k.code: board.cell(k, living[k.code], held, now, midnight) for k in kennels}
    return House(kennels, living, cells, routes.capacity_of(work, kennels, now))


def panel(work: Work, house: House, choice: Choice, stay_no: str, law: Jurisdiction, now: datetime) -> Panel:
    listed = store.homeless(work, moves.MOST) if choice.at == HOMELESS else []
    for code, cell in house.cells.items():
        listed += cell.dogs if choice.at in (code, cell.kennel.zone) else []
    dogs = listed[: moves.MOST]
    shown = Panel(dogs, len(listed), faces(work, [dog.dog_id for dog in dogs]) if dogs else {})
    if choice.at in house.cells:
        shown.company = rules.company_of(dogs, law.puppy_months)
        shown.log = store.log_of(work, choice.at)
        shown.names = _names(work, shown.log)
        shown.last = _last(work, choice.at)
    alone = dogs[0] if len(dogs) == 1 else None
    shown.mover = next((dog for dog in dogs if dog.stay_no == stay_no), alone)
    if shown.mover:
        shown.fits = fitting.fitting(shown.mover, house.kennels, house.living, law, now)
    return shown


def _held(work: Work, now: datetime) -> dict[str, set[str]]:
    """What holds stays here more than quarantine and the claim window, which everybody has."""
    laws, usual = holds.laws(), (holds.QUARANTINE, holds.CLAIM)
    unusual = select(Hold).where(col(Hold.released_at).is_(None), col(Hold.kind).not_in(usual))
    held: dict[str, set[str]] = defaultdict(set)
    for one in work.exec(unusual):
        if standing(one, laws[one.kind], now):
            held[one.stay_id].add(one.kind)
    return held


def _last(work: Work, kennel: str) -> dict[str, KennelEntry | None]:
    """What was last done there, of the kinds that one asks for first."""
    return {what: store.last_of(work, kennel, what) for what in ("cleaning", "disinfecting", "temperature")}


def _names(work: Work, log: Sequence[KennelEntry]) -> dict[str, Any]:
    ids = {entry.stay_id for entry in log if entry.stay_id}
    named = select(Stay.id, Stay.stay_no).where(col(Stay.id).in_(ids))
    return dict(work.exec(named).all()) if ids else {}
