"""The page on which a family asks for a dog. It works without a script."""

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from services.adoption.applications.routes import NewApplication, apply
from services.adoption.gallery.pages_forms import Filled, after, dog_form, submit
from shared.doors import EVERYONE, Doors
from shared.sealed import Seal
from shared.store import Work

screens = Doors(prefix="/adoption", include_in_schema=False)


@screens.query("/dogs/{dog_id}", EVERYONE)
def apply_page(request: Request, dog_id: str, work: Work) -> HTMLResponse:
    return dog_form(request, work, "apply.html", dog_id, Filled())


@screens.post("/dogs/{dog_id}")
async def send_application(request: Request, dog_id: str, seal: Seal) -> Response:
    filled = await submit(request, NewApplication, lambda asked, work: apply(dog_id, asked, seal, work))
    return await run_in_threadpool(after, request, "apply.html", dog_id, filled, "application")
