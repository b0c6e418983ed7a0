"""The page of imports: choose a file, look at what is in it, take it in, and see how far it is."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from services.intake.imports import routes, rules, store
from services.intake.imports.formats import Refused
from services.intake.imports.states import IMPORT, state_of
from services.intake.screens import lookers, to_login
from shared.auth import PUBLIC, Who
from shared.pages import Pages
from shared.problems import NotFound, Problem, Unreasonable
from shared.service import Service

pages = Pages("intake", Path(__file__).parent, import_states=IMPORT)
screens = APIRouter(prefix="/intake/imports", include_in_schema=False, max_body_size=routes.LARGEST_FILE)
HERE = "/intake/imports/"
SHOWN = 20  # refused rows on the page; all of them are in the file
Importer = Annotated[Who, Depends(lookers(*routes.IMPORTERS))]


@screens.get("/")
async def imports_page(request: Request, who: Importer) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_list, request)


@screens.post("/")
async def look_first(request: Request, who: Importer) -> Response:
    """Reads the file that was chosen. Nothing is taken in yet."""
    if who is PUBLIC:
        return to_login(request)
    service: Service = request.app.state.service
    try:
        async with request.form(max_files=1) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise Unreasonable("请先选择一个 CSV 文件。", "Choose a CSV file first.")
            draft, reading = await routes.drafted(await file.read(), file.filename, who.name, service)
        await service.writer.do(lambda work: routes.keep_draft(draft, reading, work))
    except Problem as problem:
        return await run_in_threadpool(_list, request, problem.status, problem.detail)
    return RedirectResponse(f"{HERE}{draft.id}", 303)


def _list(request: Request, status: int = 200, refused: str = "") -> HTMLResponse:
    with request.app.state.service.store.read() as work:
        found = [routes.listed(one) for one in store.latest(work)]
        return pages.show(request, "imports.html", status, found=found, refused=refused)


@screens.get("/{import_id}")
async def import_page(request: Request, import_id: str, who: Importer) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_one, request, import_id)


@screens.post("/{import_id}/{act}")
async def act_on(request: Request, import_id: str, act: str, who: Importer) -> Response:
    """Takes the file in, or forgets it."""
    if who is PUBLIC:
        return to_login(request)
    if act not in ("begin", "discard"):
        raise NotFound(
            "没有这个操作，请回到导入页面。", "There is no such act: go back to the page of imports."
        )
    service: Service = request.app.state.service
    run = routes.begin if act == "begin" else routes.discard
    try:
        await service.writer.do(lambda work: run(import_id, work))
    except rules.AlreadyBegun as problem:
        return await run_in_threadpool(_one, request, import_id, problem.status, problem.detail)
    service.tasks_wake.set()
    return RedirectResponse(HERE if act == "discard" else f"{HERE}{import_id}", 303)


def _one(request: Request, import_id: str, status: int = 200, refused: str = "") -> HTMLResponse:
    service: Service = request.app.state.service
    with service.store.read() as work:
        found = store.import_of(work, import_id)
        state = state_of(found)
        seen = None
        if state == "preview":
            try:
                seen = store.preview(work, routes.look_over(found.text, service))
            except Refused as why:
                status, refused = 409, why.said
        return pages.show(
            request, "import.html", status, one=routes.listed(found), state=state, seen=seen,
            wrong=found.refused[:SHOWN], refused=refused,
        )  # fmt: skip
