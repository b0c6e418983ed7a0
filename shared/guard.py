"""Around every request: what no door is asked with, and what every answer says."""

import re
import unicodedata
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import anyio
from fastapi import Request
from fastapi.responses import Response

from shared import forms, pages, problems, trace
from shared.ordinary import ordinary
from shared.said import Said
from shared.tasks import goes_on

LONGEST_PATH, LONGEST_QUERY = 1000, 64_000  # characters, bytes
LINE_END = "\n"  # /x%0a would be taken for /x
TOO_LONG = (
    Said("地址太长", "Address too long"),
    Said("请缩短地址或查询条件。", "Shorten the address or what you look for."),
)
UNSEEN = (
    Said("地址有误", "The address does not fit"),
    Said("地址中有看不见的字符，请重新输入。", "It has characters that nobody sees: type it again."),
)
FORMS, UTF_8 = ("multipart/form-data", "application/x-www-form-urlencoded"), re.compile('charset="?utf-?8')
OTHER_CODING = (
    Said("内容类型不对", "Wrong content type"),
    Said("请以 UTF-8 发送表单。", "Send the form in UTF-8."),
)
TOO_LARGE = (
    Said("内容太大", "Too large"),
    Said("请缩短内容，或把文件分成几份。", "Send less at once, or split the file."),
)


class Guard:
    """Around every request: the trace it belongs to, safe headers, no foreign form posts, ordinary errors."""

    HEADERS = (
        (b"content-security-policy",
         b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
         b"form-action 'self'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    )  # fmt: skip
    NOT_KEPT = (b"cache-control", b"no-store")  # by anybody on the way, unless the answer says otherwise

    def __init__(self, app: Any, show: problems.Show | None = None) -> None:
        self.app, self.show = app, show

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        trace.current.set(trace.step(headers.get(b"traceparent", "")))
        too_large = False

        async def send_safely(message: Any) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                kept = () if self.NOT_KEPT[0] in said else (self.NOT_KEPT,)
                message["headers"] = [*message["headers"], *self.HEADERS, *kept]
            await send(message)

        async def send_in_words(message: Any) -> None:
            nonlocal too_large
            if message["type"] == "http.response.start" and message["status"] == 413:
                too_large = True  # Starlette answers this one itself, in plain text
                await self._say(Request(scope), 413, *TOO_LARGE)(scope, receive, send_safely)
            if not too_large:
                await send_safely(message)

        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and pages.is_foreign(headers):
            refuse = problems.Answer(
                403,
                Said("跨站请求", "Cross-site request"),
                Said("请在本站页面上操作。", "Send the form from our own page."),
            )
            await refuse(scope, receive, send_safely)
            return
        scope = _composed(scope)
        refused = _unreadable(scope, headers.get(b"content-type", "").lower())
        app = self._say(Request(scope), *refused) if refused else self.app
        try:
            await app(scope, receive, send_in_words)
        except BaseException as error:
            if not goes_on():
                raise  # the server itself is told to end
            if _has_left(error):
                return
            raise ordinary(error)  # noqa: B904 - it has its cause

    def _say(self, request: Request, status: int, title: str, detail: str) -> Response:
        if self.show and problems.wants_page(request):
            return self.show(request, status, title, detail)
        return problems.Answer(status, title, detail)


def _has_left(error: BaseException) -> bool:
    """Whether it only says that whoever listened to a stream is gone."""
    return isinstance(error, BaseExceptionGroup) and error.split(anyio.BrokenResourceError)[1] is None


def _composed(scope: Any) -> Any:
    """What is asked for in NFC, as what is kept is."""
    asked = scope["query_string"].decode("latin-1")
    if "%" not in asked or unicodedata.is_normalized("NFC", unquote_plus(asked)):
        return scope
    pairs = [unicodedata.normalize("NFC", unquote_plus(pair)) for pair in asked.split("&")]
    plain = "&".join("=".join(map(quote_plus, pair.split("=", 1))) for pair in pairs)
    return scope | {"query_string": plain.encode("latin-1")}


def _unreadable(scope: Any, kind: str) -> tuple[int, str, str] | None:
    """Status, title and words for what no door is to be asked with; none if it is in order."""
    if len(scope["path"]) > LONGEST_PATH or len(scope["query_string"]) > LONGEST_QUERY:
        return 414, *TOO_LONG
    if scope["path"].endswith(LINE_END) or forms.UNSEEN.search(
        scope["path"] + unquote_plus(scope["query_string"].decode("latin-1"))
    ):
        return 422, *UNSEEN
    if kind.startswith(FORMS) and "charset" in kind and not UTF_8.search(kind):
        return 415, *OTHER_CODING
    return None
