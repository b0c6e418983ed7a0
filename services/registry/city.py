"""The registry's part of the jurisdiction pack: figures that a city decides, read once from city.toml."""

import tomllib
from pathlib import Path

from shared.store import Model


class Words(Model):
    """The same in Chinese and in English."""

    zh: str
    en: str


class Rabies(Model):
    """From which age in months a dog is vaccinated, and how many days ahead it is renewed."""

    from_months: int
    renew_days: int


class City(Model):
    """Where the facility is, when it is open (ISO weekdays), and its rules on rabies."""

    facility: Words
    address: Words
    phone: str
    open_days: list[int]
    open_hours: list[str]
    rabies: Rabies


CITY = City.model_validate(tomllib.loads((Path(__file__).parent / "city.toml").read_text("utf-8")))
