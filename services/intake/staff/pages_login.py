"""The pages by which people come in and go out. A plain form."""

import contextlib
from pathlib import Path
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.intake.staff import sessions
from services.intake.staff.rules import Login, TooManyTries
from shared import auth, menu
from shared.doors import EVERYONE
from shared.pages import Pages, who_looks
from shared.problems import Problem
from shared.screens import Screens, Shown, said
from shared.service import Service
from shared.store import StoreUnavailable
from shared.street import is_page_of_ours

screens = Screens(Pages("intake", Path(__file__).parent), "/intake", max_body_size=100_000)


@screens.page("/login", EVERYONE, shows="login.html")
def login_page(next: str = "") -> Shown:
    return {"next": _ours(next), "wrong": None, "locked": "", "username": ""}


@screens.form("/login", login_page, EVERYONE)
async def log_in(
    request: Request,
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",
) -> Response | Shown:
    service: Service = request.app.state.service
    try:
        staff = await sessions.who_is(Login(username=username, password=password), request)
    except (Problem, ValidationError) as error:
        locked = said(error) if isinstance(error, TooManyTries) else ""
        return {"wrong": True, "locked": locked, "username": username, "status": 429 if locked else 401}
    response = RedirectResponse(_ours(next) or menu.beginning(staff.roles), 303)
    sessions.give_cookie(response, sessions.sign(service, staff), service)
    return response


@screens.post("/logout")
async def log_out(request: Request) -> Response:
    """Also for whoever has a copy of the cookie; a store that cannot write keeps nobody in on this page."""
    with contextlib.suppress(StoreUnavailable):
        await sessions.end_session(request.app.state.service, who_looks(request))
    response = RedirectResponse("/", 303)
    response.delete_cookie(auth.COOKIE)
    return response


def _ours(path: str) -> str:
    """Only back to a page of our own, never to another site."""
    return path if is_page_of_ours(path) else ""
