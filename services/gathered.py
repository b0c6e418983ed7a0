"""python -m services.gathered: what is told of all services together, in shared/gathered.json and menu.json.

Who hears each event, by noun and by the functions that do; the codes that services own; the menu.
"""

import importlib
from collections.abc import Iterator
from typing import Any

from services import SERVICES
from services.codes import CODES
from services.menu import entries
from shared import menu, sessions
from shared.ears import Ears
from shared.events import BY_TYPE
from shared.gathered import Heard, write


def ears_of(service: str) -> Iterator[tuple[str, Ears]]:
    """What each of its nouns listens to; and the whole service, to what ends sessions."""
    if ends := sessions.card(service).ears:
        yield service, ends
    for noun in importlib.import_module(f"services.{service}.app").NOUNS:
        if ears := noun.card().ears:
            yield noun.__name__.removeprefix("services.").replace(".", "/"), ears


def heard() -> dict[str, list[Heard]]:
    """Of each event by its class: who listens to it, and what they then do."""
    found: dict[str, list[Heard]] = {event.__name__: [] for event in BY_TYPE.values()}
    for service in SERVICES:
        for name, ears in ears_of(service):
            for event in BY_TYPE.values():
                witnesses: list[Any] = ears.witnesses if event.audience != "restricted" else []
                listeners = [*witnesses, *ears.handlers.get(event.type, ())]
                found[event.__name__] += [Heard(name, one.__name__) for one in listeners]
    return found


if __name__ == "__main__":
    write(CODES, heard())
    menu.write(entries())
