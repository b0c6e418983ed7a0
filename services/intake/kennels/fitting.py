"""Which kennels suit a dog, best first, and why the others do not. No database, no clock, no network."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.intake.kennels import rules
from services.intake.kennels.models import Kennel
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import Jurisdiction, Zone
from shared.problems import Problem
from shared.said import Said

Living = Mapping[str, Sequence[Resident]]


@dataclass(frozen=True, slots=True)
class Fit:
    """A kennel in which the dog could live; `meant` if its zone is for dogs such as this one."""

    kennel: Kennel
    zone: Zone
    with_dogs: int
    meant: bool


@dataclass(slots=True)
class Fits:
    """`best` first, and the codes of all others by the reason why the dog cannot live there.

    `at_home` if it lives already in the zone that is meant for such dogs first of all.
    """

    at_home: bool = False
    best: list[Fit] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def fitting(
    dog: Resident, kennels: Sequence[Kennel], living: Living, law: Jurisdiction, now: datetime
) -> Fits:
    """In the order in which a move to a zone takes them: to its like, then to an empty kennel."""
    zones = {zone.letter: zone for zone in law.zones}
    meant = zones_meant(dog, law)
    left = next((kennel for kennel in kennels if kennel.code == dog.kennel), None)
    found = Fits(at_home=left is not None and left.zone == meant[0])
    for kennel in kennels:
        if kennel.code == dog.kennel:
            continue
        zone, there = zones[kennel.zone], living.get(kennel.code, ())
        try:
            _fits(dog, left, kennel, zone, there, law.puppy_months, now)
        except Problem as problem:
            found.others[_why(problem, dog, there, law.puppy_months)].append(kennel.code)
        else:
            found.best.append(Fit(kennel, zone, len(there), zone.letter in meant))
    found.best.sort(key=lambda fit: _rank(fit, meant, list(zones)))
    return found


def zones_meant(dog: Resident, law: Jurisdiction) -> list[str]:
    """Where such a dog should live, best first: by its basis or hold, its status, its age."""
    puppy = dog.age_months is not None and dog.age_months < law.puppy_months
    kinds = [dog.custody_basis, "OBSERVATION" if dog.held_alone else ""]
    kinds += ["PUPPY" if dog.litter else "", dog.status, "PUPPY" if puppy else ""]
    return law.zones_for[next((kind for kind in kinds if kind in law.zones_for), "OTHERS")]


def _rank(fit: Fit, meant: list[str], all_zones: list[str]) -> tuple[bool, int, bool, str]:
    letter = fit.zone.letter
    place = meant.index(letter) if fit.meant else all_zones.index(letter)
    return not fit.meant, place, not fit.with_dogs, fit.kennel.code


def _fits(
    dog: Resident, left: Kennel | None, kennel: Kennel, zone: Zone, there: Sequence[Resident],
    puppy_months: int, now: datetime,
) -> None:  # fmt: skip
    """By the rules of a move. Raises what the move would raise."""
    rules.ready(kennel, now)
    rules.may_move(dog, left, kennel, zone)
    its_litter = zone.by_litter and dog.litter and kennel.company == f"litter:{dog.litter}"
    if kennel.occupied >= kennel.capacity and not its_litter:
        raise rules.KennelFull("", kennel.code)
    rules.live_together([*there, dog], puppy_months)


def _why(problem: Problem, dog: Resident, there: Sequence[Resident], puppy_months: int) -> str:
    """The reason in a few words, in both languages."""
    if not isinstance(problem, rules.NotTogether):
        return problem.title
    kind = rules.company(dog, puppy_months)
    # there is one: they do not go together
    other, *_ = (one for one in there if rules.company(one, puppy_months) != kind)
    zh, en = rules.why_apart(other, dog)
    return Said(f"{zh}。", f"{en.capitalize()}.")
