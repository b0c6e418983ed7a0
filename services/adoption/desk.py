"""The adoption desk: what waits for a decision, with plain buttons. Names stay masked."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.adoption.applications import routes as applications_doors
from services.adoption.applications.models import Application
from services.adoption.applications.store import applications
from services.adoption.decisions import Reason
from services.adoption.dogs.models import Dog
from services.adoption.pages import pages
from services.adoption.people.routes import look
from services.adoption.people.store import Seal, masked, place
from services.adoption.reclaims import routes as reclaims_doors
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.store import reclaims
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import Doors, who_asks
from shared.problems import Problem
from shared.sealed import Sealer
from shared.store import Work

desk = Doors(prefix="/adoption/desk", include_in_schema=False)
HERE = "/adoption/desk"
TO_LOGIN = f"/intake/login?next={HERE}"
MOST = 100


async def at_the_desk(request: Request) -> Who:
    """A page sends people without a session to log in; a door would refuse them."""
    try:
        who = who_asks(request)
    except NotLoggedIn:
        who = PUBLIC
    if who is not PUBLIC and not who.may(("adoption",)):
        raise NotAllowed("需要领养工作人员账号，请换账号登录。The desk is for adoption staff: log in as one.")
    return who


Staff = Annotated[Who, Depends(at_the_desk)]
Why = Annotated[str, Form(min_length=1, max_length=500)]


@desk.get("")
async def show_desk(request: Request, who: Staff, seal: Seal) -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    return await run_in_threadpool(_show, request, seal)


def _show(request: Request, seal: Sealer, refused: str = "", status: int = 200) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        waiting = applications(work, ["PENDING", "APPROVED"], limit=MOST)
        claims = reclaims(work, "REQUESTED", limit=MOST)
        return pages.show(
            request, "desk.html", status, refused=refused,
            applications=[_application(work, row, seal) for row in waiting],
            reclaims=[_reclaim(work, row, seal) for row in claims],
        )  # fmt: skip


def _application(work: Work, row: Application, seal: Sealer) -> dict[str, Any]:
    note = seal.open(row.note, place("application", "note", row.application_id)) if row.note else ""
    name, phone = masked(work, row.person, seal)
    return {"row": row, "dog": work.get(Dog, row.dog_id), "name": name, "phone": phone, "note": note}


def _reclaim(work: Work, row: Reclaim, seal: Sealer) -> dict[str, Any]:
    name, phone = masked(work, row.person, seal)
    told = {
        column: seal.open(text, place("reclaim", column, row.reclaim_id)) if text else ""
        for column, text in {"proof": row.proof, "licence_no": row.licence_no}.items()
    }
    return {"row": row, "dog": work.get(Dog, row.dog_id), "name": name, "phone": phone, **told}


async def _decide(request: Request, who: Who, seal: Sealer, decide: Callable[[Work], Any]) -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    try:
        await request.app.state.service.writer.do(decide)
    except Problem as problem:
        return await run_in_threadpool(_show, request, seal, problem.detail, problem.status)
    return RedirectResponse(HERE, 303)


@desk.post("/applications/{application_id}/approval")
async def approve(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(
        request, who, seal, lambda work: applications_doors.approve(application_id, who, work)
    )


@desk.post("/applications/{application_id}/refusal")
async def refuse_application(
    request: Request, application_id: str, who: Staff, seal: Seal, reason: Why
) -> Response:
    why = Reason(reason=reason)
    return await _decide(
        request, who, seal, lambda work: applications_doors.refuse(application_id, why, who, work)
    )


@desk.post("/applications/{application_id}/adoption")
async def adopt(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, lambda work: applications_doors.adopt(application_id, work))


@desk.post("/reclaims/{reclaim_id}/handover")
async def hand_over(request: Request, reclaim_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, lambda work: reclaims_doors.hand_over(reclaim_id, who, work))


@desk.post("/reclaims/{reclaim_id}/refusal")
async def refuse_reclaim(request: Request, reclaim_id: str, who: Staff, seal: Seal, reason: Why) -> Response:
    why = Reason(reason=reason)
    return await _decide(request, who, seal, lambda work: reclaims_doors.refuse(reclaim_id, why, who, work))


@desk.post("/people/{person}")
async def look_at_person(
    request: Request, person: str, who: Staff, seal: Seal,
    purpose: Annotated[str, Form(min_length=2, max_length=200)],
) -> Response:  # fmt: skip
    """Opens one person's data; the look is recorded."""
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    service = request.app.state.service
    told = await service.writer.do(lambda work: look(work, person, purpose, who, seal))
    shown = pages.show(request, "person.html", person=told, purpose=purpose)
    shown.headers["Cache-Control"] = "no-store"
    return shown
