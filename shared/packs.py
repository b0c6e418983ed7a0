"""Law is data: a pack is a TOML file of a city's rules, and what may change in it has a date.

A service says in a model of its own what its pack holds. A chapter is a list of rules, `[[chapter]]`, each in
force `from` its day on; a new rule is a new block with its day, and the old ones stay.
"""

import tomllib
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel

from shared.problems import Unreasonable
from shared.said import Said


class NoLawThen(Unreasonable):
    """`about` is what was looked for, where the rule is not for all; `first` the day of its earliest rule."""

    title = Said("当时没有规定", "No law for that day")

    def __init__(self, day: date, first: date | None, about: str = "") -> None:
        zh = f"最早可用 {first}，请核对日期" if first else "任何日期都没有，请补充规则包"
        en = (
            f"the earliest is {first}: correct the date" if first else "nor for any other: add it to the pack"
        )
        of, on = (f" {about} 的", f" on {about}") if about else ("", "")
        super().__init__(
            f"规则包对 {day} 没有{of}规定，{zh}。", f"The pack has no law{on} for {day}; {en}.",
            day=day.isoformat(), earliest=first and first.isoformat(),
        )  # fmt: skip


class Ruling(BaseModel):
    """What a pack holds: not to be changed, and what it says besides is for people."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Rule(Ruling):
    """One block of a chapter."""

    since: date = Field(alias="from")


R = TypeVar("R", bound=Rule)


def _any(_: Rule) -> bool:
    return True


class Chapter(RootModel[list[R]], Generic[R]):
    """The rules of one kind, old ones and new."""

    model_config = ConfigDict(frozen=True)

    @cached_property
    def rules(self) -> list[R]:
        """The oldest first."""
        return sorted(self.root, key=lambda rule: rule.since)

    @property
    def first_day(self) -> date:
        return self.rules[0].since

    def all_on(self, day: date) -> list[R]:
        """Every rule that was in force by then; a later one goes before an earlier one of its like."""
        return [rule for rule in self.rules if rule.since <= day]

    def on(self, day: date, fits: Callable[[R], bool] = _any, about: str = "") -> R:
        """The one that holds on that day. Raises `NoLawThen`."""
        known = [rule for rule in self.rules if fits(rule)]
        in_force = [rule for rule in known if rule.since <= day]
        if not in_force:
            raise NoLawThen(day, known[0].since if known else None, about)
        return in_force[-1]


class Pack(Ruling):
    """The whole file."""

    @classmethod
    def read(cls, file: Path) -> Self:
        """Raises `ValidationError` where it lacks something, with its name."""
        told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return cls.model_validate(told)
