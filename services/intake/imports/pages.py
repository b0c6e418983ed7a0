"""The page of imports: choose a file, look at what is in it, take it in, and see how far it is."""

from pathlib import Path

from fastapi import Request
from starlette.datastructures import UploadFile

from services.intake.imports import routes, rules, store
from services.intake.imports.records import Refused
from services.intake.imports.states import IMPORT, state_of
from shared.auth import Who
from shared.filled import Act
from shared.pages import Pages
from shared.problems import Unreasonable
from shared.screens import Done, Screens, Shown
from shared.service import Service
from shared.store import Work

HERE = "/intake/imports/"
SHOWN = 20  # refused rows on the page; all of them are in the file
ACTS = {"begin": Act(routes.begin, routes.IMPORTERS), "discard": Act(routes.discard, routes.IMPORTERS)}
screens = Screens(
    Pages("intake", Path(__file__).parent, import_states=IMPORT),
    "/intake/imports",
    max_body_size=routes.LARGEST_FILE,
)


@screens.page("/", *routes.IMPORTERS, shows="imports.html")
def imports_page(work: Work) -> Shown:
    return {"found": [routes.listed(one) for one in store.latest(work)]}


@screens.form("/", imports_page, *routes.IMPORTERS)
async def look_first(request: Request, who: Who) -> str:
    """Reads the file that was chosen. Nothing is taken in yet."""
    service: Service = request.app.state.service
    async with request.form(max_files=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Unreasonable("请先选择一个 CSV 文件。", "Choose a CSV file first.")
        draft, _ = await routes.drafted(await file.read(), file.filename, who.name, service)
    await service.writer.do(lambda work: routes.keep_draft(draft, work))
    return f"{HERE}{draft.id}"


@screens.page("/{import_id}", *routes.IMPORTERS, shows="import.html")
def import_page(request: Request, import_id: str, work: Work) -> Shown:
    found = store.import_of(work, import_id)
    state, seen, unreadable = state_of(found), None, Shown()
    service: Service = request.app.state.service
    if state == "preview":
        try:
            _, reading = routes.look_over(store.opened(found, service.sealer()), service)
            seen = store.preview(work, reading)
        except Refused as why:
            unreadable = {"refused": why.said, "status": 409}
    return unreadable | {
        "one": routes.listed(found), "state": state, "seen": seen,
        "wrong": [rules.shown(one) for one in found.refused[:SHOWN]],
    }  # fmt: skip


def _then(done: Done) -> str:
    """What is to be taken in is taken in at once; what is forgotten has no page."""
    done.request.app.state.service.tasks_wake.set()
    return HERE if done.filled.act == "discard" else f"{HERE}{done.said['import_id']}"


screens.act("/{import_id}/{act}", import_page, ACTS, _then)
