"""The page on which an admin looks after the machines that read. Plain forms; no script needed."""

from pathlib import Path
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.notify.subscribers import routes
from services.notify.subscribers.routes import ADMIN
from services.notify.subscribers.rules import Revocation
from shared.auth import Who
from shared.events import BY_TYPE
from shared.filled import Act, Filled, form_once
from shared.names import EVENTS, by_publisher
from shared.pages import Pages
from shared.problems import Unreasonable
from shared.said import Said
from shared.screens import Screens, Shown
from shared.store import Work
from shared.views import may_read

HERE = "/notify/subscribers"
SAYS = {
    "name": Said(
        "名称为 2–40 个小写字母、数字或短横线，以字母开头。",
        "A name is 2 to 40 small letters, digits or dashes, and begins with a letter.",
    ),
    "contact": Said("请写明联系单位，至少两个字。", "Say whom to ask, in two characters or more."),
    "why": Said("请写明原因，至少两个字。", "Say why, in two characters or more."),
    "overlap_days": Said("旧密钥可再用 0–90 天。", "The old key may stay good for 0 to 90 days."),
}


def _says(error: ValidationError) -> str:
    return SAYS.get(str(error.errors()[0]["loc"][0]), Said("请检查表单。", "Please check the form."))


screens = Screens(
    Pages("notify", Path(__file__).parent, event_names=EVENTS), HERE, _says, max_body_size=100_000
)


@screens.page("", *ADMIN, shows="subscribers.html")
def subscribers_page(work: Work, done: str = "") -> Shown:
    events = [event for event in BY_TYPE.values() if event.audience != "restricted"]
    return {
        "subscribers": routes.everybody(work), "types": by_publisher(events), "done": done,
        "for_all": {event for event in events if may_read(event.type, "public")},
        "given_key": None, "classes": {type: event.__name__ for type, event in BY_TYPE.items()},
    }  # fmt: skip


@screens.form("", subscribers_page, *ADMIN)
async def add(request: Request, filled: Filled, who: Who) -> Shown:
    """A key is shown on the answer itself, and never again."""
    return await _with_key(request, filled, who, Act(routes.add_subscriber, ADMIN))


@screens.form("/{name}/rotation", subscribers_page, *ADMIN)
async def rotate(request: Request, filled: Filled, who: Who) -> Shown:
    return await _with_key(request, filled, who, Act(routes.rotate, ADMIN))


async def _with_key(request: Request, filled: Filled, who: Who, act: Act) -> Shown:
    _, answer = await form_once(request, who, filled, act.ready(request, filled.given, who))
    return {"given_key": answer, "given": FormData(), "key": Filled().key}


def _revoke(name: str, revocation: Revocation, form: FormData, who: Who, work: Work) -> Any:
    if form.get("sure") != "yes":
        raise Unreasonable("收回不能恢复：请勾选确认。", "It cannot be undone: tick that you are sure.")
    return routes.revoke(name, revocation, who, work)


screens.act(
    "/{name}/revocation", subscribers_page,
    Act(_revoke, ADMIN), HERE + "?done={name}",
)  # fmt: skip
