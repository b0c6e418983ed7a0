"""The page of one dog's intake sheet: what it says, what is missing, its history. No script needed."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake import store as dogs
from services.intake.corrections import store as corrections
from services.intake.deadlines import jurisdiction
from services.intake.night.clocks import PhoneSaid
from services.intake.photos import store as photos
from services.intake.sheet import forms, routes, rules, shape, store, victims
from services.intake.sheet.shape import Sheet, Writing
from services.intake.sheet.shown import said
from services.intake.sheet.victims import InClear, NewVictim
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import Doors, once, who_asks
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.looks import Reason, purposes
from shared.pages import Pages, language_of
from shared.problems import Problem
from shared.sealed import Seal
from shared.service import Service
from shared.store import Work

pages = Pages("intake", Path(__file__).parent)
screens = Doors(prefix="/intake/dogs", include_in_schema=False)
NOTHING = FormData()
FEWEST_ROWS = 2


async def looker(request: Request) -> Who:
    """A page sends people without a session to log in; a door would refuse them."""
    try:
        who = who_asks(request)
    except NotLoggedIn:
        who = PUBLIC
    if who is not PUBLIC:
        _must(who, routes.LOOKERS)
    return who


Looker = Annotated[Who, Depends(looker)]


def _must(who: Who, roles: tuple[str, ...]) -> None:
    if not who.may(roles):
        raise NotAllowed(
            "登记表供值班民警、饲养员、兽医和审计使用，请换账号登录。",
            "The intake sheet is for officers, keepers, vets and auditors: log in as one who may do this.",
            roles=list(roles),
        )


def _log_in(dog_id: str) -> Response:
    return RedirectResponse(f"/intake/login?next=/intake/dogs/{dog_id}/sheet", 303)


@screens.get("/{dog_id}/sheet")
async def sheet_page(request: Request, dog_id: str, who: Looker, kept: bool = False) -> Response:
    if who is PUBLIC:
        return _log_in(dog_id)
    return await run_in_threadpool(_show, request, dog_id, kept=kept)


@screens.post("/{dog_id}/sheet")
async def write_sheet(request: Request, dog_id: str, who: Looker) -> Response:
    """Adds what the form says. Sent twice, it is written once."""
    if who is PUBLIC:
        return _log_in(dog_id)
    _must(who, routes.WRITERS)
    form = await request.form()

    def write(work: Work) -> Any:
        stay = dogs.latest_stay(work, dogs.dog(work, dog_id).id)
        before = store.sheet_of(store.last_entry(work, stay.id))
        told = forms.body(form, before) | {"because": forms.word(form, "because") or ""}
        return routes.write_sheet(dog_id, Writing.model_validate(told), who, work)

    return await _do(request, dog_id, who, form, write)


@screens.post("/{dog_id}/sheet/victims")
async def keep_victim(request: Request, dog_id: str, who: Looker, seal: Seal) -> Response:
    if who is PUBLIC:
        return _log_in(dog_id)
    _must(who, victims.KEEPERS)
    form = await request.form()

    def keep(work: Work) -> Any:
        told = {part: forms.word(form, part) for part in victims.PARTS}
        told |= {"kind": forms.word(form, "kind") or "VICTIM"}
        return victims.keep_victim(dog_id, NewVictim.model_validate(told), seal, who, work)

    return await _do(request, dog_id, who, form, keep)


@screens.post("/{dog_id}/sheet/victims/{victim}")
async def look_at_victim(request: Request, dog_id: str, victim: str, who: Looker, seal: Seal) -> Response:
    """Shows one victim in clear, once; no cache may keep the page."""
    if who is PUBLIC:
        return _log_in(dog_id)
    _must(who, victims.OPENERS)
    form = await request.form()
    service: Service = request.app.state.service
    try:
        why = Reason.model_validate({part: forms.word(form, part) or "" for part in ("purpose", "note")})
        opened = await service.writer.do(lambda work: victims.look(work, victim, why, who, seal))
    except ValidationError as error:
        return await run_in_threadpool(_show, request, dog_id, 422, refused=first_wrong(error, forms.FIELDS))
    page = await run_in_threadpool(_show, request, dog_id, opened=opened)
    page.headers["Cache-Control"] = "no-store"
    return page


async def _do(
    request: Request, dog_id: str, who: Who, form: FormData, act: Callable[[Work], Any]
) -> Response:  # fmt: skip
    """Back to the page; where it is refused, the page says why and keeps what was typed."""
    service: Service = request.app.state.service
    told = [(name, str(value)) for name, value in form.multi_items() if name != "key"]
    claim = (who.name, str(form.get("key") or uuid7()), _digest(request.url.path, told))
    try:
        await service.writer.do(lambda work: once(work, claim, 201, lambda: act(work)))
    except ValidationError as error:
        return await run_in_threadpool(_show, request, dog_id, 422, form, first_wrong(error, forms.FIELDS))
    except Problem as problem:
        return await run_in_threadpool(_show, request, dog_id, problem.status, form, problem.detail)
    return RedirectResponse(f"/intake/dogs/{dog_id}/sheet?kept=true", 303)


def _digest(path: str, told: list[tuple[str, str]]) -> str:
    return hashlib.sha256(f"{path} {told!r}".encode()).hexdigest()


def _show(
    request: Request, dog_id: str, status: int = 200, form: FormData = NOTHING, refused: str = "",
    kept: bool = False, opened: InClear | None = None,
) -> HTMLResponse:  # fmt: skip
    service: Service = request.app.state.service
    with service.store.read() as work:
        dog, stay = dogs.dog(work, dog_id), dogs.latest_stay(work, dog_id)
        entries = store.entries_of(work, stay.id)
        sheet = store.sheet_of(entries[-1] if entries else None)
        return pages.show(
            request, "sheet.html", status, dog=dog, stay=stay, refused=refused, kept=kept, opened=opened,
            key=uuid7(), state=routes.state(work, dog, stay), entries=list(reversed(entries)), given=form,
            sheet=sheet, said=said(sheet, form), officers=_officers(sheet, form),
            two=rules.officers_needed(stay.custody_basis, sheet, jurisdiction()),
            photos=[p for p in photos.photos_of(work, dog_id) if p.stay_id == stay.id],
            same_chip=store.same_chip(work, dog), shape=shape, sheet_fields=Sheet.model_fields,
            may_write=routes.WRITERS, waits=corrections.waiting(work, dog_id),
            victims=[(one, store.looks_at(work, one.id)) for one in store.victims_of(work, stay.id)],
            phone_said=stay.phone_said and PhoneSaid.model_validate(stay.phone_said),
            may_keep=victims.KEEPERS, may_open=victims.OPENERS, purposes=purposes(language_of(request)),
        )  # fmt: skip


def _officers(sheet: Sheet, form: FormData) -> list[dict[str, str]]:
    """As typed, else as written; with empty rows for two, and one to spare."""
    rows = forms.officers(form) or [officer.model_dump() for officer in sheet.officers or ()]
    empty = {"name": "", "police_no": ""}
    return rows + [empty] * max(FEWEST_ROWS - len(rows), 1)
