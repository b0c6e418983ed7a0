"""One request at the desk: all that there is to see, a choice, and a second look before it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.adoption.applications import routes as applications_doors
from services.adoption.applications import rules as applications
from services.adoption.applications.models import Application
from services.adoption.applications.store import application_of
from services.adoption.decisions import Reason
from services.adoption.desk import HERE, TO_LOGIN, Staff, entry
from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import dog_of
from services.adoption.handovers import routes as doors
from services.adoption.handovers import rules, store
from services.adoption.handovers.rules import HandingOver
from services.adoption.law import law_on
from services.adoption.pages import pages
from services.adoption.reclaims import routes as reclaims_doors
from services.adoption.reclaims import rules as reclaims
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.store import reclaim_of
from shared import clock
from shared.auth import PUBLIC, Who
from shared.doors import Doors, form_once
from shared.ids import uuid7
from shared.looks import purposes
from shared.pages import language_of
from shared.problems import Problem
from shared.said import Said, of_error
from shared.sealed import Seal, Sealer
from shared.store import Work

screens = Doors(prefix=HERE, include_in_schema=False)
NOTHING = FormData()
SAYS = {
    "shown_by": Said(
        "请选择由谁出示证明。", "Choose whose proof was seen: their own, or shown by somebody they sent."
    ),
    "becomes": Said("请逐一选择其他认领如何处理。", "Choose what becomes of each of the other claims."),
    "reason": Said("请写明不同意的理由。", "Say why not."),
}


@dataclass(frozen=True)
class Act:
    """What a button asks for: its body, what stands in its way, what it does, and where that is read."""

    read: Callable[[FormData], Any]
    check: Callable[[str, Any, Work], Any]
    do: Callable[[str, Any, Who, Sealer, Work], Any]


def _handing_over(form: FormData) -> HandingOver:
    others = {
        name.removeprefix("becomes."): {"becomes": value, "reason": form.get(f"reason.{name[8:]}", "")}
        for name, value in form.items()
        if name.startswith("becomes.")
    }
    return HandingOver.model_validate(
        {"proof_seen": form.getlist("proof_seen"), "shown_by": form.get("shown_by", ""),
         "proof_note": str(form.get("proof_note", "")).strip(), "others": others}
    )  # fmt: skip


def _reason(form: FormData) -> Reason:
    return Reason(reason=str(form.get("reason", "")).strip())


def _may_approve(id: str, _: None, work: Work) -> None:
    one, now = application_of(work, id), clock.now()
    applications.may_approve(dog_of(work, one.dog_id), one, now, law_on(city_day(now)))


ACTS: dict[str, dict[str, Act]] = {
    "reclaims": {
        "handover": Act(
            _handing_over, doors.may_reclaim,
            lambda id, on, who, seal, work: doors.hand_over(id, on, seal, who, work),
        ),
        "refusal": Act(
            _reason, lambda id, _, work: reclaims.check_open(reclaim_of(work, id)),
            lambda id, why, who, _, work: reclaims_doors.refuse(id, why, who, work),
        ),
    },
    "applications": {
        "adoption": Act(
            _handing_over, doors.may_adopt,
            lambda id, on, who, seal, work: doors.adopt(id, on, seal, who, work),
        ),
        "approval": Act(
            lambda form: None, _may_approve,
            lambda id, _, who, seal, work: applications_doors.approve(id, who, work),
        ),
        "refusal": Act(
            _reason, lambda id, _, work: applications.check_open(application_of(work, id)),
            lambda id, why, who, _, work: applications_doors.refuse(id, why, who, work),
        ),
    },
}  # fmt: skip


@screens.get("/reclaims/{reclaim_id}")
async def reclaim_page(request: Request, reclaim_id: str, who: Staff, seal: Seal) -> Response:
    return await _open(request, who, seal, "reclaims", reclaim_id)


@screens.get("/applications/{application_id}")
async def application_page(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _open(request, who, seal, "applications", application_id)


@screens.post("/reclaims/{reclaim_id}/handover")
async def hand_over(request: Request, reclaim_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, "reclaims", reclaim_id, "handover")


@screens.post("/reclaims/{reclaim_id}/refusal")
async def refuse_reclaim(request: Request, reclaim_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, "reclaims", reclaim_id, "refusal")


@screens.post("/applications/{application_id}/adoption")
async def adopt(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, "applications", application_id, "adoption")


@screens.post("/applications/{application_id}/approval")
async def approve(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, "applications", application_id, "approval")


@screens.post("/applications/{application_id}/refusal")
async def refuse_application(request: Request, application_id: str, who: Staff, seal: Seal) -> Response:
    return await _decide(request, who, seal, "applications", application_id, "refusal")


async def _open(request: Request, who: Who, seal: Sealer, kind: str, id: str) -> Response:
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    return await run_in_threadpool(_show, request, seal, kind, id)


async def _decide(request: Request, who: Who, seal: Sealer, kind: str, id: str, name: str) -> Response:
    """First a second look; with `sure` it counts. Sent twice, it is done once."""
    if who is PUBLIC:
        return RedirectResponse(TO_LOGIN, 303)
    form, act = await request.form(), ACTS[kind][name]
    if "change" in form:
        return await run_in_threadpool(_show, request, seal, kind, id, form)
    try:
        body = act.read(form)
        if "sure" not in form:
            return await run_in_threadpool(_look_again, request, seal, kind, id, name, body, form)
        done = await form_once(request, who, form, lambda work: act.do(id, body, who, seal, work))
    except (ValidationError, Problem) as error:
        return await run_in_threadpool(_show, request, seal, kind, id, form, error)
    if "handover_id" in done:
        return RedirectResponse(f"{HERE}/handovers/{done['handover_id']}?done=handover", 303)
    return RedirectResponse(f"{HERE}?done={kind}-{name}&of={done['dog_id']}", 303)


def _show(
    request: Request, seal: Sealer, kind: str, id: str, form: FormData = NOTHING,
    error: ValidationError | Problem | None = None,
) -> HTMLResponse:  # fmt: skip
    status = 200 if error is None else error.status if isinstance(error, Problem) else 422
    with request.app.state.service.store.read() as work:
        seen = _all_of_it(request, work, seal, kind, id)
        return pages.show(
            request, "request.html", status, refused=_said(error), given=form, key=form.get("key") or uuid7(),
            purposes=purposes(language_of(request)), **seen,
        )  # fmt: skip


def _look_again(
    request: Request, seal: Sealer, kind: str, id: str, name: str, body: Any, form: FormData
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        ACTS[kind][name].check(id, body, work)
        seen = _all_of_it(request, work, seal, kind, id)
        return pages.show(request, "sure.html", act=name, body=body, form=form.multi_items(), **seen)


def _all_of_it(request: Request, work: Work, seal: Sealer, kind: str, id: str) -> dict[str, Any]:
    """The request, its dog, and everybody else who has asked for that dog."""
    row: Reclaim | Application = reclaim_of(work, id) if kind == "reclaims" else application_of(work, id)
    dog = dog_of(work, row.dog_id)
    claims, wanted = store.open_claims(work, dog.dog_id, id), store.open_applications(work, dog.dog_id, id)
    english = language_of(request) == "en"
    return {
        "kind": kind, "id": id, "row": row, "dog": dog, "one": entry(work, id, row, seal),
        "gone_with": store.standing(work, dog),
        "claims": [entry(work, one.reclaim_id, one, seal) for one in claims],
        "wanted": [entry(work, one.application_id, one, seal) for one in wanted],
        "proofs": {code: words[english] for code, words in rules.PROOFS.items()},
        "asked_for": rules.OF_OWNER if kind == "reclaims" else rules.OF_FAMILY,
        "wrote": bool(row.proof or row.licence_no) if isinstance(row, Reclaim) else bool(row.note),
    }  # fmt: skip


def _said(error: ValidationError | Problem | None) -> str:
    if error is None:
        return ""
    if isinstance(error, Problem):
        return error.detail
    first = error.errors()[0]
    if first["type"] == "value_error":
        return of_error(dict(first))
    return SAYS.get(str(first["loc"][-1]), Said("请检查表单。", "Please check the form."))
