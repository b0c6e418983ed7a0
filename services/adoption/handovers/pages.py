"""The record of hand-overs, and the button that takes one back while the dog is at the gate."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.adoption.decisions import Reason
from services.adoption.desk import HERE, TO_LOGIN, Staff, line
from services.adoption.handovers import routes, store
from services.adoption.handovers.rules import PROOFS
from services.adoption.pages import pages
from services.adoption.people.store import masked
from shared.auth import PUBLIC
from shared.doors import Doors, form_once
from shared.ids import uuid7
from shared.looks import purposes
from shared.pages import language_of
from shared.problems import Problem
from shared.said import Said
from shared.sealed import Seal, Sealer

screens = Doors(prefix=f"{HERE}/handovers", include_in_schema=False)
A_PAGE = 50
Cursor = Annotated[str, Query(max_length=64)]


@screens.get("")
async def record_page(
    request: Request, who: Staff, seal: Seal, after: Cursor = "", dog: Cursor = ""
) -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    return await run_in_threadpool(_record, request, seal, after, dog)


@screens.get("/{handover_id}")
async def handover_page(
    request: Request, handover_id: str, who: Staff, seal: Seal, done: str = ""
) -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    return await run_in_threadpool(_handover, request, seal, handover_id, done)


@screens.post("/{handover_id}/undo")
async def undo(request: Request, handover_id: str, who: Staff, seal: Seal) -> Response:
    """The dog is still at the gate. Sent twice, it is done once."""
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    form = await request.form()
    try:
        why = Reason(reason=str(form.get("reason", "")).strip())
        await form_once(request, who, form, lambda work: routes.undo(handover_id, why, who, work))
    except ValidationError:
        refused = Said("请写明为什么撤销。", "Say why it is taken back.")
        return await run_in_threadpool(_handover, request, seal, handover_id, "", refused, 422)
    except Problem as problem:
        refused = problem.detail
        return await run_in_threadpool(_handover, request, seal, handover_id, "", refused, problem.status)
    return RedirectResponse(f"{HERE}/handovers/{handover_id}?done=undo", 303)


def _record(request: Request, seal: Sealer, after: str, dog: str) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        found = store.handovers(work, dog, after, A_PAGE + 1)
        return pages.show(
            request, "handovers.html", found=[line(work, one, seal) for one in found[:A_PAGE]], after=after,
            next=found[A_PAGE - 1].handover_id if len(found) > A_PAGE else "", of=dog,
        )  # fmt: skip


def _handover(
    request: Request, seal: Sealer, handover_id: str, done: str, refused: str = "", status: int = 200
) -> HTMLResponse:
    english = language_of(request) == "en"
    with request.app.state.service.store.read() as work:
        one = line(work, store.handover_of(work, handover_id), seal)
        others: list[dict[str, Any]] = [
            other | dict(zip(("name", "phone"), masked(work, other["person"], seal), strict=True))
            for other in one["row"].others
        ]
        return pages.show(
            request, "handover.html", status, one=one, dog=one["dog"], others=others, done=done,
            refused=refused, key=uuid7(), proofs=[PROOFS[code][english] for code in one["row"].proof_seen],
            purposes=purposes(language_of(request)), id=handover_id,
        )  # fmt: skip
