"""The staff page of dead letters: what failed, grouped by error, and two buttons that ask for a reason."""

import contextlib
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from shared import clock
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import Doors, who_asks
from shared.events import BY_TYPE
from shared.pages import HERE, Pages, moment
from shared.problems import Unreasonable
from shared.rail.dead_doors import (
    ENTRY,
    SEE_RESTRICTED,
    Act,
    Decided,
    Decision,
    Intervention,
    dead_letters,
    decide,
    interventions_of,
)
from shared.rail.letters import ADVICE, STAYS
from shared.said import Said

A_PAGE = 20  # letters of the open group
MOST_GROUPS = 100
LATELY = 10


async def reader(request: Request) -> Who:
    """A page sends people without a session to log in; a door would refuse them."""
    try:
        who = who_asks(request)
    except NotLoggedIn:
        who = PUBLIC
    if who is not PUBLIC and not who.may(("auditor",)):
        raise NotAllowed("死信页供管理员和督察查看。", "Dead letters are for administrators and auditors.")
    return who


Reader = Annotated[Who, Depends(reader)]
Key = Annotated[str, Query(max_length=64)]


def screens(name: str) -> APIRouter:
    """The page of the service of that name."""
    router = Doors(prefix=f"/{name}/dead", include_in_schema=False)
    pages = Pages(name, HERE)
    pages.environment.filters |= {"when": when, "event_name": event_name}
    here = f"/{name}/dead"
    to_login = f"/intake/login?next={here}"

    async def show(
        request: Request, who: Who, error: str = "", after: str = "", status: int = 200, **said: Any
    ) -> HTMLResponse:
        dead, all_of_it = dead_letters(request), who.may(SEE_RESTRICTED)
        groups = await dead.groups(all_of_it)
        letters, next = await dead.some(A_PAGE, after, error, all_of_it) if error else ([], None)
        return pages.show(
            request, "dead.html", status, here=here, name=name, groups=groups[:MOST_GROUPS],
            more_groups=max(0, len(groups) - MOST_GROUPS),
            error=error, after=after, letters=[letter.shown() for letter in letters], next=next,
            may_decide=who.may(()), lately=_lately(request),
            **{"decided": None, "done": 0, "act": "", "refused": "", "why": ""} | said,
        )  # fmt: skip

    @router.get("")
    async def dead_page(
        request: Request, who: Reader, error: Key = "", done: Annotated[int, Query(ge=0)] = 0,
        after: Annotated[str, Query(pattern=f"{ENTRY}|^$")] = "", act: Key = "",
    ) -> Response:  # fmt: skip
        if who is PUBLIC:
            return RedirectResponse(to_login, 303)
        return await show(request, who, error, after, done=done, act=act)

    @router.post("")
    async def decide_on_page(request: Request, who: Reader) -> Response:
        """What succeeds wholly comes back to the list; what does not says which letter stays, and why."""
        if who is PUBLIC:
            return RedirectResponse(to_login, 303)
        if not who.may(()):
            raise NotAllowed(
                "只有管理员可以处理死信。", "Only an administrator may decide about dead letters."
            )
        form = {field: str(value) for field, value in (await request.form()).items()}
        opened = form.get("opened", "")
        try:
            asked, act = _asked(form)
        except ValidationError:
            refused = Said("请写明原因，至少三个字。", "Say why, in three characters or more.")
            return await show(request, who, opened, status=422, refused=refused, why=form.get("why", ""))
        decided = await decide(dead_letters(request), act, asked, who)
        if any(result.outcome in STAYS for result in decided.results):
            return await show(request, who, opened, status=409, decided=summed(decided), act=act)
        return RedirectResponse(f"{here}?act={act}&done={len(decided.results)}", 303)

    return router


def _asked(form: dict[str, str]) -> tuple[Decision, Act]:
    """Raises `ValidationError` for a reason that is none, `Unreasonable` for a form that is not ours."""
    act = next((act for act in get_args(Act) if act == form.get("act")), None)
    if act is None:
        raise Unreasonable("请使用页面上的按钮。", "Use the buttons of the page.")
    chosen = {"entries": [form["entry"]]} if "entry" in form else {"error": form.get("error", "")}
    return Decision.model_validate(chosen | {"why": form.get("why", "")}), act


def summed(decided: Decided) -> dict[str, Any]:
    """How many are done, and of those that stay each error once."""
    stay = [result for result in decided.results if result.outcome in STAYS]
    return {
        "done": len(decided.results) - len(stay),
        "stay": len(stay),
        "errors": list(dict.fromkeys(ADVICE.get(one.outcome, one.error) for one in stay))[:LATELY],
    }


def _lately(request: Request) -> list[Intervention]:
    with request.app.state.service.store.read() as work:
        return interventions_of(work, "", LATELY)


def when(at: str) -> str:
    """A time as people read it; what is none, as it was written."""
    with contextlib.suppress(ValueError):
        return moment(clock.parse(at))
    return at


def event_name(type: str) -> str:
    """DogIntaken for cn.qingcheng.dog.intaken.v1; a type that is not ours keeps its own name."""
    return BY_TYPE[type].__name__ if type in BY_TYPE else type
