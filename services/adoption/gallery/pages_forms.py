"""The forms that somebody at home fills in: their fields' names, and the dog that they are about."""

from functools import partial

from fastapi import Request
from fastapi.responses import Response

from services.adoption.dogs import rules as dogs
from services.adoption.dogs.store import dog_of
from services.adoption.law import law_on
from services.adoption.shown import pages
from shared import clock
from shared.filled import Filled
from shared.forms import first_wrong
from shared.problems import NotFound
from shared.screens import Shown
from shared.store import Work

NAMES = {
    "name": "姓名", "phone": "手机号", "email": "邮箱", "id_number": "身份证号", "note": "留言",
    "proof": "证明", "licence_no": "犬证号", "day": "日期", "people": "人数",
}  # fmt: skip
says = partial(first_wrong, names=NAMES)


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
