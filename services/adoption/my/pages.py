"""The page of a slip: the code, the state in words, and a way to correct or to withdraw. No script needed."""

from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import as_heard
from services.adoption.gallery.pages_forms import says
from services.adoption.law import opening_on
from services.adoption.my import acts, routes
from services.adoption.my.acts import CORRECTABLE, Correction
from services.adoption.people.store import masked
from services.adoption.shown import pages
from services.adoption.slips import asking, rules, store
from services.adoption.slips.rules import Code
from services.adoption.visits.rules import next_open_days
from services.adoption.visits.store import booked_on
from shared import clock
from shared.auth import PUBLIC
from shared.doors import EVERYONE
from shared.filled import Filled, form_once, typed
from shared.problems import NotFound
from shared.screens import Screens, Shown
from shared.sealed import Seal, Sealer
from shared.store import Work

HERE = "/adoption/my"
screens = Screens(pages, HERE, says)


@screens.page("", EVERYONE, shows="my-number.html")
def ask_for_number(request: Request, reference: str = "") -> Shown | Response:
    if plain := rules.read(reference):
        return RedirectResponse(f"{HERE}/{rules.shown(plain)}", 303)
    return {"typed": reference, "unread": bool(reference)}


@screens.page("/{reference}", EVERYONE, shows="my.html")
async def my_page(request: Request, reference: str, seal: Seal, filled: Filled, done: str = "") -> Shown:
    await asking.may_look(request)
    return await run_in_threadpool(_found, request, reference, seal, filled, done)


def _found(request: Request, reference: str, seal: Sealer, filled: Filled, done: str) -> Shown:
    with request.app.state.service.store.read() as work:
        slip = store.by_reference(work, reference)
        row = acts.row_of(work, slip)
        proven = bool(slip.proven_at)
        name, phone = masked(work, row.person, seal) if proven else ("", "")
        correctable = row.status in CORRECTABLE and not slip.ended_at
        now, is_visit = clock.now(), slip.kind == "visits"
        return {
            "filled": filled, "done": done, "asks_sure": False, "slip": slip, "row": row,
            "number": rules.shown(slip.reference),
            "kind": slip.kind, "proven": proven, "name": name, "phone": phone,
            "dog": None if is_visit else as_heard(work, row.dog_id),
            "over": bool(slip.ended_at) or not acts.THINGS[slip.kind].machine.goes_on(row.status),
            "correctable": correctable,
            "asks_code": correctable and (not proven or bool(slip.next_person)),
            "days": _days(work, row) if is_visit else [], "opening": opening_on(city_day(now)),
        }  # fmt: skip


def _days(work: Work, row: Any) -> list[Any]:
    soon = next_open_days(clock.now(), opening_on, most=6)
    return [
        (on, opening_on(on).capacity - booked_on(work, on, row.visit_id)) for on in sorted({*soon, row.day})
    ]


@screens.form("/{reference}/{act}", my_page, EVERYONE)
async def press(request: Request, reference: str, act: str, filled: Filled, seal: Seal) -> str | Shown:
    """The code, another code, a correction, or no more of it."""
    writer = request.app.state.service.writer

    def find(work: Work) -> Any:
        return store.by_reference(work, reference)

    await asking.may_look(request)
    if act == "proof":
        code = Code.model_validate(typed(Code, filled.given))
        tried = await routes.try_code(request, find, code, seal)
        return f"{HERE}/{rules.shown(tried.slip.reference)}?done=proof"
    if act == "code":
        await routes.send_another(request, find)
    elif act == "withdrawal":
        if not filled.given.get("sure"):
            return {"asks_sure": True}
        await writer.do(lambda work: acts.withdraw(work, find(work)) and None)
    elif act == "correction":
        said = Correction.model_validate(typed(Correction, filled.given))
        if said.phone:
            await asking.may_have_code(request, seal.index(said.phone, "phone"))
        await form_once(
            request, PUBLIC, filled, lambda work: acts.correct(work, find(work), said, seal) and {}
        )
    else:
        raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")
    return f"{HERE}/{rules.shown(rules.read(reference) or '')}?done={act}"
