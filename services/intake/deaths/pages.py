"""Pages of death: what waits for a decision, the cold store, the balance; and the end of one dog."""

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
from services.intake.deaths import ledger, routes, rules, store
from services.intake.deaths.models import Carcass, Death
from services.intake.deaths.states import EUTHANASIA, state_of
from services.intake.search import rules as words
from services.intake.search import store as search
from shared import clock
from shared.auth import PUBLIC, Who
from shared.doors import Doors
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.moments import day_or_none, on_the_wall
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.store import Work

pages = Pages("intake", Path(__file__).parent, euthanasia_states=EUTHANASIA, state_of=state_of)
screens = Doors(prefix="/intake/deaths", include_in_schema=False)
Looker = Annotated[Who, Depends(plain.lookers(*routes.LOOK))]
Body = dict[str, Any]
Act = Callable[[str, Body, Who, Work], Any]
NOTHING = FormData()
NAMES = {
    "ground": "理由", "why": "说明", "vet_name": "兽医", "vet_licence": "执业证号", "because": "原因",
    "kind": "死亡类别", "cause": "死因", "at": "时间", "weight_kg": "体重", "sample_no": "样品号",
    "drug": "药品", "batch_no": "批号", "dose": "剂量", "register_no": "管制药品登记号", "bag_no": "袋号",
    "seal_no": "封签号", "place": "冷库", "dogs": "遗体", "carrier": "承运单位", "vehicle": "车牌",
    "plant": "无害化处理厂", "receipt_no": "回执号", "method": "处理方法",
}  # fmt: skip

OF_ALL: dict[str, tuple[tuple[str, ...], Act]] = {
    "approve": (routes.APPROVE, lambda of, body, who, work: routes.approve(of, who, work)),
    "refuse": (
        routes.REFUSE,
        lambda of, body, who, work: routes.refuse(of, rules.Refusal.model_validate(body), who, work),
    ),
    "withdraw": (
        routes.WITHDRAW,
        lambda of, body, who, work: routes.withdraw(of, rules.Withdrawal.model_validate(body), who, work),
    ),
    "collect": (
        routes.COLLECT,
        lambda of, body, who, work: routes.collect(ledger.NewCollection.model_validate(body), who, work),
    ),
    "sign": (
        routes.SIGN,
        lambda of, body, who, work: routes.sign(of, ledger.Receipt.model_validate(body), who, work),
    ),
}
OF_ONE: dict[str, tuple[tuple[str, ...], Act]] = {
    "propose": (
        routes.PROPOSE,
        lambda of, body, who, work: routes.propose(of, rules.NewProposal.model_validate(body), who, work),
    ),
    "record": (
        routes.RECORD,
        lambda of, body, who, work: routes.record(of, rules.NewDeath.model_validate(body), who, work),
    ),
    "store": (
        routes.STORE,
        lambda of, body, who, work: routes.put_in_store(
            of, ledger.NewCarcass.model_validate(body), who, work
        ),
    ),
}


@screens.get("/")
async def overview(request: Request, who: Looker, q: str = "", since: str = "", until: str = "") -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_overview, request, q=q, since=since, until=until)


@screens.post("/")
async def act_on_all(request: Request, who: Looker) -> Response:
    """One button: approve, refuse, take an approval back, hand over to a carrier, or sign a receipt."""
    if who is PUBLIC:
        return plain.to_login(request)
    form = await request.form(max_fields=600)
    refused = await _act(request, who, form, OF_ALL, str(form.get("of", "")))
    if refused:
        return await run_in_threadpool(_overview, request, *refused, form)
    return plain.done(request.url.path)


@screens.get("/{dog_id}")
async def one_dog(request: Request, dog_id: str, who: Looker) -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_one, request, dog_id)


@screens.post("/{dog_id}")
async def act_on_one(request: Request, dog_id: str, who: Looker) -> Response:
    """One button: propose euthanasia, record a death, or put the carcass into the cold store."""
    if who is PUBLIC:
        return plain.to_login(request)
    form = await request.form()
    refused = await _act(request, who, form, OF_ONE, dog_id)
    if refused:
        return await run_in_threadpool(_one, request, dog_id, *refused, form)
    return plain.done(request.url.path)


async def _act(
    request: Request, who: Who, form: FormData, acts: dict[str, tuple[tuple[str, ...], Act]], of: str
) -> tuple[int, str] | None:
    """Why it was refused, with its status; none if it is done."""
    name = str(form.get("act", ""))
    if name not in acts:
        raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")
    roles, run = acts[name]
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
        if name not in ("act", "key", "of", "dogs") and str(value).strip()
    }
    if chosen := [str(dog) for dog in form.getlist("dogs")]:
        body["dogs"] = chosen
    if "at" in body:
        body["at"] = on_the_wall(body["at"])
    return body


def _overview(
    request: Request, status: int = 200, refused: str = "", given: FormData = NOTHING, q: str = "",
    since: str = "", until: str = "",
) -> HTMLResponse:  # fmt: skip
    try:
        first, last, begins, ends = routes.days(day_or_none(since), day_or_none(until))
    except Problem as problem:
        status, refused = problem.status, problem.detail
        first, last, begins, ends = routes.days(None, None)
    today = clock.now().astimezone(clock.CITY).date()
    with request.app.state.service.store.read() as work:
        return pages.show(
            request, "deaths.html", status, refused=refused, given=given, key=uuid7(), may=routes, q=q,
            found=search.find(work, words.query(q, today), "", 10) if q.strip() else [],
            since=first, until=last, balance=store.balance(work, begins, ends),
            missing=store.missing(work, begins, ends), proposals=store.undone(work),
            stored=store.in_cold_store(work), disposals=store.disposals(work), deaths=store.lately(work),
            methods=ledger.METHODS,
        )  # fmt: skip


def _one(
    request: Request, dog_id: str, status: int = 200, refused: str = "", given: FormData = NOTHING
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        dog = dogs.dog(work, dog_id)
        death, carcass = work.get(Death, dog_id), work.get(Carcass, dog_id)
        stay = store.open_stay(work, dog_id) or dogs.latest_stay(work, dog_id)
        gone = store.disposal(work, carcass.disposal_id) if carcass and carcass.disposal_id else None
        return pages.show(
            request, "death.html", status, refused=refused, given=given, key=uuid7(), may=routes, dog=dog,
            stay=stay, death=death, carcass=carcass, disposal=gone,
            proposals=store.proposals_of(work, dog_id),
            waiting=store.waiting_for(work, stay), kinds=rules.KINDS, grounds=rules.GROUNDS,
            here=stay.outcome is None and dog.death_cause is None,
        )  # fmt: skip
