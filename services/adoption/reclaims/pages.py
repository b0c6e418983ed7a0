"""The page on which an owner says that a dog is theirs. It works without a script."""

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from services.adoption.gallery.pages_forms import Filled, after, dog_form, submit
from services.adoption.reclaims.routes import NewReclaim, request_reclaim
from shared.doors import EVERYONE, Doors
from shared.sealed import Seal
from shared.store import Work

screens = Doors(prefix="/adoption", include_in_schema=False)


@screens.query("/dogs/{dog_id}/reclaim", EVERYONE)
def reclaim_page(request: Request, dog_id: str, work: Work) -> HTMLResponse:
    return dog_form(request, work, "reclaim.html", dog_id, Filled())


@screens.post("/dogs/{dog_id}/reclaim")
async def send_reclaim(request: Request, dog_id: str, seal: Seal) -> Response:
    filled = await submit(request, NewReclaim, lambda asked, work: request_reclaim(dog_id, asked, seal, work))
    return await run_in_threadpool(after, request, "reclaim.html", dog_id, filled, "reclaim")
