"""The page on which an open day is booked. It works without a script."""

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.adoption.dogs.rules import city_day
from services.adoption.gallery.pages_forms import Filled, submit
from services.adoption.law import opening_on
from services.adoption.shown import pages
from services.adoption.visits.routes import NewVisit, book, booked_on
from services.adoption.visits.rules import next_open_days
from shared import clock
from shared.doors import EVERYONE, Doors
from shared.sealed import Seal
from shared.store import Work

screens = Doors(prefix="/adoption", include_in_schema=False)


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
        opening=opening_on(city_day(clock.now())),
    )  # fmt: skip
