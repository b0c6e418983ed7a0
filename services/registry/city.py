"""The registry's part of the jurisdiction pack: figures that a city decides, read once from city.toml."""

from pathlib import Path

from shared.packs import Pack, Ruling


class Words(Ruling):
    """The same in Chinese and in English."""

    zh: str
    en: str


class Rabies(Ruling):
    """From which age in months a dog is vaccinated, and how many days ahead it is renewed."""

    from_months: int
    renew_days: int


class City(Pack):
    """Where the facility is, when it is open (ISO weekdays), and its rules on rabies."""

    facility: Words
    address: Words
    phone: str
    open_days: list[int]
    open_hours: list[str]
    rabies: Rabies


CITY = City.read(Path(__file__).parent / "city.toml")
