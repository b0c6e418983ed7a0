"""The desk's lists: claims and applications, paged, searched and sorted; and who comes on which day."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request

from services.adoption.desk import listing
from services.adoption.desk.listing import Set, Sort
from services.adoption.desk.pages import FOR_STAFF, HERE, STAFF, entry
from services.adoption.law import opening_on
from services.adoption.my.routes import CHECKS
from services.adoption.people.store import masked
from services.adoption.shown import pages
from services.adoption.visits.routes import cancel
from services.adoption.visits.rules import is_open
from services.adoption.visits.store import booked_on, days_from, visits_on
from shared import clock
from shared.filled import Act
from shared.looks import purposes
from shared.pages import language_of
from shared.said import Said
from shared.screens import Screens, Shown
from shared.sealed import Seal, Sealer
from shared.store import Work

A_PAGE = 20
Text = Annotated[str, Query(max_length=64)]
SAYS = Said("请写明为什么取消。", "Say why it is cancelled.")
screens = Screens(pages, HERE, says=lambda _: SAYS, otherwise=FOR_STAFF)


@screens.page("/reclaims", *STAFF, shows="requests.html")
def reclaims_page(
    work: Work, seal: Seal, set: Set = "waiting", q: Text = "", sort: Sort = "oldest", after: Text = ""
) -> Shown:
    return _a_page(work, seal, "reclaims", set, q, sort, after)


@screens.page("/applications", *STAFF, shows="requests.html")
def applications_page(
    work: Work, seal: Seal, set: Set = "waiting", q: Text = "", sort: Sort = "oldest", after: Text = ""
) -> Shown:
    return _a_page(work, seal, "applications", set, q, sort, after)


def _a_page(work: Work, seal: Sealer, kind: str, set: Set, q: str, sort: Sort, after: str) -> Shown:
    found = listing.found(work, seal, kind, set, q, sort, after, A_PAGE + 1)
    shown = found[:A_PAGE]
    return {
        "kind": kind, "set": set, "q": q, "sort": sort, "after": after,
        "entries": [entry(work, listing.id_of(kind, row), row, seal) for row in shown],
        "next": listing.id_of(kind, shown[-1]) if len(found) > A_PAGE else "",
        "waiting": listing.many(work, kind, "waiting"), "apart": listing.many(work, kind, "apart"),
    }  # fmt: skip


@screens.page("/visits", *STAFF, shows="visits.html")
def visits_page(
    request: Request, work: Work, seal: Seal, day: date | None = None, q: Text = "", after: Text = "",
    set: Set = "waiting", done: str = "",
) -> Shown:  # fmt: skip
    """A day's visits; or what is looked for, on whichever day; or those that nobody has proven yet."""
    today = clock.now().astimezone(clock.CITY).date()
    days = days_from(work, today)
    day = day or (days[0][0] if days else today)
    if q or set != "waiting":
        found = listing.found(work, seal, "visits", "all" if q else set, q, "newest", after, A_PAGE + 1)
    else:
        found = visits_on(work, day, after, A_PAGE + 1)
    shown = found[:A_PAGE]
    return {
        "days": days, "day": day, "q": q, "set": set, "done": done, "after": after,
        "visits": [_visit(work, row, seal) for row in shown], "purposes": purposes(language_of(request)),
        "next": shown[-1].visit_id if len(found) > A_PAGE else "",
        "booked": booked_on(work, day), "capacity": opening_on(day).capacity,
        "open": is_open(day, opening_on(day)) or bool(booked_on(work, day)),
        "apart": listing.many(work, "visits", "apart"),
    }  # fmt: skip


def _visit(work: Work, row: Any, seal: Sealer) -> dict[str, Any]:
    name, phone = masked(work, row.person, seal)
    return {"id": row.visit_id, "row": row, "name": name, "phone": phone}


screens.act(
    "/visits/{visit_id}/cancellation", visits_page, Act(cancel, STAFF),
    f"{HERE}/visits?day={{day}}&done=cancelled",
)  # fmt: skip
screens.act(
    "/visits/{visit_id}/phone-check", visits_page, Act(CHECKS["visits"], STAFF), f"{HERE}/visits?done=checked"
)
