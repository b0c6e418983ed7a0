"""When two accounts of what happened disagree. No database, no clock, no network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Place = tuple[str, int]  # a stream, and the number in it


@dataclass
class Journal:
    """What a service has said: the place of each event by its id, and numbers lost by decision."""

    events: dict[str, Place]
    lost: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def ends(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for stream, number in self.events.values():
            found[stream] = max(number, found.get(stream, 0))
        return found


def holes(journal: Journal) -> list[Place]:
    """Numbers that nobody has, up to the last of each stream, and about which nobody has decided."""
    there = set(journal.events.values())
    return [
        (stream, number)
        for stream, last in journal.ends().items()
        for number in range(1, last + 1)
        if (stream, number) not in there
        and not any(first <= number <= end for first, end in journal.lost.get(stream, ()))
    ]


def strangers(heard: Mapping[str, int], said: Mapping[str, Place]) -> list[str]:
    """Ids of what was heard and nobody has said, or under another number."""
    return sorted(id for id, number in heard.items() if id not in said or said[id][1] != number)


def behind(last: Mapping[str, tuple[int, str]], journals: Mapping[str, Journal]) -> int:
    """How many events lie between what was heard last of each stream and its end."""
    ends = {stream: end for one in journals.values() for stream, end in one.ends().items()}
    return sum(max(0, end - last[stream][0]) for stream, end in ends.items() if stream in last)


def given_twice(numbers: Iterable[tuple[str, str]]) -> list[str]:
    """Stay numbers that more than one stay has."""
    owner: dict[str, str] = {}
    return sorted({number for number, stay in numbers if owner.setdefault(number, stay) != stay})


def ahead(stays: Iterable[tuple[str, str]], last: Mapping[str, int]) -> list[str]:
    """Stay numbers beyond the count of their series: they would be given again."""
    found = []
    for number, _ in stays:
        series, _, count = number.rpartition("-")
        if series in last and int(count) > last[series]:
            found.append(number)
    return sorted(found)
