"""The page that says what became of each dog that was ticked. Opened again, it says the same."""

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from services.intake.law.deadlines import jurisdiction
from services.intake.picked import acts, store
from services.intake.roles import CREW, DESK
from shared.auth import Who
from shared.filled import Filled
from shared.ids import uuid7
from shared.pages import Pages
from shared.said import Said
from shared.screens import Done, Screens, Shown
from shared.store import Work

HERE = "/intake/picked/"
LISTS = ("/intake/find/", "/intake/kennels/")
SAYS = Said("请选好去处或留置种类，并写明理由。", "Choose a place or a kind of hold, and give the reason.")
Words = Annotated[str, Query(max_length=300)]
screens = Screens(Pages("intake", Path(__file__).parent), "/intake/picked", says=lambda _: SAYS)


@screens.page("/", *CREW, shows="answer.html")
def answer(who: Who, work: Work, key: Words = "", back: Words = "") -> Shown:
    """What was answered to this key, dog by dog, to the person who asked."""
    told = json.loads(store.answer_to(work, who.name, key))
    answers: list[dict[str, Any]] = told.get("moves") or told.get("stays") or []
    return {
        "moved": "moves" in told, "back": _list(back), "key": uuid7(), "zones": jurisdiction().zones,
        "dogs": store.stays_with_dogs(work, [one["stay_id"] for one in answers]),
        "done": [one for one in answers if not one["refused"]],
        "refused": [one for one in answers if one["refused"]],
        "may_move": who.may(DESK), "may_print": who.may(DESK),
    }  # fmt: skip


@screens.page(None, *CREW, shows="refused.html")
def nothing_done(filled: Filled) -> Shown:
    return {"back": _list(str(filled.given.get("back", "")))}


def answer_page(key: str, back: str) -> str:
    return f"{HERE}?{urlencode({'key': key, 'back': back})}"


def _then(done: Done) -> str:
    return answer_page(done.key, _list(str(done.filled.given.get("back", ""))))


def _list(back: str) -> str:
    return back if back.startswith(LISTS) else LISTS[0]


screens.act("/{act}", nothing_done, acts.ACTS, _then, many=True)
