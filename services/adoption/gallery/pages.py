"""The gallery of dogs that wait for a family."""

from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import adoptable, cursor, how_many_listed
from services.adoption.law import opening_on
from services.adoption.shown import pages
from services.adoption.visits.rules import next_open_days
from shared import clock
from shared.doors import EVERYONE
from shared.screens import Screens, Shown
from shared.store import Work

A_PAGE = 24
SIZES, SEXES = ("S", "M", "L", "G"), ("male", "female")
screens = Screens(pages, "/adoption")


@screens.page("/", EVERYONE, shows="gallery.html")
def gallery(work: Work, after: str | None = None, size: str = "", sex: str = "") -> Shown:
    now = clock.now()
    today, size, sex = city_day(now), size if size in SIZES else "", sex if sex in SEXES else ""
    found = adoptable(work, today, after, A_PAGE + 1, size or None, sex or None, reserved=True)
    shown = found[:A_PAGE]
    cards = [{"dog": dog, "days": (now - at).days} for dog in shown if (at := dog.ours.listed_at)]
    more = cursor(shown[-1]) if len(found) > A_PAGE else None
    many = how_many_listed(work, today, size or None, sex or None)
    return {
        "cards": cards, "next": more, "after": after, "many": many, "size": size, "sex": sex,
        "sizes": SIZES, "sexes": SEXES, "open_days": next_open_days(now, opening_on),
        "opening": opening_on(today),
    }  # fmt: skip
