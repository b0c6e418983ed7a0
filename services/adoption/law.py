"""What the city has decided, by date: `jurisdiction/*.toml` is data, this only reads it."""

import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from shared import moments
from shared.problems import Unreasonable
from shared.said import Said

PACK = Path(__file__).parent / "jurisdiction/hohhot.toml"


@dataclass(frozen=True, slots=True)
class Law:
    """Who may have a dog, and which dog."""

    minimum_age: int
    never_adoptable: frozenset[str]
    never_reclaimable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opening:
    """When visitors may come, and how many."""

    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    capacity: int
    largest_party: int
    book_ahead_days: int
    closed: frozenset[date]


@cache
def _pack() -> dict[str, Any]:
    return tomllib.loads(PACK.read_text(encoding="utf-8"))


class NoLawThen(Unreasonable):
    title = Said("当时没有规定", "No law for that day")


def first_day() -> date:
    """Before it nothing was done by any rule that is known here."""
    day: date = _pack()["first_day"]
    return day


def first_opening() -> date:
    """From which day on there is a rule for open days."""
    day: date = min(rule["from"] for rule in _pack()["opening"])
    return day


HouseMoment = Annotated[
    moments.Written,
    moments.since(first_day),
    moments.PAST,
    Field(description="RFC 3339; from the first law of the city to five minutes from now"),
]


def _in_force(chapter: str, day: date) -> dict[str, Any]:
    rules: list[dict[str, Any]] = sorted(_pack()[chapter], key=lambda rule: rule["from"])
    in_force = [rule for rule in rules if rule["from"] <= day]
    if not in_force:
        first = rules[0]["from"]
        raise NoLawThen(
            f"规则包对 {day} 没有规定，最早可用 {first}，请核对日期。",
            f"The pack has no rules for {day}; the earliest is {first}: correct the date.",
            day=day.isoformat(), earliest=first.isoformat(),
        )  # fmt: skip
    return in_force[-1]


def law_on(day: date) -> Law:
    """The conditions in force on that day. Raises `NoLawThen`."""
    rule = _in_force("adoption", day)
    return Law(rule["minimum_age"], frozenset(rule["never_adoptable"]), frozenset(rule["never_reclaimable"]))


def opening_on(day: date) -> Opening:
    """The opening rule in force on that day. Raises `NoLawThen`."""
    rule = _in_force("opening", day)
    hours = tuple((opens, closes) for opens, closes in rule["hours"])
    return Opening(
        frozenset(rule["weekdays"]), hours, rule["capacity"], rule["largest_party"],
        rule["book_ahead_days"], frozenset(rule["closed"]),
    )  # fmt: skip
