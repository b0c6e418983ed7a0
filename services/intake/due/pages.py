"""Pages of holds: what falls due today, and one dog with all that keeps it here. Plain forms."""

from functools import partial
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData

from services.intake.care import routes as care
from services.intake.corrections import following
from services.intake.due import routes as due_routes
from services.intake.due import store as due
from services.intake.holds import asked, routes, rules, store, terms
from services.intake.law.deadlines import jurisdiction
from services.intake.notices import routes as notices_routes
from services.intake.notices import store as notices
from services.intake.roles import CREW
from services.intake.stays import store as stays
from services.intake.stays.models import Dog
from services.intake.stays.rules import AWAY
from services.intake.tags import store as tags
from shared import clock
from shared.auth import Who
from shared.custody import CUSTODY
from shared.filled import Act, Filled
from shared.forms import first_wrong
from shared.moments import day_or_none
from shared.pages import Pages
from shared.screens import Screens, Shown
from shared.store import Work

NAMES = {
    "because": "理由", "note": "说明", "hold": "留置", "until": "截止时间", "to": "去向", "healthy": "结果",
    "days": "延长天数", "document": "决定书文号", "published_at": "发布时间", "place": "发布在哪里",
    "link": "链接", "stays": "犬只",
}  # fmt: skip


def _ticked(form: FormData) -> dict[str, Any]:
    return {"stays": [str(stay) for stay in form.getlist("stay")]}


ACTS = {
    "confirm": Act(routes.confirm, routes.PLACE),
    "refuse": Act(routes.refuse, CREW),
    "end": Act(routes.end, routes.PLACE),
    "ask": Act(routes.ask, CREW),
    "see_to": Act(routes.see_to, routes.SEE_TO),
    "place": Act(routes.place, routes.PLACE),
    "check": Act(care.check, care.CHECK),
    "extend": Act(terms.ask, terms.EXTEND),
    "approve": Act(terms.approve, terms.APPROVE),
    "decline": Act(terms.refuse, terms.APPROVE),
    "notice": Act(notices_routes.publish_all, notices_routes.PUBLISH, _ticked),
    "triage": Act(care.triage, routes.PLACE),
    "pass": Act(care.pass_quarantine, care.VET),
    "fail": Act(care.fail_quarantine, care.VET),
    "treat": Act(care.treat, care.VET),
    "recover": Act(care.recover, care.VET),
}
WRITTEN = (store.BY_LAW, store.TREATED, store.ANEW, rules.FROM_BITE, following.BECAUSE)  # by the house
screens = Screens(
    Pages("intake", Path(__file__).parent, written={said: said for said in WRITTEN}),
    "/intake/due",
    partial(first_wrong, names=NAMES),
)


@screens.page("/", *due_routes.LOOK, shows="due.html")
def due_page(work: Work, filled: Filled, day: str = "") -> Shown:
    today = clock.now().astimezone(clock.CITY).date()
    return {
        "due": due.on(work, day_or_none(day) or today), "today": today, "laws": store.laws(), "may": _may,
        "now": clock.now(), "terms": jurisdiction().extension, "ticked": filled.given.getlist("stay"),
    }  # fmt: skip


@screens.page("/{stay_id}", *due_routes.LOOK, shows="stay.html")
def stay_page(stay_id: str, work: Work) -> Shown:
    now, laws = clock.now(), store.laws()
    stay = stays.stay_of(work, stay_id)
    holds = store.of_stay(work, stay_id, all_=True)
    standing = [hold for hold in holds if rules.standing(hold, laws[hold.kind], now)]
    return {
        "stay": stay, "dog": work.get_one(Dog, stay.dog_id), "tag": tags.tag_of(work, stay.dog_id),
        "laws": laws, "standing": standing, "may": _may, "now": now, "rules": rules,
        "ended": [hold for hold in holds if hold not in standing], "terms": jurisdiction().extension,
        "requests": {one.hold_id: one for one in asked.requests_of(work, holds) if not one.decided_at},
        "extensions": asked.extensions_of(work, holds), "asked": asked.requests_of(work, holds),
        "notices": notices.notices_of(work, stay_id), "steps": stays.steps_of(work, stay_id),
        "placeable": [law for law in laws.values() if law.place],
        "next": () if stay.outcome or stay.status == AWAY else CUSTODY.next(stay.status),
    }  # fmt: skip


def _may(who: Who, act: str) -> bool:
    return who.may(ACTS[act].roles)


screens.act("/", due_page, ACTS)
screens.act("/{stay_id}", stay_page, ACTS)
