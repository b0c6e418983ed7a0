"""The forms that somebody at home fills in: their fields' names, what they are about, how they are sent."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.adoption.dogs import rules as dogs
from services.adoption.dogs.store import dog_of
from services.adoption.law import law_on
from services.adoption.shown import pages
from services.adoption.slips import asking
from services.adoption.slips.rules import Kind
from shared import clock
from shared.auth import Who
from shared.doors import EVERYONE, Door
from shared.filled import Act, Filled, form_once, typed
from shared.forms import first_wrong
from shared.problems import NotFound
from shared.screens import Shown
from shared.store import Work

NAMES = {
    "name": "姓名", "phone": "手机号", "email": "邮箱", "id_number": "身份证号", "note": "留言",
    "proof": "证明", "licence_no": "犬证号", "day": "日期", "people": "人数",
}  # fmt: skip
says = partial(first_wrong, names=NAMES)


async def ask(
    request: Request, kind: Kind, shape: type[BaseModel], door: Door, filled: Filled, who: Who,
    dog_id: str = "",
) -> str:  # fmt: skip
    """Kept, and nothing more: the page that follows asks for the code. Raises `TooManyRequests`."""
    said: Any = shape.model_validate(typed(shape, filled.given))
    await asking.within_limits(request, kind, said.phone, dog_id)
    act = Act(door, (EVERYONE,)).ready(request, filled.given, who)
    _, done = await form_once(request, who, filled, act)
    return f"/adoption/my/{done['reference']}"


def about(request: Request, work: Work, dog_id: str, filled: Filled) -> Shown | Response:
    """A dog, and whether it can be asked for; a page that says so where there is none."""
    try:
        dog = dog_of(work, dog_id)
    except NotFound:
        return pages.show(request, "missing.html", 404)
    now = clock.now()
    obstacle = dogs.told_obstacle(dog, now, law_on(dogs.city_day(now)))
    return {
        "dog": dog, "filled": filled, "obstacle": obstacle, "never": not dogs.in_care(dog),
        "claim_until": dogs.told_window(dog, now),
    }  # fmt: skip
