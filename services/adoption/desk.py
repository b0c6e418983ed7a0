"""The adoption desk: what waits for a decision, with plain buttons. Names stay masked."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.adoption.applications import routes as applications_doors
from services.adoption.applications.models import Application
from services.adoption.applications.store import applications
from services.adoption.decisions import Reason
from services.adoption.dogs.models import Dog
from services.adoption.pages import pages
from services.adoption.people.routes import Purpose, look
from services.adoption.people.store import Seal, masked
from services.adoption.reclaims import routes as reclaims_doors
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.store import reclaims
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import Doors, who_asks
from shared.forms import first_wrong
from shared.looks import purposes
from shared.pages import language_of
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
            request, "desk.html", status, refused=refused, purposes=purposes(language_of(request)),
            applications=[_application(work, row, seal) for row in waiting],
            reclaims=[_reclaim(work, row, seal) for row in claims],
        )  # fmt: skip


def _application(work: Work, row: Application, seal: Sealer) -> dict[str, Any]:
    name, phone = masked(work, row.person, seal)
    dog = work.get(Dog, row.dog_id)
    return {"row": row, "id": row.application_id, "dog": dog, "name": name, "phone": phone,
            "wrote": bool(row.note)}  # fmt: skip


def _reclaim(work: Work, row: Reclaim, seal: Sealer) -> dict[str, Any]:
    name, phone = masked(work, row.person, seal)
    dog = work.get(Dog, row.dog_id)
    return {"row": row, "id": row.reclaim_id, "dog": dog, "name": name, "phone": phone,
            "wrote": bool(row.proof or row.licence_no)}  # fmt: skip


async def _decide(request: Request, who: Who, seal: Sealer, decide: Callable[[Work], Any]) -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    try:
        await request.app.state.service.writer.do(decide)
    except ValidationError as error:
        wrong = first_wrong(error, {"reason": "理由"})
        return await run_in_threadpool(_show, request, seal, wrong, 422)
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
    def decide(work: Work) -> Any:
        return applications_doors.refuse(application_id, Reason(reason=reason), who, work)

    return await _decide(request, who, seal, decide)


@desk.post("/applications/{application_id}/adoption")
async def adopt(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, lambda work: applications_doors.adopt(application_id, work))


@desk.post("/reclaims/{reclaim_id}/handover")
async def hand_over(request: Request, reclaim_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, lambda work: reclaims_doors.hand_over(reclaim_id, who, work))


@desk.post("/reclaims/{reclaim_id}/refusal")
async def refuse_reclaim(request: Request, reclaim_id: str, who: Staff, seal: Seal, reason: Why) -> Response:
    def decide(work: Work) -> Any:
        return reclaims_doors.refuse(reclaim_id, Reason(reason=reason), who, work)

    return await _decide(request, who, seal, decide)


@desk.post("/people/{person}")
async def look_at_person(request: Request, person: str, who: Staff, seal: Seal) -> Response:
    """Opens one person's data, and what they wrote; the look is recorded."""
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    form = await request.form()
    try:
        why = Purpose.model_validate({name: str(form.get(name, "")) for name in Purpose.model_fields})
    except ValidationError:
        refused = (
            "请选择查看目的；选“其他”时请说明。Choose what the look is for; say which where it is another."
        )
        return await run_in_threadpool(_show, request, seal, refused, 422)
    service = request.app.state.service
    told = await service.writer.do(lambda work: look(work, person, why, who, seal))
    shown = pages.show(
        request, "person.html", person=told, purpose=why, purposes=purposes(language_of(request))
    )
    shown.headers["Cache-Control"] = "no-store"
    return shown
