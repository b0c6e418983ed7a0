"""What the city's pack says for intake, by date, and from when on nobody can claim a dog."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import chinese_calendar
from pydantic import BeforeValidator, Field, model_validator

from services.intake.law.periods import Deadline as Deadline
from services.intake.law.periods import Period, count, period
from shared import moments
from shared.clock import CITY
from shared.packs import Chapter, Pack, Rule, Ruling

PACK = Path(__file__).parents[1] / "jurisdiction/hohhot.toml"


@dataclass(frozen=True, slots=True)
class Zone:
    """A row of kennels: A01–A24, so many dogs in each."""

    letter: Annotated[str, Field(alias="zone")]
    kennels: int
    capacity: int
    only: tuple[str, ...] = ()  # statuses of dogs that it takes; empty: any
    by_litter: bool = False  # a litter takes one place together
    zh: str = ""
    en: str = ""

    def codes(self) -> list[str]:
        return [f"{self.letter}{number:02d}" for number in range(1, self.kennels + 1)]


@dataclass(frozen=True, slots=True)
class Disinfectant:
    """What a kennel is disinfected with, how it is diluted, and how long it must stay wet."""

    code: str
    zh: str
    en: str
    dilution: str
    contact_minutes: int


class Window(Rule):
    """How long somebody may claim a dog that came in on one of these custody bases."""

    basis: tuple[str, ...]
    claimable: bool
    days: int
    starts_at: Literal["intake", "notice"] = "intake"
    period: Period

    @model_validator(mode="before")
    @classmethod
    def _count(cls, told: dict[str, Any]) -> dict[str, Any]:
        return told | {"period": period(told | {"amount": told.get("days", 0)})}


class HoldLaw(Rule):
    """One kind of hold: which ways out it closes, how it ends, who may place it and who may end it."""

    kind: str = Field(alias="hold")
    zh: str
    en: str
    ends: Literal["time", "person", "vet"]  # by itself, by somebody's decision, by any vet at any time
    early: bool = True  # whether two people may end it before its time
    blocks: tuple[str, ...] = ()
    place: tuple[str, ...] = ()  # roles; none: it comes with the dog and is placed by nobody
    release: tuple[str, ...] = ()
    arrival: tuple[str, ...] = ()  # the custody bases that bring it along
    basis: tuple[str, ...] = ()  # the custody bases for which it closes the way out; none: all
    told: bool = True  # whether its name is told to other services
    period: Period | None = None

    @model_validator(mode="before")
    @classmethod
    def _count(cls, told: dict[str, Any]) -> dict[str, Any]:
        return told | {"period": period(told)} if "amount" in told else told


class Extension(Ruling):
    """Which hold may be made longer, once: by how many days at most, who asks and who approves."""

    hold: str = ""
    days: int = 0
    ask: tuple[str, ...] = ()
    approve: tuple[str, ...] = ()


class TwoOfficers(Ruling):
    """Which custody bases and ways of catching want a second officer's name on the sheet."""

    basis: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


def _by_code(told: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in told}


class Jurisdiction(Pack):
    """What this city's rules say, by date."""

    prefix: str = Field(alias="stay_no_prefix")
    zones: list[Zone]
    zones_for: dict[str, list[str]]
    disinfectants: Annotated[dict[str, Disinfectant], BeforeValidator(_by_code)] = Field(default={})
    euthanasia_approvers: list[str] = Field(default=["officer"])
    capacity_alarm: float = 0.9
    puppy_months: int
    observation_days: int
    checks_a_day: int = 2
    two_officers: TwoOfficers = TwoOfficers()
    extension: Extension = Field(default=Extension(), alias="seizure_extension")
    windows: Chapter[Window] = Field(alias="claim_window")
    kinds_of_hold: Chapter[HoldLaw] = Field(default=Chapter[HoldLaw]([]), alias="holds")
    years: dict[int, dict[str, list[date]]] = Field(default={}, alias="working_days")

    @property
    def first_day(self) -> date:
        """Before it no dog came in by any rule that is known here."""
        return self.windows.first_day

    def claim_until(
        self, custody_basis: str, found: datetime, notice: datetime | None = None
    ) -> Deadline | None:
        """From when nobody can claim the dog any more; none where it can never be claimed.

        Where the window begins with the notice and there is none yet: as if it had been published at once.
        Raises `NoLawThen`, as all that asks for a window does.
        """
        window = self._window(custody_basis, found)
        if not window.claimable:
            return None
        if window.days == 0:
            return Deadline(found, False)
        start = notice if notice and self.claim_waits_for_notice(custody_basis, found) else found
        return count(window.period, start, self.works)

    def claim_waits_for_notice(self, custody_basis: str, found: datetime) -> bool:
        """Whether the window begins with the notice (上海), not with intake (北京); domain §2.7."""
        window = self._window(custody_basis, found)
        return window.claimable and window.days > 0 and window.starts_at == "notice"

    def _window(self, custody_basis: str, found: datetime) -> Window:
        day = found.astimezone(CITY).date()
        return self.windows.on(day, lambda window: custody_basis in window.basis, custody_basis)

    def holds(self, day: date) -> dict[str, HoldLaw]:
        """Every kind of hold as the law in force on that day has it."""
        return {law.kind: law for law in self.kinds_of_hold.all_on(day)}

    def works(self, day: date) -> tuple[bool, bool]:
        """Whether people work on that day, and whether that is certain: own table, calendar, weekdays."""
        if year := self.years.get(day.year):
            return day in year["on"] or (day.weekday() < 5 and day not in year["off"]), True
        try:
            return bool(chinese_calendar.is_workday(day)), True
        except NotImplementedError:
            return day.weekday() < 5, False


_read = lru_cache(Jurisdiction.read)
_chosen = PACK


def use(file: Path | None) -> None:
    """The pack that the settings name, else Hohhot's: chosen once, when the app is made."""
    global _chosen
    _chosen = file or PACK


def jurisdiction() -> Jurisdiction:
    """The pack in use. Raises `ValidationError` for what it lacks."""
    return _read(_chosen)


HouseMoment = Annotated[
    moments.Written,
    moments.since(lambda: jurisdiction().first_day),
    moments.PAST,
    Field(description="RFC 3339; from the first law of the city to five minutes from now"),
]
