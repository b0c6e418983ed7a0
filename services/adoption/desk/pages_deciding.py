"""One request at the desk: all that there is to see, a choice, and a second look before it counts."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from services.adoption.applications.models import Application
from services.adoption.applications.store import application_of
from services.adoption.desk.acts import ACTS
from services.adoption.desk.pages import FOR_STAFF, HERE, STAFF, entry
from services.adoption.dogs.store import dog_of
from services.adoption.handovers import rules, store
from services.adoption.my.acts import check_seen
from services.adoption.my.routes import CHECKS
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.routes import accept
from services.adoption.reclaims.store import open_claims, reclaim_of
from services.adoption.shown import pages
from services.adoption.slips.store import slip_of
from shared.auth import Who
from shared.filled import Act, Filled, form_once
from shared.looks import purposes
from shared.pages import language_of
from shared.said import Said, of_error
from shared.screens import Screens, Shown
from shared.sealed import Seal, Sealer
from shared.store import Work

SAYS = {
    "shown_by": Said(
        "请选择由谁出示证明。", "Choose whose proof was seen: their own, or shown by somebody they sent."
    ),
    "becomes": Said("请逐一选择其他认领如何处理。", "Choose what becomes of each of the other claims."),
    "reason": Said("请写明不同意的理由。", "Say why not."),
}


def _says(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "value_error":
        return of_error(dict(first))
    return SAYS.get(str(first["loc"][-1]), Said("请检查表单。", "Please check the form."))


screens = Screens(pages, HERE, _says, FOR_STAFF)


@screens.page("/reclaims/{reclaim_id}", *STAFF, shows="request.html")
def reclaim_page(request: Request, reclaim_id: str, work: Work, seal: Seal, done: str = "") -> Shown:
    return _all_of_it(request, work, seal, "reclaims", reclaim_id) | {"done": done}


@screens.page("/applications/{application_id}", *STAFF, shows="request.html")
def application_page(request: Request, application_id: str, work: Work, seal: Seal, done: str = "") -> Shown:
    return _all_of_it(request, work, seal, "applications", application_id) | {"done": done}


def _deciding(kind: str, name: str, of: str) -> Callable[..., Awaitable[str | Shown | Response]]:
    act = ACTS[kind][name]

    async def decide(request: Request, filled: Filled, who: Who, seal: Seal) -> str | Shown | Response:
        """First a second look; with `sure` it counts. Sent twice, it is done once."""
        form, id = filled.given, request.path_params[of]
        if "change" in form:
            return {}
        body = act.read(form)
        if "sure" not in form:
            return await run_in_threadpool(_look_again, request, seal, kind, id, name, body, filled)

        def do(work: Work) -> Any:
            check_seen(str(form.get("person", "")), _row(work, kind, id).person)
            return act.do(id, body, who, seal, work)

        _, done = await form_once(request, who, filled, do)
        if "handover_id" in done:
            return f"{HERE}/handovers/{done['handover_id']}?done=handover"
        return f"{HERE}?done={kind}-{name}&of={done['dog_id']}"

    return decide


for kind, page, of in (
    ("reclaims", reclaim_page, "reclaim_id"), ("applications", application_page, "application_id")
):  # fmt: skip
    for name in ACTS[kind]:
        screens.form(f"/{kind}/{{{of}}}/{name}", page, *STAFF)(_deciding(kind, name, of))


for kind, page, of in (
    ("reclaims", reclaim_page, "reclaim_id"), ("applications", application_page, "application_id")
):  # fmt: skip
    screens.act(
        f"/{kind}/{{{of}}}/phone-check", page, Act(CHECKS[kind], STAFF), f"{HERE}/{kind}/{{id}}?done=checked"
    )
screens.act(
    "/reclaims/{reclaim_id}/acceptance", reclaim_page, Act(accept, STAFF),
    f"{HERE}/reclaims/{{reclaim_id}}?done=accepted",
)  # fmt: skip


def _look_again(
    request: Request, seal: Sealer, kind: str, id: str, name: str, body: Any, filled: Filled
) -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        check_seen(str(filled.given.get("person", "")), _row(work, kind, id).person)
        ACTS[kind][name].check(id, body, work)
        seen = _all_of_it(request, work, seal, kind, id)
        form = filled.given.multi_items()
        return pages.show(request, "sure.html", act=name, body=body, form=form, **seen)


def _row(work: Work, kind: str, id: str) -> Reclaim | Application:
    return reclaim_of(work, id) if kind == "reclaims" else application_of(work, id)


def _all_of_it(request: Request, work: Work, seal: Sealer, kind: str, id: str) -> dict[str, Any]:
    """The request, its dog, and everybody else who has asked for that dog."""
    row = _row(work, kind, id)
    dog = dog_of(work, row.dog_id)
    claims, wanted = open_claims(work, dog.dog_id, id), store.open_applications(work, dog.dog_id, id)
    english = language_of(request) == "en"
    return {
        "purposes": purposes(language_of(request)),
        "kind": kind, "id": id, "row": row, "dog": dog, "one": entry(work, id, row, seal),
        "gone_with": store.standing(work, dog),
        "claims": [entry(work, one.reclaim_id, one, seal) for one in claims],
        "wanted": [entry(work, one.application_id, one, seal) for one in wanted],
        "proofs": {code: words[english] for code, words in rules.PROOFS.items()},
        "asked_for": rules.OF_OWNER if kind == "reclaims" else rules.OF_FAMILY,
        "slip": slip_of(work, kind, id),
        "wrote": bool(row.proof or row.licence_no) if isinstance(row, Reclaim) else bool(row.note),
    }  # fmt: skip
