"""Pages of webhooks: who is called, what became of each call, and all that can be done. No script needed."""

import asyncio
import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from services.notify.attempts import routes as attempts
from services.notify.attempts.store import states_of
from services.notify.attempts.testing import send_test
from services.notify.attempts.words import in_words
from services.notify.roles import MAY_SUBSCRIBE, READERS
from services.notify.subscriptions import routes, rules, store
from services.notify.subscriptions.states import SUBSCRIPTION, state_of
from shared import clock
from shared.auth import Who
from shared.codes import DIVISIONS
from shared.events import BY_TYPE
from shared.filled import Filled, form_once, typed
from shared.forms import first_wrong
from shared.names import EVENTS, by_publisher
from shared.pages import Pages
from shared.problems import NotFound
from shared.said import Said
from shared.screens import Screens, Shown
from shared.sealed import sealer
from shared.store import Work
from shared.views import may_read

HERE = "/notify/webhooks"
A_PAGE = 30
FIELDS = {
    "address": "网址", "types": "事件", "dog_id": "只看一只犬", "area": "地区", "audience": "给谁看",
    "order": "顺序", "since": "从何时起", "overlap_hours": "旧密钥还用多久",
}  # fmt: skip
WISH = ("audience", "order", "area", "dog_id")
ASKED_TWICE = ("cancellation", "rotation")
LATEST = 2**62  # ids of attempts lie below
pages = Pages(
    "notify", Path(__file__).parent, subscription_states=SUBSCRIPTION, event_names=EVENTS, in_words=in_words
)
screens = Screens(
    pages, "/notify", partial(first_wrong, names=FIELDS),
    otherwise=Said("接口推送需要民警、领养或审计账号，请换账号登录。",
                   "Webhooks are for officers, adoption and auditors: log in as one of them."),
)  # fmt: skip


# ---- all of them ----------------------------------------------------------------------------------------


@screens.page("/webhooks", *READERS, shows="webhooks.html")
def webhooks_page(work: Work) -> Shown:
    rows = [row for row in store.subscriptions(work) if row.channel == "webhook"]
    return {
        "rows": [(row, state_of(row), rules.maker_of(row)) for row in reversed(rows)],
        "kinds": rules.kinds_of,
    } | _choices()  # fmt: skip


@screens.form("/webhooks", webhooks_page, *MAY_SUBSCRIBE)
async def make_webhook(request: Request, filled: Filled, who: Who) -> Response:
    """Its address is looked up before the store's writer is asked."""
    shape = routes.NewSubscription
    wish = shape.model_validate(typed(shape, filled.given) | {"channel": "webhook"})
    settings = request.app.state.service.settings
    unreachable = await routes.why_not(wish, settings)
    _, made = await form_once(
        request, who, filled,
        lambda work: routes.subscribe(wish, work, who, settings, sealer(request), unreachable, None),
    )  # fmt: skip
    return _secret(request, made["subscription_id"], made)


def _secret(request: Request, subscription_id: str, made: dict[str, Any]) -> Response:
    """The one time that a secret is shown."""
    return screens.pages.show(
        request, "secret.html", subscription_id=subscription_id, secret=made.get("secret"),
        until=made.get("old_secret_until"),
    )  # fmt: skip


def _choices() -> Shown:
    events = [
        event for event in BY_TYPE.values() if event.publisher != "notify" and event.audience != "restricted"
    ]
    return {
        "types": by_publisher(events),
        "for_all": {event for event in events if may_read(event.type, "public")},
        "areas": [*DIVISIONS], "may_act": lambda who: who.may(MAY_SUBSCRIBE),
    }  # fmt: skip


# ---- one of them ----------------------------------------------------------------------------------------


@screens.page("/webhooks/{subscription_id}", *READERS, shows="webhook.html")
def webhook_page(subscription_id: str, work: Work, filled: Filled, before: int | None = None) -> Shown:
    row, now = store.subscription_of(subscription_id, work), clock.now()
    before = before if before and 0 < before <= LATEST else None  # else the newest
    two_sign = row.old_secret_until and row.old_secret_until > now and not row.cancelled_at
    refused = filled.refused and filled.act == "change"  # then the form is as it was sent
    return {
        "row": row, "state": state_of(row), "why": rules.why_it_rests(row),
        "old_until": row.old_secret_until if two_sign else None, "maker": rules.maker_of(row),
        "tried": attempts.attempts(subscription_id, work, None, before, A_PAGE), "before": before,
        "counts": states_of(subscription_id, work),
        "asks_for": _classes(row.types),
        "wish": {name: filled.given.get(name) if refused else getattr(row, name) for name in WISH},
        "changing": refused,
        "ticked": filled.given.getlist("types") if refused else _classes(row.types),
        "tested": None, "repeated": None, "sure": "",
    } | _choices()  # fmt: skip


def _classes(types: Sequence[str]) -> list[str]:
    """What these wire types are called in code, in the order of the contract."""
    return [event.__name__ for event in BY_TYPE.values() if event.type in types]


@screens.form("/webhooks/{subscription_id}/{act}", webhook_page, *MAY_SUBSCRIBE)
async def press(
    request: Request, filled: Filled, who: Who, subscription_id: str, act: str
) -> str | Response | Shown:
    """What cannot be undone is asked twice."""
    if act == "test":
        return {"tested": await _tested_once(request, who, filled, subscription_id)}
    if act in ASKED_TWICE and filled.given.get("sure") != "yes":
        return {"sure": act, "given": filled.given}
    door = await _door(request, filled.given, who, subscription_id, act)
    _, answer = await form_once(request, who, filled, door)
    if act == "again":
        return {"repeated": answer}
    if act == "rotation":
        return _secret(request, subscription_id, answer)
    return f"{HERE}/{subscription_id}?done=yes"


class _Unsent(Exception):
    """No test was sent under this form's key."""


def _unsent(work: Work) -> Any:
    raise _Unsent


async def _tested_once(request: Request, who: Who, filled: Filled, own: str) -> dict[str, Any]:
    """What became of a test. A second tap sends no other, also while the first is under way."""
    with contextlib.suppress(_Unsent):
        return (await form_once(request, who, filled, _unsent))[1]

    async def sent() -> dict[str, Any]:
        tested = await send_test(request.app.state.service, own)
        return (await form_once(request, who, filled, lambda work: tested))[1]

    state, key = request.app.state, f"{who.name} {own} {filled.key}"
    state.tests = tests = getattr(state, "tests", None) or {}
    if key not in tests:
        tests[key] = asyncio.ensure_future(sent())
        tests[key].add_done_callback(lambda _: tests.pop(key))
    return dict(await asyncio.shield(tests[key]))


async def _door(request: Request, form: FormData, who: Who, own: str, act: str) -> Any:
    """The door for this act, with all that it asks for but its work. Raises `ValidationError`."""
    settings = request.app.state.service.settings
    if act == "pause":
        return lambda work: routes.pause(own, work, who, None)
    if act == "resumption":
        return lambda work: routes.resume(own, work, None)
    if act == "cancellation":
        return lambda work: routes.cancel(own, work, who, None)
    if act == "again":
        wish = attempts.Again.model_validate(typed(attempts.Again, form))
        return lambda work: attempts.again(own, wish, work, None)
    if act == "rotation":
        rotation = routes.Rotation.model_validate(typed(routes.Rotation, form))
        return lambda work: routes.rotate(own, rotation, work, sealer(request), None)
    if act != "change":
        raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")
    emptied = {name: None for name in ("dog_id", "area") if name in form}  # what was not sent stays
    change = routes.Change.model_validate(emptied | typed(routes.Change, form))
    unreachable = await routes.why_not_there(change, settings)
    return lambda work: routes.change(own, change, work, settings, sealer(request), unreachable, None)
