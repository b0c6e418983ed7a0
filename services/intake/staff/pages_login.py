"""The pages by which people come in and go out. A plain form."""

import contextlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.intake.staff import sessions
from services.intake.staff.rules import Login, TooManyTries
from shared import auth, menu
from shared.doors import EVERYONE, Doors
from shared.pages import Pages, who_looks
from shared.problems import Problem
from shared.service import Service
from shared.store import StoreUnavailable, Work

pages = Pages("intake", Path(__file__).parent)
doors = Doors(prefix="/intake", include_in_schema=False)
forms = APIRouter(prefix="/intake", include_in_schema=False, max_body_size=100_000)


@doors.query("/login", EVERYONE, response_model=None)
def login_page(request: Request, work: Work, next: str = "") -> Response:
    return pages.show(request, "login.html", next=_ours(next), wrong=None, locked="", username="")


@forms.post("/login")
async def log_in(
    request: Request,
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",
) -> Response:
    service: Service = request.app.state.service
    try:
        staff = await sessions.who_is(Login(username=username, password=password), request)
    except (Problem, ValidationError) as error:
        locked = error.detail if isinstance(error, TooManyTries) else ""
        status = 429 if locked else 401
        return pages.show(
            request, "login.html", status, next=_ours(next), wrong=True, locked=locked, username=username
        )
    response = RedirectResponse(_ours(next) or menu.beginning(staff.roles), 303)
    sessions.give_cookie(response, sessions.sign(service, staff), service)
    return response


@forms.post("/logout")
async def log_out(request: Request) -> Response:
    """Also for whoever has a copy of the cookie; a store that cannot write keeps nobody in on this page."""
    with contextlib.suppress(StoreUnavailable):
        await sessions.end_session(request.app.state.service, who_looks(request))
    response = RedirectResponse("/", 303)
    response.delete_cookie(auth.COOKIE)
    return response


def _ours(path: str) -> str:
    """Only back to a page of our own, never to another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""
