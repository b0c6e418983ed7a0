"""Writes the models of the package `qingcheng-events`: each event whole, and as the public sees it.

Its models are more patient than ours: a code that they do not know is a text, and no pattern is checked.
"""

import types
from datetime import date
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from shared.events import BY_TYPE, Event
from shared.promises import FOLDER, new_versions, schema_of

HOME = FOLDER / "python/qingcheng_events"
PLAIN = {str: "str", int: "int", float: "float", bool: "bool", date: "date", AwareDatetime: "AwareDatetime",
         type(None): "None", Any: "Any", dict: "dict", list: "list"}  # fmt: skip
HEAD = '''\
# ruff: noqa
# fmt: off
"""{about} Made by `make contract`: do not edit."""
'''
IMPORTS = """\

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event
"""
ABOUT = {"whole": "Whole events.", "public": "Events as everybody may read them."}


def files() -> dict[Path, str]:
    """The modules of the package, by path."""
    number = new_versions()[FOLDER / "versions/SHA256SUMS"].count("\n")
    version = HEAD.format(about="How many promises there are.") + f'\nVERSION = "1.{number}"\n'
    made = {HOME / "version.py": version}
    for view in ABOUT:
        rooms: dict[str, list[type[Event]]] = {}
        for event in BY_TYPE.values():
            if view == "whole" or event.public:
                rooms.setdefault(event.__module__.rpartition(".")[2], []).append(event)
        made |= {HOME / view / f"{room}.py": module(view, events) for room, events in rooms.items()}
        made[HOME / view / "__init__.py"] = table(view, rooms)
    return made


def module(view: str, events: list[type[Event]]) -> str:
    """The classes of one file."""
    return HEAD.format(about=ABOUT[view]) + IMPORTS + "".join(f"\n\n{model(view, event)}" for event in events)


def model(view: str, event: type[Event]) -> str:
    """One class, with what is said of it and of its fields."""
    shown = event.model_fields if view == "whole" else event.public
    said = schema_of(event)["properties"]
    lines = [f"class {event.__name__}(Event):", f'    """{_says(view, event)}"""', ""]
    lines += [f"    {name}: ClassVar[str] = {getattr(event, name)!r}" for name in ("type", "publisher")]
    lines += [f"    audience: ClassVar[str] = {event.audience if view == 'whole' else 'public'!r}", ""]
    lines += [_line(name, event.model_fields[name], said[name], event.example) for name in shown]
    return "\n".join(lines) + "\n"


def _says(view: str, event: type[Event]) -> str:
    """What it means; to everybody without what is told of fields that they do not see."""
    said = (event.__doc__ or "").strip()
    return said if view == "whole" else said.split("\n\n")[0]


def table(view: str, rooms: dict[str, list[type[Event]]]) -> str:
    """The package's own list: every class by its wire name."""
    imports = [
        f"from qingcheng_events.{view}.{room} import {', '.join(event.__name__ for event in events)}"
        for room, events in rooms.items()
    ]
    names = [event.__name__ for events in rooms.values() for event in events]
    return "\n".join(
        [HEAD.format(about=ABOUT[view]), "from qingcheng_events.event import Event", *imports, "",
         f"__all__ = {names!r}", "",
         "BY_TYPE: dict[str, type[Event]] = {", *(f"    {name}.type: {name}," for name in names), "}", ""]
    )  # fmt: skip


def _line(name: str, field: FieldInfo, said: dict[str, Any], example: dict[str, Any]) -> str:
    """`dog_id: str = Field(description='…', examples=['…'])`, with its default where it may be missing."""
    told: dict[str, Any] = {}
    if not field.is_required():
        told["default"] = field.get_default(call_default_factory=True)
    if words := said.get("description"):
        told["description"] = words
    if (shown := said.get("examples", [example.get(name)])) != [None]:
        told["examples"] = shown
    details = ", ".join(f"{word}={value!r}" for word, value in told.items())
    return f"    {name}: {written(field.annotation)} = Field({details})"


def written(annotation: Any) -> str:
    """A type as it is written down. A closed list of codes stays open for the codes of tomorrow."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, parts))}] | str"
    if origin in (Union, types.UnionType):
        return " | ".join(map(written, parts))
    if hasattr(annotation, "__metadata__"):
        return written(parts[0])
    if origin:
        return f"{PLAIN[origin]}[{', '.join(map(written, parts))}]"
    return PLAIN[annotation]
