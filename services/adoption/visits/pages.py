"""The page on which an open day is booked. It works without a script."""

from fastapi import Request

from services.adoption.dogs.rules import city_day
from services.adoption.gallery.pages_forms import ask, says
from services.adoption.law import opening_on
from services.adoption.shown import pages
from services.adoption.visits.routes import NewVisit, book
from services.adoption.visits.rules import next_open_days
from services.adoption.visits.store import days_from
from shared import clock
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Filled
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/visit", EVERYONE, shows="visit.html")
def visit_page(work: Work, filled: Filled, day: str = "") -> Shown:
    now = clock.now()
    booked, soon = dict(days_from(work, city_day(now))), next_open_days(now, opening_on, most=6)
    return {
        "filled": filled, "given": filled.given or {"day": day},
        "days": [(on, opening_on(on).capacity - booked.get(on, 0)) for on in soon],
        "opening": opening_on(city_day(now)),
    }  # fmt: skip


@screens.form("/visit", visit_page, EVERYONE)
async def send(request: Request, filled: Filled, who: Who) -> str:
    return await ask(request, "visits", NewVisit, book, filled, who)
