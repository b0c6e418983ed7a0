"""The page of tags: look one up, lose it, replace it, revoke it; print labels, cards and batches."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from services.intake.roles import DESK, OFFICER
from services.intake.stays import store as stays
from services.intake.tags import fonts, printing, routes, store
from services.intake.tags.rules import LABELS_ON_A_SHEET
from services.intake.tags.states import TAG
from shared.filled import Act, Filled
from shared.forms import first_wrong
from shared.pages import Pages
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.screens import Screens, Shown
from shared.store import Work

HERE = "/intake/tags/"
FOR_OFFICERS = Said("这一步需要值班民警，请换账号登录。", "This is for officers: log in as one.")
NOBODY: list[str] = []
FIELDS = {
    "sheets": "几张 A4（1–20）", "purpose": "用途", "note": "理由（至少两个字）", "why": "为什么换",
    "tag_code": "预印牌号",
}  # fmt: skip
screens = Screens(
    Pages("intake", Path(__file__).parent, tag_states=TAG), "/intake/tags",
    partial(first_wrong, names=FIELDS),
    otherwise=Said("犬牌页面需要值班民警或饲养员账号，请换账号登录。",
    "Tags are for officers and keepers: log in as one of them."),
)  # fmt: skip


@screens.page("/", *DESK, shows="tags.html")
def tags_page(work: Work, filled: Filled, code: str = "") -> Shown:
    found, unknown = None, Shown()
    try:
        found = _found(work, code) if code else None
    except Problem as problem:
        unknown = {} if filled.refused else screens.refusal(problem)
    return unknown | {
        "found": found, "worn": store.worn_in_care(work, LABELS_ON_A_SHEET),
        "bare": store.bare_in_care(work, LABELS_ON_A_SHEET), "batches": store.batches(work, None, 12),
        "embedded": fonts.face().embedded, "font": fonts.face().file or fonts.NOT_EMBEDDED,
        "a_sheet": LABELS_ON_A_SHEET,
    }  # fmt: skip


ITS_PAGE = HERE + "?code={code}"  # of the tag that the door answers with
screens.act("/batches", tags_page, Act(routes.make_batch, OFFICER), HERE + "#batches", FOR_OFFICERS)
screens.act("/dogs/{dog_id}", tags_page, Act(routes.issue, DESK), ITS_PAGE)
screens.act("/{code}/loss", tags_page, Act(routes.lose, DESK), ITS_PAGE)
screens.act("/{code}/replacement", tags_page, Act(routes.replace, DESK), ITS_PAGE)
screens.act("/{code}/revocation", tags_page, Act(routes.revoke, OFFICER), ITS_PAGE, FOR_OFFICERS)


@screens.form("/{what}.pdf", tags_page, *DESK, method="GET")
async def print_selected(
    request: Request, what: Literal["labels", "cards"],
    stay: Annotated[list[str], Query(max_length=printing.MOST)] = NOBODY, first: printing.First = 1,
) -> Response:  # fmt: skip
    """The labels or the cards of many stays at once; what is refused is said on the page."""
    if not stay:
        raise Unreasonable("请先勾选犬只。", "Tick some dogs first.")
    return await run_in_threadpool(_print, request, what, stay, first)


def _print(request: Request, what: str, stay: list[str], first: int) -> Response:
    with request.app.state.service.store.read() as work:
        printed: Response = (
            printing.print_labels_of(stay, work, first)
            if what == "labels"
            else printing.print_cards_of(stay, work)
        )
    return printed


def _found(work: Work, code: str) -> dict[str, Any]:
    tag = store.tag(work, code)
    return {
        "tag": tag,
        "dog": stays.dog(work, tag.dog_id),
        "stay": stays.latest_stay(work, tag.dog_id),
        "history": store.history(work, tag.code),
        "worn": store.worn_by(work, tag.dog_id),
    }
