"""Pages of corrections: what waits for a second person, and one dog's record with all that was corrected."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake import screens as plain
from services.intake import store as dogs
from services.intake.corrections import record as written
from services.intake.corrections import routes, rules, store
from services.intake.corrections.rules import NewCorrection
from services.intake.corrections.states import CORRECTION
from services.intake.search import rules as words
from services.intake.search import store as search
from services.intake.search.words import BASES
from services.intake.sheet.forms import moment, on_the_wall
from services.intake.sheet.shown import in_words
from shared import clock
from shared.auth import PUBLIC, Who
from shared.codes import BREEDS, COLOURS, DIVISIONS
from shared.doors import Doors
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.store import Work

pages = Pages("intake", Path(__file__).parent, correction_states=CORRECTION)
screens = Doors(prefix="/intake/corrections", include_in_schema=False)
Looker = Annotated[Who, Depends(plain.lookers(*routes.LOOK))]
NOTHING = FormData()
MAY_BE_EMPTY = ("found_text", "notes")
NAMES = {
    "name": "名字", "sex": "性别", "breed": "品种", "colour": "毛色", "age_months": "月龄", "size": "体型",
    "chip": "芯片", "custody_basis": "收容依据", "found_time": "发现时间", "arrived_at": "到所时间",
    "found_text": "发现地点", "division": "区划", "notes": "备注", "reason": "更正依据", "note": "说明",
    "because": "原因",
}  # fmt: skip


@screens.get("/")
async def waiting_page(request: Request, who: Looker, q: str = "") -> Response:
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_waiting, request, q=q)


@screens.get("/{dog_id}")
async def history_page(request: Request, dog_id: str, who: Looker) -> Response:
    """Of the stay that `stay` names, else of the one with which the dog first came."""
    if who is PUBLIC:
        return plain.to_login(request)
    return await run_in_threadpool(_history, request, dog_id)


@screens.post("/{dog_id}")
async def act(request: Request, dog_id: str, who: Looker) -> Response:
    """One button: ask for a correction, confirm it, or refuse it."""
    if who is PUBLIC:
        return plain.to_login(request)
    form = await request.form()
    try:
        stay_id = request.query_params.get("stay")
        await plain.do_once(request, who, form, lambda work: _act(form, dog_id, stay_id, who, work))
    except ValidationError as error:
        return await run_in_threadpool(_history, request, dog_id, 422, first_wrong(error, NAMES), form)
    except Problem as problem:
        return await run_in_threadpool(_history, request, dog_id, problem.status, problem.detail, form)
    stay = request.query_params.get("stay")
    return plain.done(f"{request.url.path}?stay={quote(stay)}" if stay else request.url.path)


def _act(form: FormData, dog_id: str, stay_id: str | None, who: Who, work: Work) -> Any:
    of = str(form.get("of", ""))
    match form.get("act"):
        case "ask":
            plain.must(who, *routes.ASK)
            body = _body(form, routes.record_now(work, dog_id, stay_id)) | {"stay_id": stay_id}
            return routes.ask(dog_id, NewCorrection.model_validate(body), who, work)
        case "confirm":
            plain.must(who, *routes.CONFIRM)
            return routes.confirm(of, who, work)
        case "refuse":
            plain.must(who, *routes.ASK)
            why = rules.Refusal.model_validate({"because": str(form.get("because", "")).strip()})
            return routes.refuse(of, why, who, work)
    raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")


def _body(form: FormData, record: dict[str, Any]) -> dict[str, Any]:
    """The whole form is sent; what is as it was, but for the spaces around it, is no correction."""
    changes: dict[str, Any] = {}
    for name in (*written.OF_DOG, *written.OF_STAY):
        value: Any = _bare(form.get(name))
        if name not in form or value == _shown(name, record):
            continue
        if name in written.MOMENTS:
            value = moment(form, name) or ""
        if value or name in MAY_BE_EMPTY:
            changes[name] = value
        elif name in rules.MAY_BE_UNKNOWN:
            changes[name] = None
    note = str(form.get("note", "")).strip()
    return {"changes": changes, "reason": form.get("reason"), "note": note}


def _shown(name: str, record: dict[str, Any]) -> str:
    """As the form has it: moments as the clock on the wall."""
    value = record[name]
    return on_the_wall(clock.parse(value)) if value and name in written.MOMENTS else _bare(value)


def _bare(value: Any) -> str:
    return "" if value is None else str(value).strip().replace("\r\n", "\n")


def _waiting(request: Request, q: str = "") -> HTMLResponse:
    today = clock.now().astimezone(clock.CITY).date()
    with request.app.state.service.store.read() as work:
        return pages.show(
            request, "corrections.html", in_words=in_words, waiting=store.listed(work, "ASKED", 100), q=q,
            decided=store.listed(work, "CONFIRMED", 20),
            found=search.find(work, words.query(q, today), "", 10) if q.strip() else [],
        )  # fmt: skip


def _history(
    request: Request, dog_id: str, status: int = 200, refused: str = "", given: FormData = NOTHING
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        of = request.query_params.get("stay")
        dog, stay = dogs.dog(work, dog_id), store.stay_of(work, dog_id, of)
        record = routes.record_now(work, dog_id, of)
        shown = {name: _shown(name, record) for name in (*written.OF_DOG, *written.OF_STAY)}
        return pages.show(
            request, "record.html", status, dog=dog, stay=stay, record=record, refused=refused, may=routes,
            value=shown | dict(given) if given.get("act") == "ask" else shown, given=given, key=uuid7(),
            stays=dogs.stays_of(work, dog_id), bases=BASES, in_words=in_words,
            query=f"?stay={stay.id}" if of else "",
            hash=written.hash_of(record), corrections=store.corrections_of(work, dog_id),
            waits=store.waiting(work, dog_id), reasons=rules.REASONS, breeds=_with(BREEDS, record["breed"]),
            colours=_with(COLOURS, record["colour"]), divisions=_with(DIVISIONS, record["division"]),
        )  # fmt: skip


def _with(codes: Any, kept: str) -> list[str]:
    """Every code, and what stands there now if it is words."""
    return list(codes) if not kept or kept in codes else [kept, *codes]
