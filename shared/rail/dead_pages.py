"""The staff page of dead letters: what failed, grouped by error, and two buttons that ask for a reason."""

import contextlib
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request

from shared import clock
from shared.auth import Who
from shared.events import BY_TYPE
from shared.filled import Filled
from shared.names import PUBLISHERS
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
from shared.screens import Screens, Shown

A_PAGE = 20  # letters of the open group
MOST_GROUPS = 100
LATELY = 10


Key = Annotated[str, Query(max_length=64)]
SAYS = Said("请写明原因，至少三个字。", "Say why, in three characters or more.")


def screens(name: str) -> APIRouter:
    """The page of the service of that name."""
    pages, here = Pages(name, HERE, services=PUBLISHERS), f"/{name}/dead"
    pages.environment.filters |= {"when": when, "event_name": event_name}
    router = Screens(
        pages, here, says=lambda _: SAYS,
        otherwise=Said("死信页供管理员和督察查看。", "Dead letters are for administrators and auditors."),
    )  # fmt: skip

    @router.page("", "auditor", shows="dead.html")
    async def dead_page(
        request: Request, who: Who, filled: Filled, error: Key = "",
        done: Annotated[int, Query(ge=0)] = 0, after: Annotated[str, Query(pattern=f"{ENTRY}|^$")] = "",
        act: Key = "",
    ) -> Shown:  # fmt: skip
        dead, all_of_it = dead_letters(request), who.may(SEE_RESTRICTED)
        error = str(filled.given.get("opened", error))
        groups = await dead.groups(all_of_it)
        letters, next = await dead.some(A_PAGE, after, error, all_of_it) if error else ([], None)
        return {
            "here": here, "name": name, "groups": groups[:MOST_GROUPS],
            "more_groups": max(0, len(groups) - MOST_GROUPS), "error": error, "after": after,
            "letters": [letter.shown() for letter in letters], "next": next, "may_decide": who.may(()),
            "lately": _lately(request), "decided": None, "done": done, "act": act,
            "why": filled.given.get("why", "") if filled.refused else "",
        }  # fmt: skip

    @router.form(
        "", dead_page, "admin",
        otherwise=Said("只有管理员可以处理死信。", "Only an administrator may decide about dead letters."),
    )  # fmt: skip
    async def decide_on_page(request: Request, filled: Filled, who: Who) -> str | Shown:
        """What succeeds wholly comes back to the list; what does not says which letter stays, and why."""
        asked, act = _asked({field: str(value) for field, value in filled.given.items()})
        decided = await decide(dead_letters(request), act, asked, who)
        if any(result.outcome in STAYS for result in decided.results):
            return {"decided": summed(decided), "act": act, "status": 409}
        return f"{here}?act={act}&done={len(decided.results)}"

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
