"""Intake's pages: log in, and the form at the desk. Plain forms; a script only makes them quicker."""

import contextlib
import hashlib
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlmodel import col, select

from services.intake import routes, rules
from services.intake.deadlines import jurisdiction
from services.intake.models import Dog, Kennel, Stay, Tag
from services.intake.night.pages import scripts
from services.intake.operations.store import dogs_of_operation, open_operations
from services.intake.staff import sessions
from services.intake.staff.rules import Login, TooManyTries
from services.intake.tags.store import latest_tag
from shared import auth, clock, menu
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.codes import BREEDS, COLOURS, DIVISIONS
from shared.doors import EVERYONE, Doors, once, who_asks
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.moments import on_the_wall
from shared.pages import Pages, who_looks
from shared.problems import Problem
from shared.rail.writer import StoreUnavailable
from shared.service import Service
from shared.store import Work

pages = Pages("intake", Path(__file__).parent)
doors = Doors(prefix="/intake", include_in_schema=False)
forms = APIRouter(prefix="/intake", include_in_schema=False, max_body_size=100_000)
OFTEN = ("RURAL", "MIX", "POODLE", "BICHON", "GOLDEN", "HUSKY", "GSD", "PEK")
SELDOM = [breed for breed in BREEDS if breed not in OFTEN]
MOMENTS = ("found_time", "arrived_at")
NAMES = {
    "found_at": "发现地点", "found_time": "发现时间", "arrived_at": "到所时间", "chip": "芯片",
    "name": "名字", "notes": "备注", "breed": "品种", "colour": "毛色", "age_months": "年龄", "sheet": "定位",
    "tag_code": "预制犬牌", "custody_basis": "收容依据",
}  # fmt: skip
AGES = (("幼犬", 2), ("青年", 12), ("成年", 36), ("老年", 108))


@doors.query("/login", EVERYONE, response_model=None)
def login_page(request: Request, work: Work, next: str = "") -> Response:
    return pages.show(request, "login.html", next=_ours(next), wrong=None, locked="", username="")


@forms.post("/login")
async def log_in(
    request: Request,
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",
) -> Response:
    service: Service = request.app.state.service
    try:
        staff = await sessions.who_is(Login(username=username, password=password), request)
    except (Problem, ValidationError) as error:
        locked = error.detail if isinstance(error, TooManyTries) else ""
        status = 429 if locked else 401
        return pages.show(
            request, "login.html", status, next=_ours(next), wrong=True, locked=locked, username=username
        )
    response = RedirectResponse(_ours(next) or menu.beginning(staff.roles), 303)
    sessions.give_cookie(response, sessions.sign(service, staff), service)
    return response


@forms.post("/logout")
async def log_out(request: Request) -> Response:
    """Also for whoever has a copy of the cookie; a store that cannot write keeps nobody in on this page."""
    with contextlib.suppress(StoreUnavailable):
        await sessions.end_session(request.app.state.service, who_looks(request))
    response = RedirectResponse("/", 303)
    response.delete_cookie(auth.COOKIE)
    return response


async def desk_officer(request: Request) -> Who:
    """A page sends people without a session to log in; a door would refuse them."""
    try:
        who = who_asks(request)
    except NotLoggedIn:
        who = PUBLIC
    if who is not PUBLIC and not who.may(("officer", "keeper")):
        raise NotAllowed("收容登记需要值班民警或饲养员账号。", "The intake desk is for officers and keepers.")
    return who


Desk = Annotated[Who, Depends(desk_officer)]
TO_LOGIN = "/intake/login"


@forms.get("/")
async def intake_page(request: Request, who: Desk, done: str = "") -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    return await run_in_threadpool(_form, request, done=done)


@forms.post("/")
async def take_in(request: Request, who: Desk) -> Response:
    """One dog from the form. Sent twice (a double tap, a bad network), it is taken in once."""
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    given = {name: str(value).strip() for name, value in (await request.form()).items() if str(value).strip()}
    key = given.pop("key", uuid7())
    told = hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest()
    service: Service = request.app.state.service
    try:
        new = rules.NewDog.model_validate(_as_body(given))
        _, answer, _ = await service.writer.do(
            lambda work: once(work, (who.name, key, told), 201, lambda: routes.take_in(new, who, work))
        )
    except ValidationError as error:
        return await run_in_threadpool(_form, request, 422, given, key, refused=first_wrong(error, NAMES))
    except Problem as problem:
        return await run_in_threadpool(_form, request, problem.status, given, key, refused=problem.detail)
    taken_in = routes.TakenIn.model_validate_json(answer)
    return RedirectResponse(f"/intake/?done={taken_in.stay_no}", 303)


def _form(
    request: Request, status: int = 200, given: dict[str, str] | None = None, key: str = "",
    done: str = "", refused: str = "",
) -> HTMLResponse:  # fmt: skip
    service: Service = request.app.state.service
    with service.store.read() as work:
        recent = _recent(work)
        last = next((r for r in recent if r["stay"].stay_no == done), None)
        operations = open_operations(work)
        return pages.show(
            request, "intake.html", status, recent=recent, last=last, operations=operations,
            tonight=_tonight(work, operations), room=_room(work), given=given or _as_before(recent),
            key=key or uuid7(), refused=refused, breeds=OFTEN, more_breeds=SELDOM,
            colours=list(COLOURS), ages=AGES,
            divisions=[code for code in DIVISIONS if len(code) == 6], scripts=scripts(),
            now=clock.now().astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M"),
        )  # fmt: skip


def _recent(work: Work) -> list[dict[str, Any]]:
    rows = work.exec(
        select(Stay, Dog, Tag)
        .join(Dog, col(Dog.id) == Stay.dog_id)
        .join(Tag, col(Tag.code) == latest_tag(col(Dog.id)))
        .order_by(col(Stay.stay_no).desc())
        .limit(6)
    ).all()
    return [{"stay": stay, "dog": dog, "tag": tag} for stay, dog, tag in rows]


def _tonight(work: Work, operations: Any) -> int:
    return dogs_of_operation(work, operations[0].id) if operations else 0


def _room(work: Work) -> list[tuple[str, int, int]]:
    """Zone, free places, all places."""
    kennels = work.exec(select(Kennel)).all()
    zones = [zone.letter for zone in jurisdiction().zones]
    places = {z: [(k.capacity - k.occupied, k.capacity) for k in kennels if k.zone == z] for z in zones}
    return [(zone, sum(free for free, _ in all_), sum(of for _, of in all_)) for zone, all_ in places.items()]


def _as_before(recent: list[dict[str, Any]]) -> dict[str, str]:
    """On one night the place and the operation stay the same from dog to dog."""
    if not recent:
        return {}
    stay = recent[0]["stay"]
    return {
        "place": stay.found_text,
        "division": stay.division,
        "operation_id": stay.operation_id or "",
    }


def _as_body(given: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: given[name] for name in rules.NewDog.model_fields if name in given}
    fields |= {name: on_the_wall(given[name]) for name in MOMENTS if name in given}
    if position := {name: given[name] for name in ("lat", "lon", "accuracy_m") if name in given}:
        fields["sheet"] = {"position": position}  # a phone's own: WGS-84
    return fields | {"found_at": {"text": given.get("place", ""), "division": given.get("division", "")}}


def _ours(path: str) -> str:
    """Only back to a page of our own, never to another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""
