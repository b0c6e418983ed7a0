"""Pages of exits: who is away, and one dog's transfer, escape, recapture and foster family. Plain forms."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake import screens as plain
from services.intake import store as dogs
from services.intake.exits import away, fostering, routes, rules, store
from services.intake.exits.away import Caught, Gone
from services.intake.exits.rules import NewTransfer
from services.intake.holds import routes as hold_routes
from services.intake.holds import rules as hold_rules
from services.intake.holds import store as holds
from services.intake.holds.models import Hold
from services.intake.holds.rules import Because
from services.intake.models import Dog, Stay
from shared import clock
from shared.auth import PUBLIC, Who
from shared.codes import DIVISIONS
from shared.doors import Doors
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.moments import on_the_wall
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.store import Work

pages = Pages("intake", Path(__file__).parent)
screens = Doors(prefix="/intake/exits", include_in_schema=False)
Looker = Annotated[Who, Depends(plain.lookers(*routes.LOOK))]
Body = dict[str, Any]
Act = Callable[[str, Body, Who, Work], Any]
NOTHING = FormData()
TIMES = {"escape": "at", "recapture": "found_time"}
NAMES = {
    "because": "理由", "to": "接收单位", "at": "时间", "found_time": "找回时间", "found_text": "找回地点",
    "division": "区划",
}  # fmt: skip
ACTS: dict[str, tuple[tuple[str, ...], Act]] = {
    "ask": (routes.ASK, lambda of, b, who, work: routes.ask(of, NewTransfer(**b), who, work)),
    "confirm": (routes.CONFIRM, lambda of, b, who, work: routes.confirm(of, Because(**b), who, work)),
    "refuse": (routes.REFUSE, lambda of, b, who, work: routes.refuse(of, Because(**b), who, work)),
    "escape": (routes.SEE, lambda of, b, who, work: routes.escape(of, Gone(**b), who, work)),
    "recapture": (routes.SEE, lambda of, b, who, work: routes.recapture(of, Caught(**b), who, work)),
    "foster": (routes.FOSTER, lambda of, b, who, work: routes.foster(of, Because(**b), who, work)),
    "back": (routes.FOSTER, lambda of, b, who, work: routes.end_fostering(of, Because(**b), who, work)),
}


@screens.get("/")
async def away_page(request: Request, who: Looker) -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_away, request)


@screens.get("/{stay_id}")
async def exit_page(request: Request, stay_id: str, who: Looker) -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_stay, request, stay_id)


@screens.post("/{stay_id}")
async def act(request: Request, stay_id: str, who: Looker) -> Response:
    """One button. Sent twice, it is done once; a dog that was caught again goes on in its new stay."""
    if who is PUBLIC:
        return plain.to_login(request)
    form = await request.form()
    name, of = str(form.get("act", "")), str(form.get("of") or stay_id)
    if name not in ACTS:
        raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")
    roles, run = ACTS[name]
    plain.must(who, *roles)
    try:
        await plain.do_once(request, who, form, lambda work: run(of, _body(name, form), who, work))
    except ValidationError as error:
        return await run_in_threadpool(_stay, request, stay_id, 422, first_wrong(error, NAMES), form)
    except Problem as problem:
        return await run_in_threadpool(_stay, request, stay_id, problem.status, problem.detail, form)
    return plain.done(await run_in_threadpool(_where_it_is_now, request, stay_id))


def _where_it_is_now(request: Request, stay_id: str) -> str:
    with request.app.state.service.store.read() as work:
        stay = holds.stay_of(work, stay_id)
        return f"/intake/exits/{dogs.latest_stay(work, stay.dog_id).id}"


def _body(name: str, form: FormData) -> Body:
    """What was typed; what was left empty is left out, but a time is now. The clock is the city's."""
    body: Body = {
        field: str(value).strip()
        for field, value in form.items()
        if field not in ("act", "key", "of") and str(value).strip()
    }
    if field := TIMES.get(name):
        body[field] = on_the_wall(str(body[field])) if field in body else clock.now()
    return body


def _away(request: Request) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        fostered, gone = store.fostered(work), store.at_large(work)
        return pages.show(
            request, "away.html", waiting=store.waiting(work), fostered=fostered, gone=gone,
            since=store.last_steps(work, fostered, "FOSTERED"), how=store.last_steps(work, gone, "ESCAPED"),
            confirmers=routes.CONFIRM,
        )  # fmt: skip


def _stay(
    request: Request, stay_id: str, status: int = 200, refused: str = "", given: FormData = NOTHING
) -> HTMLResponse:
    now, laws = clock.now(), holds.laws()
    with request.app.state.service.store.read() as work:
        stay = holds.stay_of(work, stay_id)
        kept, latest = holds.of_stay(work, stay_id), dogs.latest_stay(work, stay.dog_id)
        transfers = store.transfers_of(work, stay_id)
        return pages.show(
            request, "exit.html", status, stay=stay, dog=work.get_one(Dog, stay.dog_id), latest=latest,
            waits=next((one for one in transfers if not one.decided_at), None), transfers=transfers,
            why_not=_why_not(stay, latest, kept, now), refused=refused, given=given, key=uuid7(), may=_may,
            standing=[laws[one.kind] for one in kept if hold_rules.standing(one, laws[one.kind], now)],
            steps=store.steps_of_exits(work, stay_id),
            divisions=[code for code in DIVISIONS if len(code) == 6], confirmers=routes.CONFIRM,
            holds_for=hold_routes.LOOK, report=away.report(holds.of_stay(work, stay_id, all_=True)),
        )  # fmt: skip


def _why_not(stay: Stay, latest: Stay, kept: Sequence[Hold], now: datetime) -> dict[str, str]:
    """What forbids each of them just now, in a sentence; empty where nothing does."""
    laws = holds.laws()
    return {
        "transfer": _refusal(lambda: rules.may_transfer(stay, kept, laws, now)),
        "foster": _refusal(lambda: fostering.may_foster(stay, kept, laws, now)),
        "back": _refusal(lambda: fostering.may_come_back(stay)),
        "escape": _refusal(lambda: away.may_run_away(stay)),
        "recapture": _refusal(lambda: away.may_be_caught(stay, latest)),
    }


def _refusal(check: Callable[[], None]) -> str:
    try:
        check()
    except Problem as problem:
        return problem.detail
    return ""


def _may(who: Who, act: str) -> bool:
    return who.may(ACTS[act][0])
