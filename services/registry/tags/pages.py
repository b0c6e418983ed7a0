"""The tag page, the most used page of all: who is this dog, is it vaccinated."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from services.registry.city import CITY, Words
from services.registry.dogs.rules import age_on, city_day
from services.registry.tags import rules
from services.registry.tags.answers import ANSWER, HEADERS, WITHDRAWN, as_json, rabies_of, told_of
from services.registry.tags.store import TagRow, behind_tag
from shared import clock, problems
from shared.pages import Pages
from shared.said import Said
from shared.service import Service
from shared.store import Store

pages = Pages("registry", Path(__file__).parents[1])
screens = APIRouter(tags=["public"])
AGAIN = {"Retry-After": "60"}
RABIES: dict[str, tuple[Words, str]] = {
    "VALID": (Words(zh="狂犬免疫有效", en="Rabies vaccination valid"), "valid"),
    "DUE": (Words(zh="狂犬免疫即将到期", en="Rabies vaccination soon due"), "due"),
    "OVERDUE": (Words(zh="狂犬免疫已过期", en="Rabies vaccination overdue"), "overdue"),
    "TOO_YOUNG": (Words(zh="未到狂犬免疫月龄", en="Too young to be vaccinated against rabies"), "calm"),
    "UNKNOWN": (Words(zh="没有狂犬免疫记录", en="No rabies vaccination on record"), "calm"),
}


class Bare(APIRoute):
    """A door in the API's description, but with nothing between it and the request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            answer: Response = await self.endpoint(request, **request.path_params)
            return answer

        return handle


bare = APIRouter(tags=["public"], route_class=Bare)


@screens.get("/t", include_in_schema=False)
@screens.get("/T", include_in_schema=False)
def go_to_tag(code: str = "") -> Response:
    """From the box on the front door, where people type the code from a tag."""
    typed = rules.tag_code(code)
    return RedirectResponse(f"/t/{typed}" if typed else "/t/unknown", 303, HEADERS)


@bare.get("/t/{code}", responses=ANSWER)
@bare.get("/T/{code}", include_in_schema=False)
async def show_tag(request: Request, code: str) -> Response:
    """Who wears this tag: a page for people, JSON with `Accept: application/json`.

    `age_months` is the age when the dog was found. A withdrawn tag names no dog.
    """
    typed = rules.tag_code(code)
    tag = await _look(request.app.state.service.store, typed) if typed else None
    if tag is None and typed and await anyio.to_thread.run_sync(_is_being_rebuilt, request.app.state.service):
        return _not_now(request)
    now = clock.now()
    if _wants_json(request):
        return as_json(tag, now)
    return _as_page(request, tag, now)


async def _look(kept: Store, code: str) -> TagRow | None:
    if kept.on_sqlite:  # finding one row takes less time than handing it to a thread
        return _glance(kept, code)
    return await anyio.to_thread.run_sync(_glance, kept, code)


def _glance(kept: Store, code: str) -> TagRow | None:
    with kept.glance() as connection:
        return behind_tag(code, connection)


def _is_being_rebuilt(service: Service) -> bool:
    with service.store.read() as work:
        return service.rebuild.under_way(work)


def _not_now(request: Request) -> Response:
    """While a replay is under way, a tag that is not there may only be not there yet."""
    title, detail = (
        Said("资料正在重建", "Being rebuilt"),
        Said("请过一分钟再扫。", "Scan it again in a minute."),
    )
    if _wants_json(request):
        return problems.Answer(503, title, detail, HEADERS | AGAIN)
    page = pages.show_problem(request, 503, title, detail)
    page.headers.update(HEADERS | AGAIN)
    return page


def _wants_json(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def _as_page(request: Request, tag: TagRow | None, now: datetime) -> Response:
    if tag is None:
        page = pages.show(request, "no_tag.html", 404, city=CITY)
    elif not tag.active:
        page = pages.show(request, "withdrawn.html", code=tag.code, words=WITHDRAWN, city=CITY)
    else:
        told = told_of(tag, now)
        page = pages.show(
            request, "tag.html", city=CITY, tag=tag, told=told, rabies=RABIES[rabies_of(tag, now)],
            age=age_on(city_day(now), tag.age_months, tag.found_at),
            claimable=rules.can_be_claimed(told, tag.claim_until, now),
            mine=rules.may_be_mine(told, tag.claim_until, now), over=told.code in rules.OVER,
        )  # fmt: skip
    page.headers.update(HEADERS)
    return page
