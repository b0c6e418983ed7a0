"""Law is data: the jurisdiction pack, and days counted as it says."""

import os
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import chinese_calendar
from pydantic import Field

from services.intake.periods import Deadline as Deadline
from services.intake.periods import Period, count, period
from shared import moments
from shared.clock import CITY
from shared.problems import Unreasonable
from shared.said import Said

PACK = Path(__file__).parent / "jurisdiction/hohhot.toml"


@dataclass(frozen=True, slots=True)
class Zone:
    """A row of kennels: A01–A24, so many dogs in each."""

    letter: str
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


@dataclass(frozen=True, slots=True)
class HoldLaw:
    """One kind of hold: which ways out it closes, how it ends, who may place it and who may end it."""

    kind: str
    zh: str
    en: str
    ends: Literal["time", "person", "vet"]  # by itself, by somebody's decision, by any vet at any time
    early: bool  # whether two people may end it before its time
    blocks: tuple[str, ...]
    place: tuple[str, ...]  # roles; none: it comes with the dog and is placed by nobody
    release: tuple[str, ...]
    arrival: tuple[str, ...]  # the custody bases that bring it along
    basis: tuple[str, ...]  # the custody bases for which it closes the way out; none: all
    told: bool  # whether its name is told to other services
    period: Period | None


@dataclass(frozen=True, slots=True)
class Extension:
    """Which hold may be made longer, once: by how many days at most, who asks and who approves."""

    hold: str
    days: int
    ask: tuple[str, ...]
    approve: tuple[str, ...]


class NoLawThen(Unreasonable):
    title = Said("当时没有规定", "No law for that day")

    def __init__(self, custody_basis: str, day: date, first: date | None) -> None:
        zh = f"最早可用 {first}，请核对日期" if first else "任何日期都没有，请补充规则包"
        en = (
            f"the earliest is {first}: correct the date" if first else "nor for any other: add it to the pack"
        )
        super().__init__(
            f"规则包对 {day} 没有 {custody_basis} 的规定，{zh}。",
            f"The pack has no law on {custody_basis} for {day}; {en}.",
            day=day.isoformat(), earliest=first and first.isoformat(),
        )  # fmt: skip


class Jurisdiction:
    """What this city's rules say, by date."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self.prefix: str = pack["stay_no_prefix"]
        self.zones = [
            Zone(z["zone"], z["kennels"], z["capacity"], tuple(z.get("only", ())), z.get("by_litter", False),
                 z.get("zh", ""), z.get("en", ""))
            for z in pack["zones"]
        ]  # fmt: skip
        self.disinfectants = {d["code"]: Disinfectant(**d) for d in pack.get("disinfectants", ())}
        self.euthanasia_approvers: list[str] = pack.get("euthanasia_approvers", ["officer"])
        self.capacity_alarm: float = pack.get("capacity_alarm", 0.9)
        self.zones_for: dict[str, list[str]] = pack["zones_for"]
        self.puppy_months: int = pack["puppy_months"]
        self.observation_days: int = pack["observation_days"]
        self.two_officers: dict[str, list[str]] = {"basis": [], "methods": []} | pack.get("two_officers", {})
        self.windows: list[dict[str, Any]] = pack["claim_window"]
        self.first_day: date = min(window["from"] for window in self.windows)
        self._holds: list[dict[str, Any]] = pack.get("holds", [])
        self.extension = _extension(pack.get("seizure_extension", {}))
        self.checks_a_day: int = pack.get("checks_a_day", 2)
        self.years: dict[int, dict[str, list[date]]] = {
            int(year): days for year, days in pack.get("working_days", {}).items()
        }

    def claim_until(
        self, custody_basis: str, found: datetime, notice: datetime | None = None
    ) -> Deadline | None:
        """From when nobody can claim the dog any more; none where it can never be claimed.

        Where the window begins with the notice and there is none yet: as if it had been published at once.
        Raises `NoLawThen`, as all that asks for a window does.
        """
        window = self._window(custody_basis, found)
        if not window["claimable"]:
            return None
        if window["days"] == 0:
            return Deadline(found, False)
        start = notice if notice and self.claim_waits_for_notice(custody_basis, found) else found
        return count(period(window | {"amount": window["days"]}), start, self.works)

    def claim_waits_for_notice(self, custody_basis: str, found: datetime) -> bool:
        """Whether the window begins with the notice (上海), not with intake (北京); domain §2.7."""
        window = self._window(custody_basis, found)
        return bool(window["claimable"] and window["days"] and window.get("starts_at") == "notice")

    def _window(self, custody_basis: str, found: datetime) -> dict[str, Any]:
        day = found.astimezone(CITY).date()
        known = [window for window in self.windows if custody_basis in window["basis"]]
        in_force = [window for window in known if window["from"] <= day]
        if not in_force:
            raise NoLawThen(custody_basis, day, min((window["from"] for window in known), default=None))
        return in_force[-1]

    def holds(self, day: date) -> dict[str, HoldLaw]:
        """Every kind of hold as the law in force on that day has it."""
        return {told["hold"]: _hold_law(told) for told in self._holds if told["from"] <= day}

    def works(self, day: date) -> tuple[bool, bool]:
        """Whether people work on that day, and whether that is certain: own table, calendar, weekdays."""
        if year := self.years.get(day.year):
            return day in year["on"] or (day.weekday() < 5 and day not in year["off"]), True
        try:
            return bool(chinese_calendar.is_workday(day)), True
        except NotImplementedError:
            return day.weekday() < 5, False


def _extension(told: dict[str, Any]) -> Extension:
    roles = (tuple(told.get(name, ())) for name in ("ask", "approve"))
    return Extension(told.get("hold", ""), told.get("days", 0), *roles)


def _hold_law(told: dict[str, Any]) -> HoldLaw:
    lists = {name: tuple(told.get(name, ())) for name in ("blocks", "place", "release", "arrival", "basis")}
    return HoldLaw(
        kind=told["hold"], zh=told["zh"], en=told["en"], ends=told["ends"], early=told.get("early", True),
        told=told.get("told", True), period=period(told) if "amount" in told else None, **lists,
    )  # fmt: skip


@lru_cache
def jurisdiction() -> Jurisdiction:
    """The pack named by QINGCHENG_JURISDICTION, else Hohhot's. Raises `KeyError` for what it lacks."""
    pack = Path(os.environ.get("QINGCHENG_JURISDICTION", PACK))
    return Jurisdiction(tomllib.loads(pack.read_text(encoding="utf-8")))


HouseMoment = Annotated[
    moments.Written,
    moments.since(lambda: jurisdiction().first_day),
    moments.PAST,
    Field(description="RFC 3339; from the first law of the city to five minutes from now"),
]
