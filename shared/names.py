"""What services and events are called on pages, in both languages."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from shared.events import Event
from shared.said import Said

_FILE = tomllib.loads((Path(__file__).parent / "events/names.toml").read_text("utf-8"))
PUBLISHERS = {service: Said(*words) for service, words in _FILE["publishers"].items()}
EVENTS = {name: Said(*words) for name, words in _FILE["events"].items()}


def by_publisher(events: Iterable[type[Event]]) -> list[tuple[Said, list[type[Event]]]]:
    """These events in groups, each under what its publisher is called; in the order of the contract."""
    those = list(events)
    groups = [(said, [one for one in those if one.publisher == name]) for name, said in PUBLISHERS.items()]
    return [(said, group) for said, group in groups if group]
