"""Law is data: the jurisdiction pack, and days counted as it says."""

import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import chinese_calendar

from shared.clock import CITY

PACK = Path(__file__).parent / "jurisdiction/hohhot.toml"


@dataclass(frozen=True, slots=True)
class Zone:
    """A row of kennels: A01–A24, so many dogs in each."""

    letter: str
    kennels: int
    capacity: int

    def codes(self) -> list[str]:
        return [f"{self.letter}{number:02d}" for number in range(1, self.kennels + 1)]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by law. Provisional until the State Council has published that year's working days."""

    at: datetime
    provisional: bool


class Jurisdiction:
    """What this city's rules say, by date."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self.prefix: str = pack["stay_no_prefix"]
        self.zones = [Zone(z["zone"], z["kennels"], z["capacity"]) for z in pack["zones"]]
        self.zones_for: dict[str, list[str]] = pack["zones_for"]
        self.puppy_months: int = pack["puppy_months"]
        self.observation_days: int = pack["observation_days"]
        self.windows: list[dict[str, Any]] = pack["claim_window"]
        self.years: dict[int, dict[str, list[date]]] = {
            int(year): days for year, days in pack.get("working_days", {}).items()
        }

    def claim_until(self, custody_basis: str, found: datetime) -> Deadline | None:
        """From when nobody can claim the dog any more; none where it can never be claimed."""
        day = found.astimezone(CITY).date()
        window = next(w for w in reversed(self.windows) if custody_basis in w["basis"] and w["from"] <= day)
        if not window["claimable"]:
            return None
        if window["days"] == 0:
            return Deadline(found, False)
        return self.end_of(day, window["days"], roll=window["roll"] == "next_workday")

    def end_of(self, first: date, days: int, roll: bool) -> Deadline:
        """The midnight after `days` full days; the first day does not count (民法典 201, 203)."""
        last, sure = first + timedelta(days=days), True
        while roll:
            works, sure = self.works(last)
            if works:
                break
            last += timedelta(days=1)
        midnight = datetime.combine(last + timedelta(days=1), time(), CITY)
        return Deadline(midnight.astimezone(UTC), not sure)

    def works(self, day: date) -> tuple[bool, bool]:
        """Whether people work on that day, and whether that is certain: own table, calendar, weekdays."""
        if year := self.years.get(day.year):
            return day in year["on"] or (day.weekday() < 5 and day not in year["off"]), True
        try:
            return bool(chinese_calendar.is_workday(day)), True
        except NotImplementedError:
            return day.weekday() < 5, False


@lru_cache
def jurisdiction() -> Jurisdiction:
    """The pack named by QINGCHENG_JURISDICTION, else Hohhot's. Raises `KeyError` for what it lacks."""
    pack = Path(os.environ.get("QINGCHENG_JURISDICTION", PACK))
    return Jurisdiction(tomllib.loads(pack.read_text(encoding="utf-8")))
