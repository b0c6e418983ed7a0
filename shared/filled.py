"""What somebody has filled in and sent: read as the form of a door, and done once."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args, get_origin

from fastapi import Request, params
from pydantic import AwareDatetime, BaseModel
from pydantic_core import from_json, to_json
from starlette.datastructures import FormData

from shared.asked import ours, parameters
from shared.auth import Who
from shared.doors import Door
from shared.ids import uuid7
from shared.moments import on_the_wall
from shared.once import claim, once
from shared.store import Work


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody filled it in, and why it was not taken, if so. A page that is opened has none."""

    given: FormData = field(default_factory=FormData)
    act: str = ""
    key: str = field(default_factory=uuid7)
    refused: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Act:
    """What a button asks for: a door, and who may go through it from here.

    The door's form is filled from the fields of its names, and from what `read` makes of the others. What
    else it asks for is in the address, or in the field `of`; it may also ask for the whole `FormData`.
    """

    door: Door
    roles: tuple[str, ...]
    read: Callable[[FormData], dict[str, Any]] = lambda form: {}
    first: bool = False  # it waits for no other command

    def ready(self, request: Request, form: FormData, who: Who) -> Callable[[Work], Any]:
        """The door with all that it asks for but its work. Raises `ValidationError`."""
        given = ours(self.door, {Request: request, FormData: form, Who: who})
        for name, asks in parameters(self.door).items():
            kind, address = asks.annotation, request.path_params
            if shape := _model(kind):
                given[name] = shape.model_validate(typed(shape, form, address) | self.read(form))
            elif needs := _needs(kind):
                given[name] = needs(request)
            elif name in address:
                given[name] = address[name]
            elif name not in given and kind is not Work and asks.default is asks.empty:
                given[name] = str(form.get("of", ""))
        return lambda work: self.door(**given, **ours(self.door, {Work: work}))


def typed(shape: type[BaseModel], form: FormData, address: Mapping[str, Any] = {}) -> dict[str, Any]:
    """What was typed into the fields of a door's form: what is empty is left out, the clock is the city's."""
    body: dict[str, Any] = {}
    for name, wanted in shape.model_fields.items():
        texts = [text for one in form.getlist(name) if (text := str(one).strip())]
        kinds = set(_kinds(wanted.annotation))
        if list in kinds and texts:
            body[name] = texts
        elif texts:
            body[name] = on_the_wall(texts[-1]) if kinds & {datetime, AwareDatetime} else texts[-1]
        elif name in address:
            body[name] = address[name]
    return body


async def form_once(
    request: Request, who: Who, filled: Filled, act: Callable[[Work], Any], many: bool = False,
    first: bool = False,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """Runs the same rule as the door: its key, and its answer. A form that is sent twice is done once.

    `many`: its key is the page's, which is good for every other form that may be sent from there.
    """
    sent = to_json(sorted((name, str(value)) for name, value in filled.given.multi_items()))
    claimed = claim(request, who, filled.key, sent)
    if many:
        claimed = replace(claimed, key=f"{filled.key}-{claimed.told[-16:]}")
    writer = request.app.state.service.writer
    _, text, _ = await writer.do(lambda work: once(work, claimed, 201, lambda: act(work)), first=first)
    answer = from_json(text)
    return claimed.key, answer if isinstance(answer, dict) else {}


def _kinds(annotation: Any) -> Iterator[Any]:
    yield get_origin(annotation) or annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


def _model(annotation: Any) -> type[BaseModel] | None:
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, BaseModel)), None)


def _needs(annotation: Any) -> Callable[..., Any] | None:
    """What FastAPI would call for it."""
    return next((one.dependency for one in get_args(annotation) if isinstance(one, params.Depends)), None)
