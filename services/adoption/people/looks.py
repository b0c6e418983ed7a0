"""The page of looks: who opened whose data, when and what for. For auditors."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.adoption.pages import pages
from services.adoption.people.store import looks
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import Doors, who_asks
from shared.looks import purposes
from shared.pages import language_of

screens = Doors(prefix="/adoption/looks", include_in_schema=False)
HERE = "/adoption/looks"
A_PAGE = 100
Cursor = Annotated[str, Query(max_length=64)]


async def auditor(request: Request) -> Who:
    """A page sends people without a session to log in; a door would refuse them."""
    try:
        who = who_asks(request)
    except NotLoggedIn:
        who = PUBLIC
    if who is not PUBLIC and not who.may(("auditor",)):
        raise NotAllowed("查看记录供督导和审计使用。", "The record of looks is for auditors: log in as one.")
    return who


@screens.get("")
async def looks_page(
    request: Request, who: Annotated[Who, Depends(auditor)], after: Cursor = "",
    by: Annotated[str, Query(max_length=40)] = "", person: Cursor = "",
) -> Response:  # fmt: skip
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    return await run_in_threadpool(_show, request, after, by.strip(), person)


def _show(request: Request, after: str, by: str, person: str) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        found = looks(work, by, person, after, A_PAGE + 1)
    next = found[A_PAGE - 1].look_id if len(found) > A_PAGE else ""
    return pages.show(
        request, "looks.html", looks=found[:A_PAGE], next=next, by=by, person=person,
        purposes=purposes(language_of(request)),
    )  # fmt: skip
