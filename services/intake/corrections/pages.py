"""Pages of corrections: what waits for a second person, and one dog's record with all that was corrected."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.datastructures import FormData

from services.intake.corrections import record as written
from services.intake.corrections import routes, rules, store
from services.intake.corrections.rules import NewCorrection
from services.intake.corrections.states import CORRECTION
from services.intake.roles import CREW, READERS
from services.intake.search import rules as words
from services.intake.search import store as search
from services.intake.search.words import BASES
from services.intake.sheet.forms import moment, on_the_wall
from services.intake.sheet.shown import in_words
from services.intake.stays import store as stays
from shared import clock
from shared.auth import Who
from shared.codes import BREEDS, COLOURS, DIVISIONS
from shared.filled import Act, Filled
from shared.forms import first_wrong
from shared.pages import Pages
from shared.screens import Done, Screens, Shown
from shared.store import Work

MAY_BE_EMPTY = ("found_text", "notes")
NAMES = {
    "name": "名字", "sex": "性别", "breed": "品种", "colour": "毛色", "age_months": "月龄", "size": "体型",
    "chip": "芯片", "custody_basis": "收容依据", "found_time": "发现时间", "arrived_at": "到所时间",
    "found_text": "发现地点", "division": "区划", "notes": "备注", "reason": "更正依据", "note": "说明",
    "because": "原因",
}  # fmt: skip
screens = Screens(
    Pages("intake", Path(__file__).parent, correction_states=CORRECTION),
    "/intake/corrections",
    partial(first_wrong, names=NAMES),
)


@screens.page("/", *READERS, shows="corrections.html")
def waiting_page(work: Work, q: str = "") -> Shown:
    today = clock.now().astimezone(clock.CITY).date()
    return {
        "in_words": in_words, "waiting": store.listed(work, "ASKED", 100), "q": q,
        "decided": store.listed(work, "CONFIRMED", 20),
        "found": search.find(work, words.query(q, today), "", 10) if q.strip() else [],
    }  # fmt: skip


@screens.page("/{dog_id}", *READERS, shows="record.html")
def history_page(dog_id: str, work: Work, filled: Filled, stay: str | None = None) -> Shown:
    """Of the stay that `stay` names, else of the one with which the dog first came."""
    dog, of, record = (
        stays.dog(work, dog_id),
        store.stay_of(work, dog_id, stay),
        routes.record_now(work, dog_id, stay),
    )
    shown = {name: _shown(name, record) for name in (*written.OF_DOG, *written.OF_STAY)}
    return {
        "dog": dog, "stay": of, "record": record, "crew": CREW, "confirmers": routes.CONFIRM,
        "value": shown | dict(filled.given) if filled.act == "ask" else shown,
        "stays": stays.stays_of(work, dog_id), "bases": BASES, "in_words": in_words,
        "query": f"?stay={of.id}" if stay else "",
        "hash": written.hash_of(record), "corrections": store.corrections_of(work, dog_id),
        "waits": store.waiting(work, dog_id), "reasons": rules.REASONS,
        "breeds": _with(BREEDS, record["breed"]), "colours": _with(COLOURS, record["colour"]),
        "divisions": _with(DIVISIONS, record["division"]),
    }  # fmt: skip


def _ask(dog_id: str, form: FormData, request: Request, who: Who, work: Work) -> Any:
    of = request.query_params.get("stay")
    body = _body(form, routes.record_now(work, dog_id, of)) | {"stay_id": of}
    return routes.ask(dog_id, NewCorrection.model_validate(body), who, work)


ACTS = {
    "ask": Act(_ask, CREW),
    "confirm": Act(routes.confirm, routes.CONFIRM),
    "refuse": Act(routes.refuse, CREW),
}


def _then(done: Done) -> str:
    stay = done.request.query_params.get("stay")
    return f"{done.request.url.path}?{f'stay={quote(stay)}&' if stay else ''}done=yes"


screens.act("/{dog_id}", history_page, ACTS, _then)


def _body(form: FormData, record: dict[str, Any]) -> dict[str, Any]:
    """The whole form is sent; what is as it was, but for the spaces around it, is no correction."""
    changes: dict[str, Any] = {}
    for name in (*written.OF_DOG, *written.OF_STAY):
        value: Any = _bare(form.get(name))
        if name not in form or value == _shown(name, record):
            continue
        if name in written.MOMENTS:
            value = moment(form, name) or ""
        if value or name in MAY_BE_EMPTY:
            changes[name] = value
        elif name in rules.MAY_BE_UNKNOWN:
            changes[name] = None
    note = str(form.get("note", "")).strip()
    return {"changes": changes, "reason": form.get("reason"), "note": note}


def _shown(name: str, record: dict[str, Any]) -> str:
    """As the form has it: moments as the clock on the wall."""
    value = record[name]
    return on_the_wall(clock.parse(value)) if value and name in written.MOMENTS else _bare(value)


def _bare(value: Any) -> str:
    return "" if value is None else str(value).strip().replace("\r\n", "\n")


def _with(codes: Any, kept: str) -> list[str]:
    """Every code, and what stands there now if it is words."""
    return list(codes) if not kept or kept in codes else [kept, *codes]
