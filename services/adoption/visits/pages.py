"""The page on which an open day is booked. It works without a script."""

from fastapi import Request

from services.adoption.dogs.rules import city_day
from services.adoption.gallery.pages_forms import says
from services.adoption.law import opening_on
from services.adoption.shown import pages
from services.adoption.slips import asking
from services.adoption.visits.routes import NewVisit, book
from services.adoption.visits.rules import next_open_days
from services.adoption.visits.store import booked_on
from shared import clock
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Act, Filled, form_once, typed
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(pages, "/adoption", says)


@screens.page("/visit", EVERYONE, shows="visit.html")
def visit_page(work: Work, filled: Filled, day: str = "") -> Shown:
    soon = next_open_days(clock.now(), opening_on, most=6)
    return {
        "filled": filled, "given": filled.given or {"day": day},
        "days": [(on, opening_on(on).capacity - booked_on(work, on)) for on in soon],
        "opening": opening_on(city_day(clock.now())),
    }  # fmt: skip


@screens.form("/visit", visit_page, EVERYONE)
async def send(request: Request, filled: Filled, who: Who) -> str:
    """Kept, and nothing more: the page that follows asks for the code."""
    said = NewVisit.model_validate(typed(NewVisit, filled.given))
    await asking.within_limits(request, "visits", said.phone)
    act = Act(book, (EVERYONE,)).ready(request, filled.given, who)
    _, done = await form_once(request, who, filled, act)
    return f"/adoption/my/{done['reference']}"
