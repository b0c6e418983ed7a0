"""One's own codes: the page of whoever is in."""

from pathlib import Path

from fastapi import Request

from services.intake.staff import codes, pictures
from services.intake.staff.pages import HERE, says
from shared.auth import Who
from shared.doors import ANYBODY_HERE
from shared.filled import Filled
from shared.pages import Pages
from shared.screens import Screens, Shown
from shared.store import Work

screens = Screens(Pages("intake", Path(__file__).parent), "/intake/staff", says, max_body_size=100_000)


@screens.page("/me/codes", *ANYBODY_HERE, shows="codes.html")
def codes_page(request: Request, who: Who, work: Work, filled: Filled, done: str = "") -> Shown:
    on, shown = codes.are_on(work, who.name), None
    if not on:
        shown = codes.again(request.app.state.service, who.name, str(filled.given.get("sealed", "")))
    return {
        "on": on, "shown": shown, "picture": pictures.qr(shown.address) if shown else "", "recovery": [],
        "left": codes.recovery_left(work, who.name), "done": done,
    }  # fmt: skip


@screens.form("/me/codes", codes_page, *ANYBODY_HERE)
async def set_up(request: Request, who: Who, filled: Filled) -> Shown:
    service, given = request.app.state.service, filled.given
    shown = codes.again(service, who.name, str(given.get("sealed", "")))
    return {"recovery": await codes.set_up(service, who.name, shown, str(given.get("code", "")))}


@screens.form("/me/codes/renewal", codes_page, *ANYBODY_HERE)
async def renew(request: Request, who: Who, filled: Filled) -> Shown:
    return {"recovery": await codes.renew(request.app.state.service, who.name, *_proof(filled))}


@screens.form("/me/codes/removal", codes_page, *ANYBODY_HERE)
async def remove(request: Request, who: Who, filled: Filled) -> str:
    await codes.remove(request.app.state.service, who.name, *_proof(filled))
    return f"{HERE}me/codes?done=off"


def _proof(filled: Filled) -> tuple[str, str]:
    """The password and a code. Nobody's is longer."""
    password, code = (str(filled.given.get(name, "")) for name in ("password", "code"))
    return password[:200], code[:40]
