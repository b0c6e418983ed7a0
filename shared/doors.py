"""HTTP doors: a plain function of the domain behind a role, a transaction and an idempotency key.

A *command* changes something: it runs in the service's writer, and its 201 is sent after the commit.
A *query* looks: it runs on a snapshot in a thread. Neither opens, commits or awaits anything itself.
"""

import hashlib
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

import anyio
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import to_json

from shared import auth, clock
from shared.auth import PUBLIC, NotAllowed, NotLoggedIn, Who
from shared.problems import MEDIA_TYPE, Problem
from shared.said import Said
from shared.store import Work, insert_new
from shared.tables import idempotency

Door = Callable[..., Any]
Guard = Callable[..., Awaitable[Who]]
EVERYONE = "everyone"
STAFF = auth.HOUSE
ANYBODY_HERE = auth.ROLES
LARGEST_BODY = 1_000_000  # bytes; a door that takes more says so


class Problems(BaseModel):
    """What an error looks like (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class WrongContentType(Problem):
    status = 415
    title = Said("内容类型不对", "Wrong content type")


class KeyReused(Problem):
    status = 422
    title = Said("Idempotency-Key 已用于别的内容", "Idempotency-Key was used for another request")


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


Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="Same key, same answer, done once."),
]
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
        **options: Any,
    ) -> Callable[[Door], Door]:  # fmt: skip
        """A door that writes: `door(body…, work)`, with `who: Who` if it wants to know who asks.

        What goes `first` waits for no other command.
        """

        def open_door(door: Door) -> Door:
            wants_who, parameters = _parameters(door)

            async def enter(request: Request, who__: Who, key__: str | None, **given: Any) -> Response:
                if wants_who:
                    given["who"] = who__
                claim = await _claim(request, who__, key__)
                service = request.app.state.service
                code, body, again = await service.writer.do(
                    lambda work: once(work, claim, status, lambda: door(**given, work=work)), first=first
                )
                headers = {"Idempotent-Replayed": "true"} if again else None
                return Response(body, code, headers, media_type="application/json")

            _dress(enter, door, [*parameters, _guard(allowed), _key()])
            options.setdefault("route_class_override", JsonRoute)
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


# ---- idempotency: same key, same answer, once ----------------------------------------------------------

Claim = tuple[str, str, str] | None


async def _claim(request: Request, who: Who, key: str | None) -> Claim:
    if key is None:
        return None
    body = await request.body()
    told = hashlib.sha256(
        f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body
    ).hexdigest()
    return who.name, key, told


def once(work: Work, claim: Claim, status: int, door: Callable[[], Any]) -> tuple[int, str, bool]:
    """Runs the door unless this caller has had an answer for this key; then gives that one again."""
    if claim is None:
        return status, _text(door()), False
    caller, key, told = claim
    row = {"caller": caller, "key": key, "request": told, "answer": "", "status": status}
    row["made_at"] = clock.text(clock.now())
    this_one = (idempotency.c.caller == caller) & (idempotency.c.key == key)
    claim_it = insert_new(work, idempotency).returning(idempotency.c.key)
    if work.sql(claim_it, row).scalar() is None:
        before = work.sql(sa.select(idempotency).where(this_one)).one()
        if before.request != told:
            raise KeyReused(
                "这个 Idempotency-Key 已用于另一请求；新请求请换新的 key。",
                "This key came with another request before: use a new key for a new request.",
            )
        return before.status, before.answer, True
    answer = door()
    kept = to_json(answer, exclude=set(getattr(answer, "shown_once", ()))).decode()
    work.sql(sa.update(idempotency).where(this_one).values(answer=kept))
    return status, _text(answer), False


class _Unanswered(Exception):
    """This key has had no answer yet."""


async def answer_once(
    request: Request, who: Who, key: str | None, act: Callable[[], Awaitable[Any]], status: int = 200
) -> Response:
    """For a door that has to await: the answer that its key had before, else what `act` answers.

    What `act` does twice must be harmless: after a crash before its answer is kept it is run again.
    """
    claim, writer = await _claim(request, who, key), request.app.state.service.writer
    try:
        _, body, again = await writer.do(lambda work: once(work, claim, status, _unanswered))
    except _Unanswered:
        answer = await act()
        _, body, again = await writer.do(lambda work: once(work, claim, status, lambda: answer))
    headers = {"Idempotent-Replayed": "true"} if again else None
    return Response(body, status, headers, media_type="application/json")


def _unanswered() -> Any:
    raise _Unanswered


def _text(answer: Any) -> str:
    return to_json(answer).decode()
