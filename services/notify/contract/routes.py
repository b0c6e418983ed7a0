"""The contract, asked for: an index for programs and for people, and every file of it."""

import json
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response

from services.notify.contract import about, files, rules
from services.notify.cross_origin import ForEverySite
from shared.doors import Doors
from shared.pages import Pages
from shared.problems import NotFound, wants_page
from shared.promises import as_text

doors = Doors(prefix="/contract", tags=["contract"], route_class=ForEverySite)
pages = Pages("notify", Path(__file__).parents[1])
CACHED = {"Cache-Control": "public, max-age=3600"}


@doors.get("/")
async def index(request: Request) -> Response:
    """Every event with its type, schema, public schema, example, audience and stream. HTML for browsers."""
    found = files.file(files.INDEX, _public_url(request))
    if wants_page(request):
        page = pages.show(request, "contract.html", said=json.loads(found.text))
        page.headers["Vary"] = "Accept, Cookie"
        return page
    return _answer(request, found, "application/json", Vary="Accept")


@doors.get("/{name:path}")
async def file(request: Request, name: str) -> Response:
    """A schema, an example, a version, the AsyncAPI document, what has changed; or all about one event.

    That is asked for by its class, such as DogIntaken: a page for browsers, JSON for programs.
    """
    if name in about.NAMED:
        return _event(request, name)
    if name not in files.names():
        raise NotFound(
            "契约中没有这个文件；/contract/ 列出全部。",
            "The contract has no such file: /contract/ lists them all.",
        )
    return _answer(request, files.file(name, _public_url(request)), rules.media_type(name))


def _event(request: Request, name: str) -> Response:
    said = about.about(name)
    if not wants_page(request):
        return _answer(request, files.of(as_text(said)), "application/json", Vary="Accept")
    page = pages.show(
        request, "event.html", said=said, example=about.example_text(name, "staff"),
        public_example=about.example_text(name, "public") if said["public_schema"] else "",
    )  # fmt: skip
    page.headers["Vary"] = "Accept, Cookie"
    return page


def _answer(request: Request, found: files.File, media_type: str, **headers: str) -> Response:
    """The file, or 304 for a reader who has it."""
    told = CACHED | {"ETag": found.etag} | headers
    has = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if found.etag in has or "*" in has:
        return Response(status_code=304, headers=told)
    return Response(found.text, media_type=media_type, headers=told)


def _public_url(request: Request) -> str:
    return str(request.app.state.service.settings.public_url)
