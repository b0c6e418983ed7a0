"""Pages of exits: who is away, and one dog's transfer, escape, recapture and foster family. Plain forms."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData

from services.intake.due import routes as due
from services.intake.exits import away, fostering, routes, rules, store
from services.intake.holds import rules as hold_rules
from services.intake.holds import store as holds
from services.intake.holds.models import Hold
from services.intake.roles import CREW, DESK
from services.intake.stays import store as stays
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.auth import Who
from shared.codes import DIVISIONS
from shared.filled import Act
from shared.forms import first_wrong
from shared.pages import Pages
from shared.problems import Problem
from shared.screens import Screens, Shown, said
from shared.store import Work

NAMES = {
    "because": "理由", "to": "接收单位", "at": "时间", "found_time": "找回时间", "found_text": "找回地点",
    "division": "区划",
}  # fmt: skip


def _now(name: str) -> Callable[[FormData], dict[str, Any]]:
    """A time that was left empty is now."""
    return lambda form: {} if str(form.get(name, "")).strip() else {name: clock.now()}


ACTS = {
    "ask": Act(routes.ask, CREW),
    "confirm": Act(routes.confirm, routes.CONFIRM),
    "refuse": Act(routes.refuse, routes.REFUSE),
    "escape": Act(routes.escape, DESK, _now("at")),
    "recapture": Act(routes.recapture, DESK, _now("found_time")),
    "foster": Act(routes.foster, routes.FOSTER),
    "back": Act(routes.end_fostering, routes.FOSTER),
}
screens = Screens(Pages("intake", Path(__file__).parent), "/intake/exits", partial(first_wrong, names=NAMES))


@screens.page("/", *routes.LOOK, shows="away.html")
def away_page(work: Work) -> Shown:
    fostered, gone = store.fostered(work), store.at_large(work)
    return {
        "waiting": store.waiting(work), "fostered": fostered, "gone": gone, "confirmers": routes.CONFIRM,
        "since": store.last_steps(work, fostered, "FOSTERED"), "how": store.last_steps(work, gone, "ESCAPED"),
    }  # fmt: skip


@screens.page("/{stay_id}", *routes.LOOK, shows="exit.html")
def exit_page(stay_id: str, work: Work) -> Shown:
    now, laws = clock.now(), holds.laws()
    stay = stays.stay_of(work, stay_id)
    kept, latest = holds.of_stay(work, stay_id), stays.latest_stay(work, stay.dog_id)
    transfers = store.transfers_of(work, stay_id)
    return {
        "stay": stay, "dog": work.get_one(Dog, stay.dog_id), "latest": latest, "transfers": transfers,
        "waits": next((one for one in transfers if not one.decided_at), None),
        "why_not": _why_not(stay, latest, kept, now), "may": _may, "confirmers": routes.CONFIRM,
        "standing": [laws[one.kind] for one in kept if hold_rules.standing(one, laws[one.kind], now)],
        "steps": store.steps_of_exits(work, stay_id), "holds_for": due.LOOK,
        "divisions": [code for code in DIVISIONS if len(code) == 6],
        "report": away.report(holds.of_stay(work, stay_id, all_=True)),
    }  # fmt: skip


def _why_not(stay: Stay, latest: Stay, kept: Sequence[Hold], now: datetime) -> dict[str, str]:
    """What forbids each of them just now, in a sentence; empty where nothing does."""
    laws = holds.laws()
    return {
        "transfer": _refusal(lambda: rules.may_transfer(stay, kept, laws, now)),
        "foster": _refusal(lambda: fostering.may_foster(stay, kept, laws, now)),
        "back": _refusal(lambda: fostering.may_come_back(stay)),
        "escape": _refusal(lambda: away.may_run_away(stay)),
        "recapture": _refusal(lambda: away.may_be_caught(stay, latest)),
    }


def _refusal(check: Callable[[], None]) -> str:
    try:
        check()
    except Problem as problem:
        return said(problem)
    return ""


def _may(who: Who, act: str) -> bool:
    return who.may(ACTS[act].roles)


screens.act(
    "/{stay_id}", exit_page, ACTS, "/intake/exits/{stay_id}?done=yes"
)  # of a dog caught again, its new stay
