"""The page of tags: look one up, lose it, replace it, revoke it; print labels, cards and batches."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake import store as dogs
from services.intake.screens import lookers
from services.intake.tags import fonts, printing, routes, store
from services.intake.tags.rules import LABELS_ON_A_SHEET, NewBatch
from services.intake.tags.states import TAG
from shared.auth import PUBLIC, NotAllowed, Who
from shared.doors import Doors, once
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.pages import Pages
from shared.problems import Problem
from shared.said import Said
from shared.store import Work

pages = Pages("intake", Path(__file__).parent, tag_states=TAG)
screens = Doors(prefix="/intake/tags", include_in_schema=False)
HERE = "/intake/tags/"
AT_WORK = ("officer", "keeper")
NOBODY: list[str] = []
FIELDS = {
    "sheets": "几张 A4（1–20）", "purpose": "用途", "note": "理由（至少两个字）", "why": "为什么换",
    "tag_code": "预印牌号",
}  # fmt: skip
Act = Callable[[dict[str, str], Work], Any]


at_work = lookers(
    *AT_WORK,
    otherwise=(
        Said(
            "犬牌页面需要值班民警或饲养员账号，请换账号登录。",
            "Tags are for officers and keepers: log in as one of them.",
        )
    ),
)
AtWork = Annotated[Who, Depends(at_work)]


@screens.get("/")
async def show_tags(request: Request, who: AtWork, code: str = "") -> Response:
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    try:
        return await run_in_threadpool(_show, request, code)
    except Problem as problem:
        return await run_in_threadpool(_show, request, "", problem.detail, problem.status)


@screens.get("/{what}.pdf")
async def print_selected(
    request: Request, who: AtWork, what: Literal["labels", "cards"],
    stay: Annotated[list[str], Query(max_length=printing.MOST)] = NOBODY, first: printing.First = 1,
) -> Response:  # fmt: skip
    """The labels or the cards of many stays at once; what is refused is said on the page."""
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    if not stay:
        return await run_in_threadpool(
            _show, request, "", Said("请先勾选犬只。", "Tick some dogs first."), 422
        )
    try:
        return await run_in_threadpool(_print, request, what, stay, first)
    except Problem as problem:
        return await run_in_threadpool(_show, request, "", problem.detail, problem.status)


def _print(request: Request, what: str, stay: list[str], first: int) -> Response:
    with request.app.state.service.store.read() as work:
        printed: Response = (
            printing.print_labels_of(stay, work, first)
            if what == "labels"
            else printing.print_cards_of(stay, work)
        )
    return printed


@screens.post("/batches")
async def make_batch(request: Request, who: AtWork) -> Response:
    def make(given: dict[str, str], work: Work) -> Any:
        new = NewBatch.model_validate({"sheets": given.get("sheets"), "purpose": given.get("purpose", "")})
        return routes.make_batch(new, who, work)

    return await _act(request, who, make, lambda _: f"{HERE}#batches", "officer")


@screens.post("/dogs/{dog_id}")
async def issue(request: Request, dog_id: str, who: AtWork) -> Response:
    def give(given: dict[str, str], work: Work) -> Any:
        return routes.issue(_new(routes.NewTag, given, dog_id=dog_id), who, work)

    return await _act(request, who, give, _its_page)


@screens.post("/{code}/loss")
async def lose(request: Request, code: str, who: AtWork) -> Response:
    def report(given: dict[str, str], work: Work) -> Any:
        return routes.lose(code, _new(routes.Lost, given), who, work)

    return await _act(request, who, report, _its_page, code=code)


@screens.post("/{code}/replacement")
async def replace(request: Request, code: str, who: AtWork) -> Response:
    def change(given: dict[str, str], work: Work) -> Any:
        return routes.replace(code, _new(routes.Replacement, given), who, work)

    return await _act(request, who, change, _its_page, code=code)


@screens.post("/{code}/revocation")
async def revoke(request: Request, code: str, who: AtWork) -> Response:
    def take_back(given: dict[str, str], work: Work) -> Any:
        return routes.revoke(code, _new(routes.Revocation, given), who, work)

    return await _act(request, who, take_back, _its_page, "officer", code=code)


def _new(kind: Any, given: dict[str, str], **more: str) -> Any:
    """The body that a door would get, from the form's fields."""
    return kind.model_validate({name: given[name] for name in kind.model_fields if name in given} | more)


def _its_page(answer: str) -> str:
    return f"{HERE}?code={routes.TagState.model_validate_json(answer).code}"


async def _act(
    request: Request, who: Who, act: Act, then: Callable[[str], str], *roles: str, code: str = ""
) -> Response:
    """One press of a button, done once however often it is sent. Refused, the tag with `code` is shown."""
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    if roles and not who.may(roles):
        raise NotAllowed("这一步需要值班民警，请换账号登录。", "This is for officers: log in as one.")
    given = _filled(await request.form())
    key = given.pop("key", uuid7())
    told = hashlib.sha256(repr((request.url.path, sorted(given.items()))).encode()).hexdigest()
    try:
        _, answer, _ = await request.app.state.service.writer.do(
            lambda work: once(work, (who.name, key, told), 201, lambda: act(given, work))
        )
    except ValidationError as error:
        return await run_in_threadpool(_again, request, code, first_wrong(error, FIELDS), 422)
    except Problem as problem:
        return await run_in_threadpool(_again, request, code, problem.detail, problem.status)
    return RedirectResponse(then(answer), 303)


def _again(request: Request, code: str, refused: str, status: int) -> HTMLResponse:
    try:
        return _show(request, code, refused, status)
    except Problem:
        return _show(request, "", refused, status)


def _filled(form: FormData) -> dict[str, str]:
    return {name: str(value).strip() for name, value in form.items() if str(value).strip()}


def _show(request: Request, code: str, refused: str = "", status: int = 200) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        return pages.show(
            request, "tags.html", status, found=_found(work, code) if code else None, refused=refused,
            worn=store.worn_in_care(work, LABELS_ON_A_SHEET),
            bare=store.bare_in_care(work, LABELS_ON_A_SHEET),
            batches=store.batches(work, None, 12), key=uuid7(), embedded=fonts.face().embedded,
            font=fonts.face().file or fonts.NOT_EMBEDDED, a_sheet=LABELS_ON_A_SHEET,
        )  # fmt: skip


def _found(work: Work, code: str) -> dict[str, Any]:
    tag = store.tag(work, code)
    return {
        "tag": tag,
        "dog": dogs.dog(work, tag.dog_id),
        "stay": dogs.latest_stay(work, tag.dog_id),
        "history": store.history(work, tag.code),
        "worn": store.worn_by(work, tag.dog_id),
    }
