"""The adoption desk: what waits for a decision, what was handed over lately. Names stay masked."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.adoption.applications.states import WANTED
from services.adoption.applications.store import applications
from services.adoption.dogs.models import Dog
from services.adoption.handovers import routes as handovers_doors
from services.adoption.handovers.models import Handover
from services.adoption.handovers.store import handovers
from services.adoption.pages import pages
from services.adoption.people.routes import Purpose, look
from services.adoption.people.store import masked
from services.adoption.reclaims.store import reclaims
from shared import clock
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import Doors, who_asks
from shared.looks import purposes
from shared.pages import language_of
from shared.said import Said
from shared.sealed import Seal, Sealer
from shared.store import Work

desk = Doors(prefix="/adoption/desk", include_in_schema=False)
HERE = "/adoption/desk"
TO_LOGIN = f"/intake/login?next={HERE}"
MOST = 100
LATELY = 5


async def at_the_desk(request: Request) -> Who:
    """A page sends people without a session to log in; a door would refuse them."""
    try:
        who = who_asks(request)
    except NotLoggedIn:
        who = PUBLIC
    if who is not PUBLIC and not who.may(("adoption",)):
        raise NotAllowed(
            "需要领养工作人员账号，请换账号登录。", "The desk is for adoption staff: log in as one."
        )
    return who


Staff = Annotated[Who, Depends(at_the_desk)]


@desk.get("")
async def show_desk(request: Request, who: Staff, seal: Seal, done: str = "", of: str = "") -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    return await run_in_threadpool(_show, request, seal, done=done, of=of)


def _show(
    request: Request, seal: Sealer, refused: str = "", status: int = 200, done: str = "", of: str = ""
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        waiting = applications(work, list(WANTED), limit=MOST)
        claims = reclaims(work, "REQUESTED", limit=MOST)
        return pages.show(
            request, "desk.html", status, refused=refused, done=done,
            about=work.get(Dog, of) if of else None,
            applications=[entry(work, row.application_id, row, seal) for row in waiting],
            reclaims=[entry(work, row.reclaim_id, row, seal) for row in claims],
            handovers=[line(work, row, seal) for row in handovers(work, limit=LATELY)],
        )  # fmt: skip


def entry(work: Work, id: str, row: Any, seal: Sealer) -> dict[str, Any]:
    """Somebody's request, and who it is; masked."""
    name, phone = masked(work, row.person, seal)
    return {"id": id, "row": row, "dog": work.get(Dog, row.dog_id), "name": name, "phone": phone}


def line(work: Work, row: Handover, seal: Sealer) -> dict[str, Any]:
    """A hand-over, and until when it can be undone."""
    return entry(work, row.handover_id, row, seal) | {
        "undo_until": handovers_doors.undo_until(row, clock.now())
    }


@desk.post("/people/{person}")
async def look_at_person(request: Request, person: str, who: Staff, seal: Seal) -> Response:
    """Opens one person's data, and what they wrote; the look is recorded."""
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    form = await request.form()
    try:
        why = Purpose.model_validate({name: str(form.get(name, "")) for name in Purpose.model_fields})
    except ValidationError:
        refused = Said(
            "请选择查看目的；选“其他”时请说明。",
            "Choose what the look is for; say which where it is another.",
        )
        return await run_in_threadpool(_show, request, seal, refused, 422)
    service = request.app.state.service
    told = await service.writer.do(lambda work: look(work, person, why, who, seal))
    shown = pages.show(
        request, "person.html", person=told, purpose=why, purposes=purposes(language_of(request)),
        back=_back(str(form.get("back", ""))),
    )  # fmt: skip
    shown.headers["Cache-Control"] = "no-store"
    return shown


def _back(path: str) -> str:
    """The page that was left, if it is one of ours."""
    return path if path.startswith(f"{HERE}/") else HERE
