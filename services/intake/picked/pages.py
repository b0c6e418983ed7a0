"""The page that says what became of each dog that was ticked. Opened again, it says the same."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake import screens as plain
from services.intake.deadlines import jurisdiction
from services.intake.kennels.moves import MOVE
from services.intake.picked import acts, store
from services.intake.tags.pages import AT_WORK
from shared.auth import PUBLIC, Who
from shared.doors import Doors, once
from shared.ids import uuid7
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.said import Said

pages = Pages("intake", Path(__file__).parent)
screens = Doors(prefix="/intake/picked", include_in_schema=False)
HERE = "/intake/picked/"
LISTS = ("/intake/find/", "/intake/kennels/")
WORKERS = ("officer", "keeper", "vet")
Staff = Annotated[Who, Depends(plain.lookers(*WORKERS))]
Words = Annotated[str, Query(max_length=300)]


@screens.get("/")
async def show_answer(request: Request, who: Staff, key: Words = "", back: Words = "") -> Response:
    """What was answered to this key, dog by dog, to the person who asked."""
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_show, request, who, key, _list(back))


@screens.post("/{act}")
async def act_on_ticked(request: Request, act: str, who: Staff) -> Response:
    """Moves or holds those that are ticked, in one transaction. Sent twice, it is done once."""
    if who is PUBLIC:
        return plain.to_login(request)
    if act not in acts.ACTS:
        raise NotFound("没有这个操作，请回到列表。", "There is no such act: go back to the list.")
    allowed, run = acts.ACTS[act]
    plain.must(who, *allowed)
    form = await request.form(max_fields=500)
    back, claim = _list(str(form.get("back", ""))), _claim(who, act, form)
    try:
        await request.app.state.service.writer.do(
            lambda work: once(work, claim, 201, lambda: run(form, who, work))
        )
    except ValidationError:
        said = Said(
            "请选好去处或留置种类，并写明理由。", "Choose a place or a kind of hold, and give the reason."
        )
        return pages.show(request, "refused.html", 422, refused=said, back=back)
    except Problem as problem:
        return pages.show(request, "refused.html", problem.status, refused=problem.detail, back=back)
    return RedirectResponse(answer_page(claim[1], back), 303)


def answer_page(key: str, back: str) -> str:
    return f"{HERE}?{urlencode({'key': key, 'back': back})}"


def _claim(who: Who, act: str, form: FormData) -> tuple[str, str, str]:
    """The page's key and what was told with it: a page that is gone back to may tick others."""
    told = hashlib.sha256(f"{act} {sorted(map(str, form.multi_items()))}".encode()).hexdigest()
    return who.name, f"{form.get('key') or uuid7()}-{told[:16]}", told


def _list(back: str) -> str:
    return back if back.startswith(LISTS) else LISTS[0]


def _show(request: Request, who: Who, key: str, back: str) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        told = json.loads(store.answer_to(work, who.name, key))
        answers: list[dict[str, Any]] = told.get("moves") or told.get("stays") or []
        dogs = store.stays_with_dogs(work, [one["stay_id"] for one in answers])
        return pages.show(
            request, "answer.html", moved="moves" in told, dogs=dogs, back=back, key=uuid7(),
            done=[one for one in answers if not one["refused"]],
            refused=[one for one in answers if one["refused"]],
            may_move=who.may(MOVE), may_print=who.may(AT_WORK), zones=jurisdiction().zones,
        )  # fmt: skip
