"""The public front door and the tag page, the most used page of all: who is this dog, is it vaccinated."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute

from services.registry import rules, store
from services.registry.city import CITY, Words
from services.registry.rules import PublicStatus
from services.registry.store import TagRow
from shared import clock, problems
from shared.pages import Pages
from shared.said import Said
from shared.service import Service
from shared.store import Store

pages = Pages("registry", Path(__file__).parent)
public = APIRouter(tags=["public"])
HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache", "Vary": "Accept, Cookie"}
AGAIN = {"Retry-After": "60"}
WITHDRAWN = Words(zh="这张犬牌已停用", en="This tag is no longer in use")
RABIES: dict[str, tuple[Words, str]] = {
    "VALID": (Words(zh="狂犬免疫有效", en="Rabies vaccination valid"), "valid"),
    "DUE": (Words(zh="狂犬免疫即将到期", en="Rabies vaccination soon due"), "due"),
    "OVERDUE": (Words(zh="狂犬免疫已过期", en="Rabies vaccination overdue"), "overdue"),
    "TOO_YOUNG": (Words(zh="未到狂犬免疫月龄", en="Too young to be vaccinated against rabies"), "calm"),
    "UNKNOWN": (Words(zh="没有狂犬免疫记录", en="No rabies vaccination on record"), "calm"),
}
TAG_EXAMPLE: dict[str, Any] = {
    "dog": {"dog_id": "0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01", "name": "豆包", "sex": "male", "breed": "RURAL",
            "colour": "YWW", "age_months": 24, "size": "M", "stay_no": "HH-2026-004217", "chip_tail": "6789"},
    "status": "HOLDING",
    "status_text": {"zh": "招领中，正在找主人", "en": "In care, looking for its owner"},
    "vaccination": {"rabies": {"status": "VALID", "valid_until": "2027-07-02"}},
    "claim_until": "2026-07-20T16:00:00Z",
    "tag": "active",
}  # fmt: skip
TAG_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"example": TAG_EXAMPLE}, "text/html": {}}},
    404: {"description": "No such tag", "content": {problems.MEDIA_TYPE: {}, "text/html": {}}},
}


class Bare(APIRoute):
    """A door in the API's description, but with nothing between it and the request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            answer: Response = await self.endpoint(request, **request.path_params)
            return answer

        return handle


bare = APIRouter(tags=["public"], route_class=Bare)


@public.get("/", include_in_schema=False)
def show_front_door(request: Request) -> Response:
    return pages.show(request, "home.html", city=CITY)


@public.get("/t", include_in_schema=False)
@public.get("/T", include_in_schema=False)
def go_to_tag(code: str = "") -> Response:
    """From the box on the front door, where people type the code from a tag."""
    typed = rules.tag_code(code)
    return RedirectResponse(f"/t/{typed}" if typed else "/t/unknown", 303, HEADERS)


@bare.get("/t/{code}", responses=TAG_ANSWER)
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
        return _as_json(tag, now)
    return _as_page(request, tag, now)


async def _look(kept: Store, code: str) -> TagRow | None:
    if kept.on_sqlite:  # finding one row takes less time than handing it to a thread
        return _glance(kept, code)
    return await anyio.to_thread.run_sync(_glance, kept, code)


def _glance(kept: Store, code: str) -> TagRow | None:
    with kept.glance() as connection:
        return store.behind_tag(code, connection)


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


def _told(tag: TagRow) -> PublicStatus:
    return rules.public_status(tag.status, tag.claim_until, tag.died_at)


def _rabies(tag: TagRow, now: datetime) -> rules.Immunity:
    today = rules.city_day(now)
    age = rules.age_on(today, tag.age_months, tag.found_at)
    return rules.immunity(tag.rabies_until, age, today, CITY.rabies)


def _as_json(tag: TagRow | None, now: datetime) -> Response:
    if tag is None:
        return problems.Answer(
            404, Said("没有这张犬牌", "No such tag"),
            Said("请核对牌上的 12 个字符；遇到犬只请拨打 12345。",
            "Check the 12 characters on the tag; if you have met a dog, call 12345."),
            HEADERS,
        )  # fmt: skip
    if not tag.active:
        nothing = dict.fromkeys(("dog", "status", "vaccination", "claim_until"))
        return JSONResponse(
            nothing | {"status_text": WITHDRAWN.model_dump(), "tag": "withdrawn"}, 200, HEADERS
        )
    told, until, claim = _told(tag), tag.rabies_until, tag.claim_until
    answer = {
        "dog": {
            "dog_id": tag.dog_id, "name": tag.name, "sex": tag.sex, "breed": tag.breed, "colour": tag.colour,
            "age_months": tag.age_months, "size": tag.size, "stay_no": tag.stay_no,
            "chip_tail": tag.chip[-4:] if tag.chip else None,
        },
        "status": told.code,
        "status_text": {"zh": told.words.zh, "en": told.words.en},
        "vaccination": {
            "rabies": {"status": _rabies(tag, now), "valid_until": until.isoformat() if until else None}
        },
        "claim_until": clock.text(claim) if claim else None,
        "tag": "active",
    }  # fmt: skip
    return JSONResponse(answer, 200, HEADERS)


def _as_page(request: Request, tag: TagRow | None, now: datetime) -> Response:
    if tag is None:
        page = pages.show(request, "no_tag.html", 404, city=CITY)
    elif not tag.active:
        page = pages.show(request, "withdrawn.html", code=tag.code, words=WITHDRAWN, city=CITY)
    else:
        told = _told(tag)
        page = pages.show(
            request, "tag.html", city=CITY, tag=tag, told=told, rabies=RABIES[_rabies(tag, now)],
            age=rules.age_on(rules.city_day(now), tag.age_months, tag.found_at),
            claimable=rules.can_be_claimed(told, tag.claim_until, now), over=told.code in rules.OVER,
        )  # fmt: skip
    page.headers.update(HEADERS)
    return page
