"""Pages for people, the twin of `shared.doors`: a page looks, a form does what a door does. No script needed.

A *page* shows what its function finds on a snapshot; who is not logged in does that first and comes back.
A *form* goes through a door's function, once however often it is sent, and on to a page that says so.
What is refused is said on the page that it came from, with all that was typed.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from shared.asked import dress, named, ours, parameters
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import EVERYONE, LARGEST_BODY, who_asks
from shared.filled import Act, Filled, form_once
from shared.forms import UNSEEN, first_wrong
from shared.ids import uuid7
from shared.once import KeyReused
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.said import Said
from shared.store import Work
from shared.threshold import LARGEST_OF_ANYBODY, first

LONGEST_KEY = 200
LOGIN = "/intake/login"
Shown = dict[str, Any]  # what a template is given
Page = Callable[..., Any]
OURS = (Request, Who, Work, Filled)
Sent = TypeVar("Sent", bound=Callable[..., Awaitable[Any]])


@dataclass(frozen=True, slots=True)
class Done:
    """What was sent, the key that its answer is kept for, and what its door answered."""

    request: Request
    filled: Filled
    key: str
    said: dict[str, Any]


Then = str | Callable[[Done], str | Response]


@dataclass(frozen=True, slots=True)
class Screen:
    """A page as it was opened."""

    page: Page
    template: str
    roles: tuple[str, ...]
    path: str | None

    def address(self, request: Request) -> str:
        """Where this page is, of the same thing that is asked for."""
        here = (self.path or "").format_map(request.path_params)
        return f"{here}?{request.url.query}" if here == request.url.path and request.url.query else here


class Screens(APIRouter):
    """Pages. `says` puts into words what is wrong with a form; `otherwise`, whom the pages are for."""

    def __init__(
        self, pages: Pages, prefix: str, says: Callable[[ValidationError], str] | None = None,
        otherwise: Said | None = None, max_body_size: int = LARGEST_BODY,
    ) -> None:  # fmt: skip
        super().__init__(prefix=prefix, include_in_schema=False, max_body_size=max_body_size)
        self.pages, self.otherwise = pages, otherwise
        self.says = says or functools.partial(first_wrong, names={})
        self.screens: dict[Page, Screen] = {}

    def page(self, path: str | None, *roles: str, shows: str) -> Callable[[Page], Page]:
        """What the function returns is given to the template that it `shows`; a response is one already.

        It has what it asks for: parts of the address, `work` (unless it awaits), `who`, `request`, `filled`.
        A page without a path is there to say why a form was refused.
        """

        def open_page(page: Page) -> Page:
            screen = Screen(page, shows, roles, None if path is None else self.prefix + path)
            self.screens[page] = screen

            async def enter(request: Request, who__: Who, **given: Any) -> Response:
                if _must_log_in(who__, roles):
                    return to_login(f"{request.url.path}?{request.url.query}".rstrip("?"))
                return await self._show(screen, request, who__, given, Filled(), {})

            if path is not None:
                dress(enter, looks(*roles, otherwise=self.otherwise), (page,), but=OURS)
                self.add_api_route(path, enter, methods=["GET"], response_model=None)
            return page

        return open_page

    def act(
        self, path: str, page: Page, acts: Act | Mapping[str, Act], then: Then = "",
        otherwise: Said | None = None, many: bool = False,
    ) -> None:  # fmt: skip
        """A form of `page`: of several acts, the last part of the address or the button says which.

        `then` is where to go on, with what the door answered: `/intake/tags/?code={code}`. `many`: the page's
        key is good for several forms, since whoever goes back to it may tick others.
        """

        def chosen(request: Request, form: FormData) -> Act:
            act = acts if isinstance(acts, Act) else acts.get(_act_of(request, form))
            if act is None:
                raise NotFound("没有这个操作，请回到页面重选。", "There is no such act: go back to the page.")
            return act

        def may(request: Request, filled: Filled, who: Who) -> None:
            must(who, *chosen(request, filled.given).roles, otherwise=otherwise or self.otherwise)

        async def press(request: Request, filled: Filled, who: Who) -> str | Response:
            act = chosen(request, filled.given)
            ready = act.ready(request, filled.given, who)
            key, answer = await form_once(request, who, filled, ready, many, act.first)
            if callable(then):
                return then(Done(request, filled, key, answer))
            told = request.path_params | {"act": filled.act} | answer
            here = then or f"{self.screens[page].path}?done=yes"
            return here.format_map({name: quote(str(value), safe="") for name, value in told.items()})

        roles = acts.roles if isinstance(acts, Act) else self.screens[page].roles
        self._open(path, page, roles, otherwise, "POST", press, may)

    def form(
        self, path: str, page: Page, *roles: str, otherwise: Said | None = None, method: str = "POST"
    ) -> Callable[[Sent], Sent]:
        """What is more than one call of a door: an async function, with what a page has; `filled` was sent.

        It returns where to go on, a response, or what `page` shows besides; what it raises, `page` says.
        """

        def open_form(send: Sent) -> Sent:
            self._open(path, page, roles, otherwise, method, send)
            return send

        return open_form

    def refusal(self, error: Problem | ValidationError) -> Shown:
        """Why something was refused, as a page says it."""
        if isinstance(error, ValidationError):
            return {"refused": self.says(error), "status": 422}
        return {"refused": said(error), "status": error.status}

    def _open(
        self, path: str, page: Page, roles: tuple[str, ...], otherwise: Said | None, method: str,
        send: Callable[..., Any], may: Callable[[Request, Filled, Who], None] = lambda *_: None,
    ) -> None:  # fmt: skip
        screen = self.screens[page]
        reads_form = Filled in (parameter.annotation for parameter in parameters(send).values())

        async def enter(request: Request, who__: Who, **given: Any) -> Response:
            if _must_log_in(who__, roles):
                return to_login(screen.address(request))
            form = await request.form() if reads_form else FormData()
            filled = Filled(form, _act_of(request, form), _key_of(form))
            may(request, filled, who__)
            more: Shown = {}
            try:
                answer = await send(
                    **named(send, given), **ours(send, {Request: request, Filled: filled, Who: who__})
                )
                if isinstance(answer, Response):
                    return answer
                if isinstance(answer, str):
                    return RedirectResponse(answer, 303)
                more = answer
            except (Problem, ValidationError) as error:
                key = uuid7() if isinstance(error, KeyReused) else filled.key
                filled = Filled(form, filled.act, key, **self.refusal(error))
            return await self._show(screen, request, who__, named(page, given), filled, more)

        guard: Any = looks(*roles, otherwise=otherwise or self.otherwise)
        if EVERYONE not in roles:
            guard.strangers_to = lambda request: to_login(screen.address(request))
        dress(enter, guard, (page, send), but=OURS)
        limit = LARGEST_OF_ANYBODY if EVERYONE in roles else None
        self.add_api_route(path, enter, methods=[method], response_model=None, max_body_size=limit)

    async def _show(
        self, screen: Screen, request: Request, who: Who, given: dict[str, Any], filled: Filled, more: Shown
    ) -> Response:
        given |= ours(screen.page, {Request: request, Who: who, Filled: filled})

        def show(found: Shown | Response) -> Response:
            if isinstance(found, Response):
                return found
            usual: Shown = {
                "given": filled.given,
                "key": filled.key,
                "refused": filled.refused,
                "status": filled.status,
            }
            return self.pages.show(request, screen.template, **(usual | found | more))

        def look() -> Response:
            with request.app.state.service.store.read() as work:
                return show(screen.page(**given, **ours(screen.page, {Work: work})))

        if inspect.iscoroutinefunction(screen.page):
            return show(await screen.page(**given))
        return await run_in_threadpool(look)


# ---- who may --------------------------------------------------------------------------------------------


def looks(*roles: str, otherwise: Said | None = None) -> Callable[[Request], Awaitable[Who]]:
    """Who looks: `PUBLIC` without a session, where a door would refuse. Other roles are told `otherwise`."""

    @first
    async def look(request: Request) -> Who:
        try:
            who = who_asks(request)
        except NotLoggedIn:
            who = PUBLIC
        if who is not PUBLIC:
            must(who, *roles, otherwise=otherwise)
        return who

    return look


def must(who: Who, *roles: str, otherwise: Said | None = None) -> None:
    """Raises `NotAllowed` unless the account has one of these roles."""
    if EVERYONE not in roles and not who.may(roles):
        told = otherwise or Said(
            f"需要这些角色之一：{'、'.join(roles)}，请换账号登录。",
            f"This is for: {', '.join(roles)}. Log in with such an account.",
        )
        raise NotAllowed(*told.halves)


def _must_log_in(who: Who, roles: tuple[str, ...]) -> bool:
    return who is PUBLIC and EVERYONE not in roles


def to_login(back: str) -> RedirectResponse:
    """To log in, and then to this address."""
    return RedirectResponse(f"{LOGIN}?next={quote(back)}" if back else LOGIN, 303)


def said(problem: Problem) -> str:
    """The words of a refusal: nothing else that serves pages reads them."""
    return problem.detail


def _key_of(form: FormData) -> str:
    """As the page gave it; a new one in place of what no page gives."""
    key = str(form.get("key") or "")
    return uuid7() if not key or len(key) > LONGEST_KEY or UNSEEN.search(key) else key


def _act_of(request: Request, form: FormData) -> str:
    return str(request.path_params.get("act") or form.get("act", ""))
