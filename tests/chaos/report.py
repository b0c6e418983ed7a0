"""The table at the end."""

from collections import Counter

from tests.chaos.checks import CHECKS, poison_of, unreadable_of
from tests.chaos.seen import Seen

EXAMPLES = 3


def show(seen: Seen, found: dict[str, list[str]]) -> None:
    """Prints the figures, then each check that found something wrong, with examples."""
    amounts(seen)
    line("faults", of(seen.monkey.committed))
    line("faults left out", ", ".join(seen.monkey.left_out) or "none")
    line("processes", of(seen.town.done))
    line("answers to clients", of(seen.told.answers))
    for kind, count in totals(found).items():
        line(kind, str(count))
    seconds = seen.settled.seconds
    line("time to settle", "too long" if seconds is None else f"{seconds:.1f} s; last: {seen.settled.last}")
    for name, wrong in found.items():
        if wrong:
            print(f"RED  {name}: {len(wrong)}", *wrong[:EXAMPLES], sep="\n       ")
    print("RED" if any(found.values()) else "GREEN", flush=True)


def amounts(seen: Seen) -> None:
    """How much of it there was, from the desk to the dead letters."""
    told = seen.told
    line("acknowledged", f"{len(told.dogs)} dogs, {len(told.vaccinations)} vaccinations"
         f" ({len(told.unknown)} dogs given up)")  # fmt: skip
    moved = sum(1 for stay in seen.stays if stay.phone_said)
    line("phones", f"{len(told.found)} dogs, {moved} of them not at the time that the phone said")
    line("stored", f"{len(seen.stays)} dogs, {len(seen.vaccinations)} vaccinations")
    for stream, events in sorted(Counter(fact.stream for fact in seen.facts).items()):
        line(stream, f"{events} journalled, published in {len(seen.published[stream])} entries")
    for service, applied in seen.applied.items():
        line(f"applied by {service}", f"{len(applied)} of {len(seen.meant_for(service))}")
    for service, buried in seen.dead.items():
        poison, unreadable = len(poison_of(seen, service)), len(unreadable_of(seen, service))
        line(f"dead letters of {service}", f"{len(buried)}: {poison} poisoned, {unreadable} unreadable")


def totals(found: dict[str, list[str]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for name, (counts_as, _) in CHECKS.items():
        counted[counts_as] += len(found[name])
    return counted


def line(what: str, figures: str) -> None:
    print(f"  {what:<26}{figures}")


def of(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counted.items())) or "none"
