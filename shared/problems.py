"""Errors that say what to do, as problem details (RFC 9457)."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, ClassVar

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from redis.exceptions import RedisClusterException, RedisError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared import reasons
from shared.persons import names_somebody, told
from shared.said import Said
from shared.store import OlderStore, StoreUnavailable

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
LONGEST_NAME = 100  # of a field that is told to be wrong
KEPT = ("retry-after", "www-authenticate", "allow")
Show = Callable[[Request, int, str, str], Response]
Handler = Callable[[Request, Any], Awaitable["Answer"]]


class Problem(Exception):
    """Why it was refused, and what to do. Subclasses are sentences of the domain: `DogNotAdoptable`."""

    status: ClassVar[int] = 409
    title: ClassVar[str] = ""

    def __init__(self, chinese: str, english: str, **more: Any) -> None:
        self.detail, self.more = Said(chinese, english), more
        super().__init__(self.detail)


class NotFound(Problem):
    status = 404
    title = Said("没有找到", "Not found")


class Unreasonable(Problem):
    status = 422
    title = Said("内容有误", "Not acceptable as it stands")


def without_numbers(said: Any) -> Any:
    """An error may name what was asked for; whose number it is, nobody reads there or in a log of it."""
    match said:
        case Said():
            return Said(told(said.zh), told(said.en)) if names_somebody(said) else said
        case str():
            return told(said) if names_somebody(said) else said
        case list() | tuple() | set():
            return [without_numbers(each) for each in said]
        case dict():
            return {name: without_numbers(each) for name, each in said.items()}
    return said


class Answer(JSONResponse):
    """A problem+json response. `title` names the kind, `detail` says what to do now."""

    media_type = MEDIA_TYPE

    def __init__(
        self, status: int, title: str, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        title, detail, more = without_numbers(title), without_numbers(detail), without_numbers(more)
        self.title, self.detail = title, detail
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
        super().__init__(body, status, headers)


def _pointer(location: tuple[Any, ...]) -> str:
    said = "#/" + "/".join(str(part)[:LONGEST_NAME] for part in location[1:])
    return said.encode(errors="replace").decode()  # a name may be any JSON text, a lone surrogate too


def wants_page(request: Request) -> bool:
    """Whether a person looks, with a browser, at something that is not an API."""
    return "text/html" in request.headers.get("accept", "") and "/v1/" not in request.url.path


def install(app: FastAPI, show: Show) -> None:
    """Makes every error of an app a problem+json; for people, the page that `show` makes of it."""

    def on(kind: type[Exception]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            async def answered_so(request: Request, error: Exception) -> Response:
                answered = await handler(request, error)
                if not wants_page(request):
                    return answered
                page = show(request, answered.status_code, answered.title, answered.detail)
                kept = {name: answered.headers[name] for name in KEPT if name in answered.headers}
                page.headers.update(kept)
                return page

            app.add_exception_handler(kind, answered_so)
            return handler

        return register

    @on(Problem)
    async def refused(_: Request, problem: Problem) -> Answer:
        title = problem.title or type(problem).__name__
        kind = {"type": f"/problems/{type(problem).__name__}"}
        return Answer(problem.status, title, problem.detail, **(kind | problem.more))

    @on(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Answer:
        wrong = [
            {"pointer": _pointer(e["loc"]), "detail": e["msg"], "in": e["loc"][0]} for e in error.errors()
        ]
        return Answer(
            422,
            Said("内容有误", "The request does not fit"),
            Said("请按 errors 逐项更正后重发。", "Correct what `errors` lists and send it again."),
            errors=wrong,
        )

    @on(HTTPException)
    async def http(_: Request, error: HTTPException) -> Answer:
        title = HTTPStatus(error.status_code).phrase
        return Answer(error.status_code, title, str(error.detail), dict(error.headers or {}))

    @on(StoreUnavailable)
    async def unavailable(_: Request, error: StoreUnavailable) -> Answer:
        return Answer(
            503,
            Said("暂时无法保存", "Cannot save right now"),
            Said(
                "没有确认保存。请稍后用同一个 Idempotency-Key 重发，不会做两次。",
                "Not known to be kept: send it again with the same Idempotency-Key, and it is done once.",
            ),
            {"Retry-After": "2"},
        )

    @on(OlderStore)
    async def older(request: Request, error: OlderStore) -> Answer:
        service = request.url.path.split("/")[1]
        reason = reasons.OLDER_STORE.about(what=error, service=service)
        return Answer(503, Said("数据库旧于别处，已停止写入", "An older store: nothing is written"),
                      f"{reason.what} {reason.do}", {"Retry-After": "60"})  # fmt: skip

    @on(sa.exc.DataError)
    @on(OverflowError)
    async def unstorable(_: Request, error: Exception) -> Answer:
        log.warning("a value that no column takes: %s", error)
        return Answer(
            422,
            Said("内容有误", "The request does not fit"),
            Said(
                "有数字过大或含有不可见字符。", "A number is too large, or a text has invisible characters."
            ),
        )

    @on(sa.exc.OperationalError)
    @on(sa.exc.TimeoutError)
    async def away(_: Request, error: Exception) -> Answer:
        log.warning("the store does not answer: %s", error)
        return Answer(
            503,
            Said("暂时无法查询", "Cannot look it up right now"),
            Said("请稍后再试。", "Try again."),
            {"Retry-After": "2"},
        )

    @on(RedisError)
    @on(RedisClusterException)
    async def no_streams(_: Request, error: Exception) -> Answer:
        log.warning("Redis does not answer: %s", error)
        return Answer(
            503,
            Said("消息流暂时不可用", "The streams cannot be reached right now"),
            Said("Redis 没有应答，请稍后再试。", "Redis does not answer: try again in a moment."),
            {"Retry-After": "2"},
        )

    @on(Exception)
    async def unexpected(request: Request, error: Exception) -> Answer:
        log.exception("unexpected error at %s", request.url.path, exc_info=error)
        return Answer(
            500,
            Said("程序出错", "Unexpected error"),
            Said("已记录，请稍后再试。", "It is logged; try again later."),
        )
