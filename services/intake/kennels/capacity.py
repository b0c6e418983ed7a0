"""How full the house is and will be. No database, no clock, no network."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.intake.kennels.models import Kennel
from shared.store import Model

LOOKS_BACK = 30  # days
A_DAY = timedelta(days=1)


class ZoneRoom(Model):
    """How full one zone is. `usable` places are not out of use; `free` ones take a dog now."""

    zone: str
    taken: int
    places: int
    usable: int
    free: int
    alarm: bool


class Capacity(Model):
    """How full the house is, and how full it gets if dogs come and go as in the last 30 days."""

    dogs: int
    taken: int
    places: int
    usable: int
    alarm_at: float
    alarm: bool
    arrivals_per_day: float
    departures_per_day: float
    mean_stay_days: float | None
    expected_dogs: int | None
    full_in_days: float | None
    zones: list[ZoneRoom]


def expected(arrivals_per_day: float, mean_stay_days: float) -> float:
    """How many dogs there are in the long run: L = λW, Little's law (domain §2.2)."""
    return arrivals_per_day * mean_stay_days


def full_in(free: int, arrivals_per_day: float, departures_per_day: float) -> float | None:
    """Days until no place is left; none when as many go as come."""
    grows = arrivals_per_day - departures_per_day
    return max(free, 0) / grows if grows > 0 else None


def in_use(kennel: Kennel, now: datetime) -> bool:
    """Whether dogs can live in it today."""
    wet = kennel.state == "disinfecting" and kennel.until is not None and now < kennel.until
    return not (wet or kennel.state in ("cleaning", "maintenance"))


def spare(kennel: Kennel, now: datetime) -> int:
    """Places that somebody else could take; a dog that lives alone leaves none beside it."""
    alone = kennel.company is not None and kennel.company.startswith(("alone:", "mixed"))
    if kennel.sealed or alone or not in_use(kennel, now):
        return 0
    return max(kennel.capacity - kennel.occupied, 0)


def look(
    kennels: Sequence[Kennel], dogs: int, came: int, stays: Sequence[timedelta], alarm_at: float,
    now: datetime,
) -> Capacity:  # fmt: skip
    """Puts it together. It alarms at `alarm_at` of the usable places, or when the forecast gets there."""
    letters = sorted({kennel.zone for kennel in kennels})
    zones = [_room([k for k in kennels if k.zone == letter], alarm_at, now) for letter in letters]
    taken, places, usable = (sum(getattr(z, what) for z in zones) for what in ("taken", "places", "usable"))
    arrivals, departures = came / LOOKS_BACK, len(stays) / LOOKS_BACK
    mean = sum(stays, timedelta()) / A_DAY / len(stays) if stays else None
    soon = None if mean is None else round(expected(arrivals, mean))
    return Capacity(
        dogs=dogs, taken=taken, places=places, usable=usable, alarm_at=alarm_at,
        alarm=max(taken, soon or 0) >= alarm_at * usable, arrivals_per_day=round(arrivals, 2),
        departures_per_day=round(departures, 2), mean_stay_days=None if mean is None else round(mean, 1),
        expected_dogs=soon, zones=zones,
        full_in_days=full_in(sum(z.free for z in zones), arrivals, departures),
    )  # fmt: skip


def _room(kennels: Sequence[Kennel], alarm_at: float, now: datetime) -> ZoneRoom:
    open_ones = [kennel for kennel in kennels if in_use(kennel, now)]
    taken, usable = sum(k.occupied for k in kennels), sum(k.capacity for k in open_ones)
    free = sum(spare(kennel, now) for kennel in kennels)
    return ZoneRoom(
        zone=kennels[0].zone, taken=taken, places=sum(k.capacity for k in kennels), usable=usable, free=free,
        alarm=0 < taken >= alarm_at * usable,
    )  # fmt: skip
