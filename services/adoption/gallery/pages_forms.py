"""A form that somebody at home fills in: taken, or shown again with why not."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.adoption.dogs import rules as dogs
from services.adoption.dogs.store import dog_of
from services.adoption.law import law_on
from services.adoption.shown import pages
from shared import clock
from shared.doors import once
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.problems import NotFound, Problem
from shared.store import Model, Work

M = TypeVar("M", bound=Model)
NAMES = {
    "name": "姓名", "phone": "手机号", "email": "邮箱", "id_number": "身份证号", "note": "留言",
    "proof": "证明", "licence_no": "犬证号", "day": "日期", "people": "人数",
}  # fmt: skip


@dataclass
class Filled:
    """A form as somebody filled it in, and why it was not taken, if so."""

    given: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=uuid7)
    refused: str = ""
    status: int = 200


async def submit(request: Request, shape: type[M], run: Callable[[M, Work], Any]) -> Filled | None:
    """Runs the same rule as the door. None when it is done; sent twice, it is done once."""
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    key = form.pop("key", "") or uuid7()
    given = {name: value for name, value in form.items() if value}
    told = hashlib.sha256(f"{request.url.path} {sorted(given.items())}".encode()).hexdigest()
    try:
        asked = shape.model_validate(given)
        writer = request.app.state.service.writer
        await writer.do(lambda work: once(work, ("", key, told), 201, lambda: run(asked, work)))
    except ValidationError as error:
        return Filled(given, key, first_wrong(error, NAMES), 422)
    except Problem as problem:
        return Filled(given, key, problem.detail, problem.status)
    return None


def after(request: Request, template: str, dog_id: str, filled: Filled | None, kind: str) -> Response:
    """Thanks; or the form again."""
    if filled is None:
        return RedirectResponse(f"/adoption/thanks/{kind}", 303)
    with request.app.state.service.store.read() as work:
        return dog_form(request, work, template, dog_id, filled)


def dog_form(request: Request, work: Work, template: str, dog_id: str, filled: Filled) -> HTMLResponse:
    """A form about one dog."""
    try:
        dog = dog_of(work, dog_id)
    except NotFound:
        return pages.show(request, "missing.html", 404)
    now = clock.now()
    law = law_on(dogs.city_day(now))
    never = not dogs.in_care(dog) or dog.custody_basis in law.never_reclaimable
    return pages.show(
        request, template, filled.status, dog=dog, filled=filled, given=filled.given,
        obstacle=dogs.obstacle(dog, now, law), never=never,
    )  # fmt: skip
