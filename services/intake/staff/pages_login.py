"""The pages by which people come in and go out, one step after the other. Plain forms.

A right password gives a cookie that opens the next step alone: a code, a password of one's own in the place
of a first one, codes to be set up. After the last it is a session.
"""

import contextlib
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import anyio
from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.intake.staff import codes, passwords, pictures, sessions
from services.intake.staff.models import Staff
from services.intake.staff.rules import Login, NewPassword, TooManyTries
from services.intake.staff.sessions import New
from shared import auth, menu
from shared.auth import PUBLIC, NotLoggedIn, Who
from shared.doors import EVERYONE
from shared.filled import Filled
from shared.limits import TooManyRequests
from shared.limits import place as place_of
from shared.pages import Pages, who_looks
from shared.problems import Problem
from shared.screens import LOGIN, Screens, Shown, said, to_login
from shared.service import Service
from shared.store import StoreUnavailable
from shared.street import is_page_of_ours

screens = Screens(Pages("intake", Path(__file__).parent), "/intake", max_body_size=100_000)
Next = Annotated[str, Form(alias="next", max_length=2000)]


def half_in(request: Request) -> Who:
    """Who has something to do before they are in; `PUBLIC` if nobody."""
    service: Service = request.app.state.service
    with contextlib.suppress(Problem):
        if (token := request.cookies.get(auth.COOKIE)) and (who := service.whoever(token)).still:
            return who
    return PUBLIC


def _of_step(request: Request, step: str) -> Who:
    """Raises `NotLoggedIn` for whoever is not at this step."""
    who = half_in(request)
    if who.still != step:
        raise NotLoggedIn("请重新登录。", "Log in again.")
    return who


def _page_of(step: str, request: Request, on: str) -> Shown | Response:
    """What is asked at this step; whoever is not at it logs in."""
    return {"next": ours(on)} if half_in(request).still == step else to_login(ours(on))


def _path(step: str, on: str) -> str:
    return f"{LOGIN}/{step}?next={quote(on)}"


async def _staff(service: Service, who: Who) -> Staff:
    staff = await anyio.to_thread.run_sync(sessions.still_here, service, who)
    if staff is None:
        raise NotLoggedIn("请重新登录。", "Log in again.")
    return staff


async def _new(service: Service, staff: Staff) -> New:
    return await anyio.to_thread.run_sync(sessions.as_it_is, service, staff)


def _give_session(response: Response, service: Service, new: New) -> str:
    """The cookie for the next step, which is returned; a session after the last."""
    still = sessions.what_is_left(service, new)
    sessions.give_cookie(response, sessions.begin(service, new, still), service)
    return still


def _go_on(service: Service, new: New, on: str) -> Response:
    response = RedirectResponse("", 303)
    still = _give_session(response, service, new)
    there = _path(still, on) if still else on or menu.beginning(new.staff.roles)
    response.headers["location"] = quote(there, safe="/?=&%#:+,;@")
    return response


# ---- the password ---------------------------------------------------------------------------------------


@screens.page("/login", EVERYONE, shows="login.html")
def login_page(request: Request, next: str = "") -> Shown | Response:
    who = half_in(request)
    if who is not PUBLIC and request.method == "GET" and "again" not in request.query_params:
        return RedirectResponse(_path(who.still, ours(next)), 303)
    return {"next": ours(next), "wrong": None, "locked": "", "username": ""}


@screens.form("/login", login_page, EVERYONE)
async def log_in(
    request: Request,
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "",
) -> Response | Shown:
    service: Service = request.app.state.service
    try:
        new = await _new(service, await sessions.who_is(Login(username=username, password=password), request))
    except (Problem, ValidationError) as error:
        locked = said(error) if isinstance(error, TooManyTries | TooManyRequests) else ""
        return {"wrong": True, "locked": locked, "username": username, "status": 429 if locked else 401}
    if new.has_codes:
        response = RedirectResponse(_path("code", ours(next)), 303)
        sessions.give_cookie(response, sessions.begin(service, new, "code"), service)
        return response
    await sessions.come_in(service, new.staff, place_of(request))
    return _go_on(service, new, ours(next))


# ---- a code ---------------------------------------------------------------------------------------------


@screens.page("/login/code", EVERYONE, shows="login_code.html")
def code_page(request: Request, next: str = "") -> Shown | Response:
    return _page_of("code", request, next)


@screens.form("/login/code", code_page, EVERYONE)
async def give_code(request: Request, code: Annotated[str, Form(max_length=40)], next: Next = "") -> Response:
    service: Service = request.app.state.service
    staff = await _staff(service, _of_step(request, "code"))
    await codes.check(service, staff.username, code)
    await sessions.come_in(service, staff, place_of(request))
    return _go_on(service, await _new(service, staff), ours(next))


# ---- a password of one's own ----------------------------------------------------------------------------


@screens.page("/login/password", EVERYONE, shows="login_password.html")
def password_page(request: Request, next: str = "") -> Shown | Response:
    return _page_of("password", request, next)


@screens.form("/login/password", password_page, EVERYONE)
async def change_first(
    request: Request,
    old: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=200)],
    next: Next = "",
) -> Response:
    service, who = request.app.state.service, _of_step(request, "password")
    new = NewPassword(password=password, old=old)
    staff = await passwords.change(service, who.name, new, who)
    return _go_on(service, await _new(service, staff), ours(next))


# ---- codes to be set up ---------------------------------------------------------------------------------


@screens.page("/login/set-up", EVERYONE, shows="login_codes.html")
def set_up_page(request: Request, filled: Filled, next: str = "") -> Shown | Response:
    who = half_in(request)
    if who.still != "set-up":
        return to_login(ours(next))
    shown = codes.again(request.app.state.service, who.name, str(filled.given.get("sealed", "")))
    return {"next": ours(next), "shown": shown, "picture": pictures.qr(shown.address), "recovery": []}


@screens.form("/login/set-up", set_up_page, EVERYONE)
async def set_up_first(request: Request, filled: Filled) -> Response:
    service, who, given = request.app.state.service, _of_step(request, "set-up"), filled.given
    staff = await _staff(service, who)
    shown = codes.again(service, who.name, str(given.get("sealed", "")))
    recovery = await codes.set_up(service, who.name, shown, str(given.get("code", "")))
    on = ours(str(given.get("next", ""))) or menu.beginning(staff.roles)
    page = screens.pages.show(request, "login_codes.html", recovery=recovery, next=on, shown=None, picture="",
                              refused="", key="", given={})  # fmt: skip
    _give_session(page, service, await _new(service, staff))
    return page


# ---- out ------------------------------------------------------------------------------------------------


@screens.post("/logout")
async def log_out(request: Request) -> Response:
    """Also for whoever has a copy of the cookie; a store that cannot write keeps nobody in on this page."""
    with contextlib.suppress(StoreUnavailable):
        await sessions.end_session(request.app.state.service, who_looks(request))
    response = RedirectResponse("/", 303)
    response.delete_cookie(auth.COOKIE)
    return response


def ours(path: str) -> str:
    """Only back to a page of our own, never to another site."""
    return path if is_page_of_ours(path) else ""
