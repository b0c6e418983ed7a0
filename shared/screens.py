"""Pages for people, the twin of `shared.doors`: a page looks, a form does what a door does. No script needed.

A *page* shows what its function finds on a snapshot; who is not logged in does that first and comes back.
A *form* goes through a door's function, once however often it is sent, and on to a page that says so.
What is refused is said on the page that it came from, with all that was typed.
"""

import functools
import hashlib
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, TypeVar, get_args, get_origin
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, params
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic_core import from_json
from starlette.datastructures import FormData

from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.doors import EVERYONE, LARGEST_BODY, Door, KeyReused, once, who_asks
from shared.forms import first_wrong
from shared.ids import uuid7
from shared.moments import on_the_wall
from shared.pages import Pages
from shared.problems import NotFound, Problem
from shared.store import Work

LOGIN = "/intake/login"
Shown = dict[str, Any]  # what a template is given
Page = Callable[..., Any]
Sent = TypeVar("Sent", bound=Callable[..., Awaitable[Any]])


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody filled it in, and why it was not taken, if so. A page that is opened has none."""

    given: FormData = field(default_factory=FormData)
    act: str = ""
    key: str = field(default_factory=uuid7)
    refused: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Act:
    """What a button asks for: a door, and who may go through it from here.

    The door's form is filled from the fields of its names, and from what `read` makes of the others. What
    else it asks for is in the address, or in the field `of`; it may also ask for the whole `FormData`.
    """

    door: Door
    roles: tuple[str, ...]
    read: Callable[[FormData], dict[str, Any]] = lambda form: {}


@dataclass(frozen=True, slots=True)
class Done:
    """What was sent, and what its door answered."""

    request: Request
    filled: Filled
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
        otherwise: str = "", max_body_size: int = LARGEST_BODY,
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
                _dress(enter, looks(*roles, otherwise=self.otherwise), page)
                self.add_api_route(path, enter, methods=["GET"], response_model=None)
            return page

        return open_page

    def act(
        self, path: str, page: Page, acts: Act | Mapping[str, Act], then: Then = "", otherwise: str = "",
        many: bool = False,
    ) -> None:  # fmt: skip
        """A form of `page`: of several acts, the last part of the address or the button says which.

        `then` is where to go on, with what the door answered: `/intake/tags/?code={code}`. `many`: the page's
        key is good for several forms, since whoever goes back to it may tick others.
        """

        def chosen(request: Request, form: FormData) -> Act:
            act = acts if isinstance(acts, Act) else acts.get(_act_of(request, form))
            if act is None:
                raise NotFound("没有这个操作，请回到页面重选。There is no such act: go back to the page.")
            return act

        def may(request: Request, filled: Filled, who: Who) -> None:
            must(who, *chosen(request, filled.given).roles, otherwise=otherwise or self.otherwise)

        async def press(request: Request, filled: Filled, who: Who) -> str | Response:
            act = chosen(request, filled.given)
            given = _for_the_door(act, request, filled.given, who)
            if many:
                filled = replace(filled, key=f"{filled.key}-{_told(request, filled.given)[:16]}")
            said = await form_once(
                request, who, filled, lambda work: act.door(**given, **_ours(act.door, {Work: work}))
            )
            if callable(then):
                return then(Done(request, filled, said))
            told = request.path_params | {"act": filled.act} | said
            here = then or f"{self.screens[page].path}?done=yes"
            return here.format_map({name: quote(str(value), safe="") for name, value in told.items()})

        roles = acts.roles if isinstance(acts, Act) else self.screens[page].roles
        self._open(path, page, roles, otherwise, "POST", press, may)

    def form(
        self, path: str, page: Page, *roles: str, otherwise: str = "", method: str = "POST"
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
        self, path: str, page: Page, roles: tuple[str, ...], otherwise: str, method: str,
        send: Callable[..., Any], may: Callable[[Request, Filled, Who], None] = lambda *_: None,
    ) -> None:  # fmt: skip
        screen = self.screens[page]
        reads_form = Filled in (parameter.annotation for parameter in _parameters(send).values())

        async def enter(request: Request, who__: Who, **given: Any) -> Response:
            if _must_log_in(who__, roles):
                return to_login(screen.address(request))
            form = await request.form() if reads_form else FormData()
            filled = Filled(form, _act_of(request, form), str(form.get("key") or uuid7()))
            may(request, filled, who__)
            more: Shown = {}
            try:
                answer = await send(
                    **_named(send, given), **_ours(send, {Request: request, Filled: filled, Who: who__})
                )
                if isinstance(answer, Response):
                    return answer
                if isinstance(answer, str):
                    return RedirectResponse(answer, 303)
                more = answer
            except (Problem, ValidationError) as error:
                key = uuid7() if isinstance(error, KeyReused) else filled.key
                filled = Filled(form, filled.act, key, **self.refusal(error))
            return await self._show(screen, request, who__, _named(page, given), filled, more)

        _dress(enter, looks(*roles, otherwise=otherwise or self.otherwise), page, send)
        self.add_api_route(path, enter, methods=[method], response_model=None)

    async def _show(
        self, screen: Screen, request: Request, who: Who, given: dict[str, Any], filled: Filled, more: Shown
    ) -> Response:
        ours = {Request: request, Who: who, Filled: filled}

        def show(found: Shown | Response) -> Response:
            if isinstance(found, Response):
                return found
            usual: Shown = {
                "given": filled.given,
                "key": filled.key,
                "refused": filled.refused,
                "status": filled.status,
            }
            page = self.pages.show(request, screen.template, **(usual | found | more))
            if request.method != "GET":
                page.headers["Cache-Control"] = "no-store"  # it says again what somebody has typed
            return page

        def look() -> Response:
            with request.app.state.service.store.read() as work:
                return show(screen.page(**given, **_ours(screen.page, ours | {Work: work})))

        if inspect.iscoroutinefunction(screen.page):
            return show(await screen.page(**given, **_ours(screen.page, ours)))
        return await run_in_threadpool(look)


# ---- who may --------------------------------------------------------------------------------------------


def looks(*roles: str, otherwise: str = "") -> Callable[[Request], Awaitable[Who]]:
    """Who looks: `PUBLIC` without a session, where a door would refuse. Other roles are told `otherwise`."""

    async def look(request: Request) -> Who:
        try:
            who = who_asks(request)
        except NotLoggedIn:
            who = PUBLIC
        if who is not PUBLIC and EVERYONE not in roles:
            must(who, *roles, otherwise=otherwise)
        return who

    return look


def must(who: Who, *roles: str, otherwise: str = "") -> None:
    """Raises `NotAllowed` unless the account has one of these roles."""
    if not who.may(roles):
        raise NotAllowed(
            otherwise
            or f"需要这些角色之一：{'、'.join(roles)}，请换账号登录。"
            f"This is for: {', '.join(roles)}. Log in with such an account."
        )


def _must_log_in(who: Who, roles: tuple[str, ...]) -> bool:
    return who is PUBLIC and EVERYONE not in roles


def to_login(back: str) -> RedirectResponse:
    """To log in, and then to this address."""
    return RedirectResponse(f"{LOGIN}?next={quote(back)}" if back else LOGIN, 303)


# ---- what was sent --------------------------------------------------------------------------------------


def said(problem: Problem) -> str:
    """The words of a refusal: nothing else that serves pages reads them."""
    return problem.detail


async def form_once(request: Request, who: Who, filled: Filled, act: Callable[[Work], Any]) -> dict[str, Any]:
    """Runs the same rule as the door, and gives its answer. A form that is sent twice is done once."""
    claim = (who.name, filled.key, _told(request, filled.given))
    writer = request.app.state.service.writer
    _, answer, _ = await writer.do(lambda work: once(work, claim, 201, lambda: act(work)))
    told = from_json(answer)
    return told if isinstance(told, dict) else {}


def _told(request: Request, form: FormData) -> str:
    sent = sorted(map(str, form.multi_items()))
    return hashlib.sha256(f"{request.url.path} {sent}".encode()).hexdigest()


def typed(shape: type[BaseModel], form: FormData, address: Mapping[str, Any] = {}) -> dict[str, Any]:
    """What was typed into the fields of a door's form: what is empty is left out, the clock is the city's."""
    body: dict[str, Any] = {}
    for name, wanted in shape.model_fields.items():
        texts = [text for one in form.getlist(name) if (text := str(one).strip())]
        kinds = set(_kinds(wanted.annotation))
        if list in kinds and texts:
            body[name] = texts
        elif texts:
            body[name] = on_the_wall(texts[-1]) if kinds & {datetime, AwareDatetime} else texts[-1]
        elif name in address:
            body[name] = address[name]
    return body


def _kinds(annotation: Any) -> Iterator[Any]:
    yield get_origin(annotation) or annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


def _act_of(request: Request, form: FormData) -> str:
    return str(request.path_params.get("act") or form.get("act", ""))


def _for_the_door(act: Act, request: Request, form: FormData, who: Who) -> dict[str, Any]:
    """All that a door asks for but its work. Raises `ValidationError`."""
    given = _ours(act.door, {Request: request, FormData: form, Who: who})
    for name, parameter in _parameters(act.door).items():
        asked = parameter.annotation
        shape = next(
            (k for k in (asked, *get_args(asked)) if inspect.isclass(k) and issubclass(k, BaseModel)), None
        )
        needs = next((k for k in get_args(asked) if isinstance(k, params.Depends)), None)
        if shape:
            given[name] = shape.model_validate(typed(shape, form, request.path_params) | act.read(form))
        elif needs and needs.dependency:
            given[name] = needs.dependency(request)
        elif name in request.path_params:
            given[name] = request.path_params[name]
        elif name not in given and asked is not Work and parameter.default is parameter.empty:
            given[name] = str(form.get("of", ""))
    return given


# ---- what a function asks for ---------------------------------------------------------------------------

OURS = (Request, FormData, Filled, Who, Work)


@functools.cache
def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function, eval_str=True).parameters


def _ours(function: Callable[..., Any], given: dict[type, Any]) -> dict[str, Any]:
    """What the house itself gives, under the names that the function has for it."""
    asked = _parameters(function).items()
    return {
        name: one for name, parameter in asked for kind, one in given.items() if parameter.annotation is kind
    }


def _named(function: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in given.items() if name in _parameters(function)}


def _dress(enter: Any, guard: Callable[[Request], Awaitable[Who]], *functions: Callable[..., Any]) -> None:
    """Has FastAPI read from the address, and from elsewhere, what these functions ask for."""
    theirs = {
        name: parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for function in functions
        for name, parameter in _parameters(function).items()
        if not any(parameter.annotation is kind for kind in OURS)
    }
    for name, kind in {"request": Request, "who__": Annotated[Who, Depends(guard)]}.items():
        theirs[name] = inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
    enter.__signature__ = inspect.Signature(list(theirs.values()))
    enter.__name__, enter.__doc__ = functions[-1].__name__, functions[-1].__doc__
