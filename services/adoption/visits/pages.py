"""The page on which an open day is booked. It works without a script."""

from services.adoption.dogs.rules import city_day
from services.adoption.gallery.pages_forms import says
from services.adoption.law import opening_on
from services.adoption.shown import pages
from services.adoption.visits.routes import book, booked_on
from services.adoption.visits.rules import next_open_days
from shared import clock
from shared.doors import EVERYONE
from shared.filled import Act, Filled
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


screens.act("/visit", visit_page, Act(book, (EVERYONE,)), "/adoption/thanks/visit")
