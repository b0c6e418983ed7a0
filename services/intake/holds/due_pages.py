"""Pages of holds: what falls due today, and one dog with all that keeps it here. Plain forms."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake import screens as plain
from services.intake import store as dogs
from services.intake.corrections import following
from services.intake.deadlines import jurisdiction
from services.intake.holds import asked, care, due, notices, routes, rules, store, terms
from services.intake.holds.extending import NewExtension
from services.intake.holds.rules import Because
from services.intake.models import Dog
from services.intake.rules import AWAY
from shared import clock
from shared.auth import PUBLIC, Who
from shared.custody import CUSTODY
from shared.doors import Doors
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.moments import day_or_none, on_the_wall
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.store import Work

WRITTEN = (store.BY_LAW, store.TREATED, store.ANEW, rules.FROM_BITE, following.BECAUSE)  # by the house
pages = Pages("intake", Path(__file__).parent, written={said: said for said in WRITTEN})
screens = Doors(prefix="/intake/due", include_in_schema=False)
Looker = Annotated[Who, Depends(plain.lookers(*routes.LOOK))]
Body = dict[str, Any]
Act = Callable[[str, Body, Who, Work], Any]
NOTHING = FormData()
MOMENTS = {"until", "published_at"}
NAMES = {
    "because": "理由", "note": "说明", "hold": "留置", "until": "截止时间", "to": "去向", "healthy": "结果",
    "days": "延长天数", "document": "决定书文号", "published_at": "发布时间", "place": "发布在哪里",
    "link": "链接", "stays": "犬只",
}  # fmt: skip
ACTS: dict[str, tuple[tuple[str, ...], Act]] = {
    "confirm": (routes.PLACE, lambda of, b, who, work: routes.confirm(of, Because(**b), who, work)),
    "refuse": (routes.ASK, lambda of, b, who, work: routes.refuse(of, Because(**b), who, work)),
    "end": (routes.PLACE, lambda of, b, who, work: routes.end(of, Because(**b), who, work)),
    "ask": (routes.ASK, lambda of, b, who, work: routes.ask(of, Because(**b), who, work)),
    "see_to": (routes.SEE_TO, lambda of, b, who, work: routes.see_to(of, Because(**b), who, work)),
    "place": (routes.PLACE, lambda of, b, who, work: routes.place(of, rules.NewHold(**b), who, work)),
    "check": (care.CHECK, lambda of, b, who, work: care.check(of, care.Check(**b), who, work)),
    "extend": (terms.EXTEND, lambda of, b, who, work: terms.ask(of, NewExtension(**b), who, work)),
    "approve": (terms.APPROVE, lambda of, b, who, work: terms.approve(of, Because(**b), who, work)),
    "decline": (terms.APPROVE, lambda of, b, who, work: terms.refuse(of, Because(**b), who, work)),
    "notice": (terms.PUBLISH, lambda of, b, who, work: terms.publish_all(notices.NewNotice(**b), who, work)),
    "triage": (routes.PLACE, lambda of, b, who, work: care.triage(of, care.Triage(**b), who, work)),
    "pass": (care.VET, lambda of, b, who, work: care.pass_quarantine(of, care.Note(**b), who, work)),
    "fail": (care.VET, lambda of, b, who, work: care.fail_quarantine(of, care.Illness(**b), who, work)),
    "treat": (care.VET, lambda of, b, who, work: care.treat(of, care.Illness(**b), who, work)),
    "recover": (care.VET, lambda of, b, who, work: care.recover(of, care.Recovery(**b), who, work)),
}


@screens.get("/")
async def due_page(request: Request, who: Looker, day: str = "") -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_due, request, day)


@screens.post("/")
async def act_on_due(request: Request, who: Looker) -> Response:
    """One button of today's list. Sent twice, it is done once."""
    if who is PUBLIC:
        return plain.to_login(request)
    form = await request.form()
    if refused := await _act(request, who, form):
        return await run_in_threadpool(_due, request, "", *refused, form)
    return plain.done(request.url.path)


@screens.get("/{stay_id}")
async def stay_page(request: Request, stay_id: str, who: Looker) -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_stay, request, stay_id)


@screens.post("/{stay_id}")
async def act_on_stay(request: Request, stay_id: str, who: Looker) -> Response:
    """One button of a dog's page."""
    if who is PUBLIC:
        return plain.to_login(request)
    form = await request.form()
    if refused := await _act(request, who, form):
        return await run_in_threadpool(_stay, request, stay_id, *refused, form)
    return plain.done(request.url.path)


async def _act(request: Request, who: Who, form: FormData) -> tuple[int, str] | None:
    """Why it was refused, with its status; none if it is done."""
    name, of = str(form.get("act", "")), str(form.get("of", ""))
    if name not in ACTS:
        raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")
    roles, run = ACTS[name]
    plain.must(who, *roles)
    try:
        await plain.do_once(request, who, form, lambda work: run(of, _body(form), who, work))
    except ValidationError as error:
        return 422, first_wrong(error, NAMES)
    except Problem as problem:
        return problem.status, problem.detail
    return None


def _body(form: FormData) -> Body:
    """What was typed; what was left empty is left out. The clock is the city's."""
    body: Body = {
        name: str(value).strip()
        for name, value in form.items()
        if name not in ("act", "key", "of", "stay") and str(value).strip()
    }
    if form.get("act") == "notice":
        body["stays"] = [str(stay) for stay in form.getlist("stay")]
    for moment in MOMENTS.intersection(body):
        body[moment] = on_the_wall(body[moment])
    return body


def _due(
    request: Request, typed: str, status: int = 200, refused: str = "", given: FormData = NOTHING
) -> HTMLResponse:
    today = clock.now().astimezone(clock.CITY).date()
    with request.app.state.service.store.read() as work:
        return pages.show(
            request, "due.html", status, due=due.on(work, day_or_none(typed) or today), today=today,
            key=uuid7(), laws=store.laws(), may=_may, refused=refused, now=clock.now(),
            terms=jurisdiction().extension, given=given, ticked=given.getlist("stay"),
        )  # fmt: skip


def _stay(
    request: Request, stay_id: str, status: int = 200, refused: str = "", given: FormData = NOTHING
) -> HTMLResponse:
    now, laws = clock.now(), store.laws()
    with request.app.state.service.store.read() as work:
        stay = store.stay_of(work, stay_id)
        holds = store.of_stay(work, stay_id, all_=True)
        standing = [hold for hold in holds if rules.standing(hold, laws[hold.kind], now)]
        return pages.show(
            request, "stay.html", status, stay=stay, dog=work.get_one(Dog, stay.dog_id),
            tag=dogs.tag_of(work, stay.dog_id), laws=laws, standing=standing, may=_may, now=now,
            ended=[hold for hold in holds if hold not in standing], key=uuid7(), refused=refused,
            requests={one.hold_id: one for one in asked.requests_of(work, holds) if not one.decided_at},
            extensions=asked.extensions_of(work, holds), terms=jurisdiction().extension,
            notices=asked.notices_of(work, stay_id), asked=asked.requests_of(work, holds),
            steps=store.steps_of(work, stay_id), given=given,
            placeable=[law for law in laws.values() if law.place], rules=rules,
            next=() if stay.outcome or stay.status == AWAY else CUSTODY.next(stay.status),
        )  # fmt: skip


def _may(who: Who, act: str) -> bool:
    return who.may(ACTS[act][0])
