"""Draws bars: what is where in an SVG of 360 units width, so that it is readable on a phone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.operations.figures import Figures
from shared.clock import CITY

LEFT, WIDTH, ROW = 96, 224, 24  # labels, the longest bar, a row
IN_CARE, ADOPTED, RECLAIMED, GONE = "c1", "c2", "c3", "c5"  # the chart colours of the look


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar."""

    look: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its label's place, its pieces, and the number at its end."""

    label: datetime
    y: int
    parts: list[Part]
    end: float
    total: int


def outcome_bars(rows: Sequence[tuple[datetime, Figures]]) -> list[Bar]:
    """One bar for each operation: still here, adopted, back home, gone otherwise."""
    return _bars(
        [
            (at, [(IN_CARE, f.in_care), (ADOPTED, f.adopted), (RECLAIMED, f.reclaimed),
                  (GONE, f.transferred + f.escaped + f.deceased)])
            for at, f in rows
        ]
    )  # fmt: skip


def hour_bars(found: Sequence[datetime]) -> list[Bar]:
    """How many dogs were found in each hour of the night; quiet hours between are rows too."""
    hours = Counter(at.astimezone(CITY).replace(minute=0, second=0, microsecond=0) for at in found)
    if not hours:
        return []
    first, last = min(hours), max(hours)
    if last - first > timedelta(hours=24):
        return _bars([(hour, [(IN_CARE, hours[hour])]) for hour in sorted(hours)])
    rows = [first + timedelta(hours=n) for n in range((last - first) // timedelta(hours=1) + 1)]
    return _bars([(hour, [(IN_CARE, hours[hour])]) for hour in rows])


def _bars(rows: list[tuple[datetime, list[tuple[str, int]]]]) -> list[Bar]:
    longest = max((sum(many for _, many in parts) for _, parts in rows), default=0) or 1
    bars = []
    for number, (label, pieces) in enumerate(rows):
        parts, x = [], float(LEFT)
        for look, many in pieces:
            if many:
                parts.append(Part(look, round(x, 1), round(many / longest * WIDTH, 1)))
            x += many / longest * WIDTH
        bars.append(Bar(label, number * ROW, parts, round(x + 6, 1), sum(many for _, many in pieces)))
    return bars
