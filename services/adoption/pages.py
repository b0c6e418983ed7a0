"""Pages for families and owners: the gallery, the forms, the booking. They work without a script."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.adoption.applications.routes import NewApplication, apply
from services.adoption.applications.states import APPLICATION
from services.adoption.dogs import rules as dogs
from services.adoption.dogs.store import adoptable, cursor, dog_of, how_many_listed
from services.adoption.law import law_on, opening_on
from services.adoption.reclaims.routes import NewReclaim, request_reclaim
from services.adoption.reclaims.states import RECLAIM
from services.adoption.visits.routes import NewVisit, book, booked_on
from services.adoption.visits.rules import next_open_days
from shared import clock
from shared.doors import EVERYONE, Doors, once
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.pages import Pages, day
from shared.problems import NotFound, Problem
from shared.sealed import Seal
from shared.store import Model, Work

pages = Pages("adoption", Path(__file__).parent, application_states=APPLICATION, reclaim_states=RECLAIM)
screens = Doors(prefix="/adoption", include_in_schema=False)
pages.environment.filters["city_day"] = lambda on: day(datetime.combine(on, time(12), clock.CITY))
pages.environment.filters["time_of_day"] = lambda at: f"{at.astimezone(clock.CITY):%H:%M:%S}"
M = TypeVar("M", bound=Model)
A_PAGE = 24
NAMES = {
    "name": "姓名", "phone": "手机号", "email": "邮箱", "id_number": "身份证号", "note": "留言",
    "proof": "证明", "licence_no": "犬证号", "day": "日期", "people": "人数",
}  # fmt: skip
SIZES, SEXES = ("S", "M", "L", "G"), ("male", "female")


@dataclass
class Filled:
    """A form as somebody filled it in, and why it was not taken, if so."""

    given: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=uuid7)
    refused: str = ""
    status: int = 200


async def submit(request: Request, shape: type[M], run: Callable[[M, Work], Any]) -> Filled | None:
    """Runs the same rule as the door. None when it is done; sent twice, it is done once."""
    form = {name: str(value).strip() for name, value in (await request.form()).items()}
    key = form.pop("key", "") or uuid7()
    given = {name: value for name, value in form.items() if value}
    told = hashlib.sha256(f"{request.url.path} {sorted(given.items())}".encode()).hexdigest()
    try:
        asked = shape.model_validate(given)
        writer = request.app.state.service.writer
        await writer.do(lambda work: once(work, ("", key, told), 201, lambda: run(asked, work)))
    except ValidationError as error:
        return Filled(given, key, first_wrong(error, NAMES), 422)
    except Problem as problem:
        return Filled(given, key, problem.detail, problem.status)
    return None


@screens.query("/", EVERYONE)
def gallery(
    request: Request, work: Work, after: str | None = None, size: str = "", sex: str = ""
) -> HTMLResponse:
    now = clock.now()
    today, size, sex = dogs.city_day(now), size if size in SIZES else "", sex if sex in SEXES else ""
    found = adoptable(work, today, after, A_PAGE + 1, size or None, sex or None, reserved=True)
    shown = found[:A_PAGE]
    cards = [{"dog": dog, "days": (now - dog.listed_at).days} for dog in shown if dog.listed_at]
    more = cursor(shown[-1]) if len(found) > A_PAGE else None
    many = how_many_listed(work, today, size or None, sex or None)
    return pages.show(
        request, "gallery.html", cards=cards, next=more, after=after, many=many, size=size, sex=sex,
        sizes=SIZES, sexes=SEXES, open_days=next_open_days(now, opening_on), opening=opening_on(today),
    )  # fmt: skip


@screens.query("/dogs/{dog_id}", EVERYONE)
def apply_page(request: Request, dog_id: str, work: Work) -> HTMLResponse:
    return _dog_form(request, work, "apply.html", dog_id, Filled())


@screens.post("/dogs/{dog_id}")
async def send_application(request: Request, dog_id: str, seal: Seal) -> Response:
    filled = await submit(request, NewApplication, lambda asked, work: apply(dog_id, asked, seal, work))
    return await run_in_threadpool(_after, request, "apply.html", dog_id, filled, "application")


@screens.query("/dogs/{dog_id}/reclaim", EVERYONE)
def reclaim_page(request: Request, dog_id: str, work: Work) -> HTMLResponse:
    return _dog_form(request, work, "reclaim.html", dog_id, Filled())


@screens.post("/dogs/{dog_id}/reclaim")
async def send_reclaim(request: Request, dog_id: str, seal: Seal) -> Response:
    filled = await submit(request, NewReclaim, lambda asked, work: request_reclaim(dog_id, asked, seal, work))
    return await run_in_threadpool(_after, request, "reclaim.html", dog_id, filled, "reclaim")


def _after(request: Request, template: str, dog_id: str, filled: Filled | None, kind: str) -> Response:
    if filled is None:
        return RedirectResponse(f"/adoption/thanks/{kind}", 303)
    with request.app.state.service.store.read() as work:
        return _dog_form(request, work, template, dog_id, filled)


def _dog_form(request: Request, work: Work, template: str, dog_id: str, filled: Filled) -> HTMLResponse:
    try:
        dog = dog_of(work, dog_id)
    except NotFound:
        return pages.show(request, "missing.html", 404)
    now = clock.now()
    law = law_on(dogs.city_day(now))
    never = not dogs.in_care(dog) or dog.custody_basis in law.never_reclaimable
    return pages.show(
        request, template, filled.status, dog=dog, filled=filled, given=filled.given,
        obstacle=dogs.obstacle(dog, now, law), never=never,
    )  # fmt: skip


@screens.query("/visit", EVERYONE)
def visit_page(request: Request, work: Work, day: str = "") -> HTMLResponse:
    return _visit_form(request, work, Filled({"day": day}))


@screens.post("/visit")
async def send_visit(request: Request, seal: Seal) -> Response:
    filled = await submit(request, NewVisit, lambda asked, work: book(asked, seal, work))
    if filled is None:
        return RedirectResponse("/adoption/thanks/visit", 303)
    return await run_in_threadpool(_not_booked, request, filled)


def _not_booked(request: Request, filled: Filled) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        return _visit_form(request, work, filled)


def _visit_form(request: Request, work: Work, filled: Filled) -> HTMLResponse:
    soon = next_open_days(clock.now(), opening_on, most=6)
    days = [(on, opening_on(on).capacity - booked_on(work, on)) for on in soon]
    return pages.show(
        request, "visit.html", filled.status, filled=filled, given=filled.given, days=days,
        opening=opening_on(dogs.city_day(clock.now())),
    )  # fmt: skip


@screens.query("/thanks/{kind}", EVERYONE)
def thanks(request: Request, kind: str, work: Work) -> HTMLResponse:
    return pages.show(request, "thanks.html", kind=kind)
