"""HTTP doors: a plain function of the domain behind a role, a transaction and an idempotency key.

A *command* changes something: it runs in the service's writer, and its 201 is sent after the commit.
A *query* looks: it runs on a snapshot in a thread. Neither opens, commits or awaits anything itself.
"""

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import to_json

from shared import auth
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.once import Key, claim_of_body, once
from shared.problems import MEDIA_TYPE, Problem
from shared.said import Said
from shared.store import Work
from shared.threshold import LARGEST_BODY as LARGEST_BODY
from shared.threshold import LARGEST_OF_ANYBODY, first

Door = Callable[..., Any]
Guard = Callable[..., Awaitable[Who]]
EVERYONE = "everyone"
STAFF = auth.HOUSE
ANYBODY_HERE = auth.ROLES


class Problems(BaseModel):
    """What an error looks like (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class WrongContentType(Problem):
    status = 415
    title = Said("内容类型不对", "Wrong content type")


class JsonRoute(APIRoute):
    """A door that takes JSON says so before it reads anything else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def only_json(request: Request) -> Response:
            kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise WrongContentType("请以 application/json 发送。", "Send it as application/json.")
            return await handle(request)

        return only_json


def who_asks(request: Request) -> Who:
    """From the bearer token or the session cookie; `PUBLIC` where there is neither."""
    token = token_of(request)
    who: Who = request.app.state.service.who(token) if token else PUBLIC
    return who


def token_of(request: Request) -> str:
    """What somebody shows; nothing where they show nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else request.cookies.get(auth.COOKIE, "")


def allow(*roles: str) -> Callable[[Request], Awaitable[Who]]:
    """A guard that lets only these roles through; `EVERYONE` lets citizens in without a token."""

    @first
    async def guard(request: Request) -> Who:
        try:
            who = who_asks(request)
        except NotLoggedIn:
            if EVERYONE not in roles or "authorization" in request.headers:
                raise
            who = PUBLIC  # an old session cookie does not close a door that is open to everyone
        if EVERYONE in roles or who.may(roles):
            return who
        if who is PUBLIC:
            raise NotLoggedIn(
                "请先登录，并带上 Authorization: Bearer 令牌。",
                "Log in at POST /intake/v1/session and send its token as Authorization: Bearer.",
            )
        raise NotAllowed(
            f"需要这些角色之一：{'、'.join(roles)}。",
            f"This door is for: {', '.join(roles)}.",
            roles=list(roles),
        )

    return guard


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": Problems.model_json_schema()}}}
    for status, text in {
        400: "Not JSON",
        401: "Not logged in",
        403: "Not allowed",
        404: "Not found",
        409: "Refused as things stand",
        413: "Too large",
        415: "Wrong content type",
        422: "Does not fit",
        503: "Cannot save right now",
    }.items()
}


class Doors(APIRouter):
    """A service's doors. Every one names who may come in."""

    def __init__(self, prefix: str = "", **options: Any) -> None:
        super().__init__(prefix=prefix, responses=ERRORS, max_body_size=LARGEST_BODY, **options)

    def command(
        self, path: str, *allowed: str, status: int = 201, method: str = "POST", first: bool = False,
        guard: Guard | None = None, **options: Any,
    ) -> Callable[[Door], Door]:  # fmt: skip
        """A door that writes: `door(body…, work)`, with `who: Who` if it wants to know who asks.

        What goes `first` waits for no other command. `guard` says who comes in where that is more than a
        matter of roles.
        """

        def open_door(door: Door) -> Door:
            wants_who, parameters = _parameters(door)

            async def enter(request: Request, who__: Who, key__: str | None, **given: Any) -> Response:
                if wants_who:
                    given["who"] = who__
                claim = await claim_of_body(request, who__, key__)
                service = request.app.state.service
                code, body, again = await service.writer.do(
                    lambda work: once(work, claim, status, lambda: door(**given, work=work)), first=first
                )
                headers = {"Idempotent-Replayed": "true"} if again else None
                return Response(body, code, headers, media_type="application/json")

            _dress(enter, door, [*parameters, _guard(allowed, guard), _key()])
            options.setdefault("route_class_override", JsonRoute)
            if EVERYONE in allowed:
                options.setdefault("max_body_size", LARGEST_OF_ANYBODY)
            self.add_api_route(path, enter, methods=[method], status_code=status, **_described(door, options))
            return door

        return open_door

    def query(
        self, path: str, *allowed: str, guard: Guard | None = None, **options: Any
    ) -> Callable[[Door], Door]:
        """A door that looks: `door(…, work)`. What it returns is JSON, unless it is a response already.

        `guard` says who comes in where that is more than a matter of roles.
        """

        def open_door(door: Door) -> Door:
            wants_who, parameters = _parameters(door)
            wants_request = any(parameter.annotation is Request for parameter in parameters)

            async def enter(request: Request, who__: Who, **given: Any) -> Response:
                if wants_who:
                    given["who"] = who__
                if wants_request:
                    given["request"] = request
                found = await anyio.to_thread.run_sync(_look, request, door, given)
                return found if isinstance(found, Response) else _json(found)

            plain = [parameter for parameter in parameters if parameter.annotation is not Request]
            _dress(enter, door, [*plain, _guard(allowed, guard)])
            self.add_api_route(path, enter, methods=["GET"], **_described(door, options))
            return door

        return open_door


def _look(request: Request, door: Door, given: dict[str, Any]) -> Any:
    with request.app.state.service.store.read() as work:
        return door(**given, work=work)


def _parameters(door: Door) -> tuple[bool, list[inspect.Parameter]]:
    all_of_them = inspect.signature(door, eval_str=True).parameters.values()
    wants_who = any(parameter.annotation is Who for parameter in all_of_them)
    rest = [p.replace(kind=p.KEYWORD_ONLY) for p in all_of_them if p.annotation not in (Who, Work)]
    return wants_who, rest


def _guard(allowed: tuple[str, ...], guard: Guard | None = None) -> inspect.Parameter:
    if not allowed:
        raise TypeError("a door must say who may come in")
    kind = Annotated[Who, Depends(guard or allow(*allowed))]
    return inspect.Parameter("who__", inspect.Parameter.KEYWORD_ONLY, annotation=kind)


def _key() -> inspect.Parameter:
    return inspect.Parameter("key__", inspect.Parameter.KEYWORD_ONLY, annotation=Key, default=None)


def _dress(enter: Any, door: Door, parameters: list[inspect.Parameter]) -> None:
    request = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    ordered = sorted([request, *parameters], key=lambda p: p.default is not inspect.Parameter.empty)
    enter.__signature__ = inspect.Signature(ordered)
    enter.__name__, enter.__doc__ = door.__name__, door.__doc__


def _described(door: Door, options: dict[str, Any]) -> dict[str, Any]:
    answer = inspect.signature(door, eval_str=True).return_annotation
    if "response_model" not in options and answer not in (inspect.Signature.empty, None, Any):
        is_response = inspect.isclass(answer) and issubclass(answer, Response)
        options["response_model"] = None if is_response else answer
    return options


def _json(found: Any) -> Response:
    return Response(to_json(found), media_type="application/json")
