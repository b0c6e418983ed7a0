"""What the city has decided, by date: `jurisdiction/*.toml` is data, this only says what it holds."""

from datetime import date, time
from pathlib import Path
from typing import Annotated

from pydantic import Field

from shared import moments
from shared.packs import Chapter, Pack, Rule


class Law(Rule):
    """Who may have a dog, and which dog."""

    minimum_age: int
    never_adoptable: frozenset[str]
    never_reclaimable: frozenset[str]


class Opening(Rule):
    """When visitors may come, and how many."""

    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    capacity: int
    largest_party: int
    book_ahead_days: int
    closed: frozenset[date]


class Jurisdiction(Pack):
    """Before `first_day` nothing was done by any rule that is known here."""

    first_day: date
    adoption: Chapter[Law]
    opening: Chapter[Opening]


PACK = Jurisdiction.read(Path(__file__).parent / "jurisdiction/hohhot.toml")

HouseMoment = Annotated[
    moments.Written,
    moments.since(lambda: PACK.first_day),
    moments.PAST,
    Field(description="RFC 3339; from the first law of the city to five minutes from now"),
]


def first_opening() -> date:
    """From which day on there is a rule for open days."""
    return PACK.opening.first_day


def law_on(day: date) -> Law:
    """The conditions in force on that day. Raises `NoLawThen`."""
    return PACK.adoption.on(day)


def opening_on(day: date) -> Opening:
    """The opening rule in force on that day. Raises `NoLawThen`."""
    return PACK.opening.on(day)
