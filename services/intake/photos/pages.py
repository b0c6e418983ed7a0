"""The page of a dog's photos: what there is, what is missing, and a form for the camera. No script needed."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake import store
from services.intake.photos import routes, rules, uploads
from services.intake.photos import store as photos
from services.intake.photos.uploads import Kept, album_of
from services.intake.screens import lookers, to_login
from shared.auth import PUBLIC, NotAllowed, Who
from shared.doors import STAFF
from shared.pages import Pages
from shared.problems import Problem
from shared.said import Said
from shared.service import Service

pages = Pages("intake", Path(__file__).parent)
screens = APIRouter(prefix="/intake/dogs", include_in_schema=False, max_body_size=uploads.LARGEST_UPLOAD)
Refused = list[tuple[str, str]]  # view, why


looker = lookers(
    *STAFF,
    otherwise=(
        Said("照片页面需要工作人员账号，请换账号登录。", "Photos are for staff: log in as one of them.")
    ),
)
Looker = Annotated[Who, Depends(looker)]


@screens.get("/{dog_id}/photos")
async def photos_page(request: Request, dog_id: str, who: Looker, kept: int = 0) -> Response:
    if who is PUBLIC:
        return to_login(request)
    return await run_in_threadpool(_show, request, dog_id, kept=kept)


@screens.post("/{dog_id}/photos")
async def send_photos(request: Request, dog_id: str, who: Looker) -> Response:
    """Keeps what can be kept: one bad photo does not cost the good ones, which nobody can choose again."""
    if who is PUBLIC:
        return to_login(request)
    if not who.may(routes.PHOTOGRAPHERS):
        raise NotAllowed(
            "拍照需要值班民警、饲养员或兽医账号，请换账号登录。",
            "Photos are taken by officers, keepers and vets: log in as one of them.",
        )
    service: Service = request.app.state.service
    stay = await run_in_threadpool(routes.stay_to_show, service, dog_id)
    refused: Refused = []
    kept = 0
    try:
        async with uploads.received(request, "other") as sent:
            for upload in sent:
                kept += await _keep(upload, request, dog_id, stay, who, refused)
    except Problem as problem:
        return await run_in_threadpool(_show, request, dog_id, problem.status, refused=[("", problem.detail)])
    if refused:
        return await run_in_threadpool(_show, request, dog_id, 422, kept, refused)
    return RedirectResponse(f"{request.url.path}?kept={kept}", 303)


async def _keep(
    upload: uploads.Upload, request: Request, dog_id: str, stay: str, who: Who, refused: Refused
) -> int:
    """1 if its file and its row are on disk, else 0 and why in `refused`."""
    service: Service = request.app.state.service
    try:
        one: Kept = await uploads.keep(upload, album_of(request))
        await service.writer.do(lambda work: routes.enter(dog_id, stay, [one], who, work))
    except Problem as problem:
        refused.append((upload.view, problem.detail))
        return 0
    return 1


def _show(
    request: Request, dog_id: str, status: int = 200, kept: int = 0, refused: Refused | None = None
) -> HTMLResponse:
    service: Service = request.app.state.service
    with service.store.read() as work:
        dog, stay = store.dog(work, dog_id), store.latest_stay(work, dog_id)
        all_of_them = photos.photos_of(work, dog_id)
        views = photos.views_of(work, stay.id, dog_id)
        return pages.show(
            request, "photos.html", status, dog=dog, stay=stay, refused=refused or [], kept=kept,
            photos=list(reversed(all_of_them)), missing=rules.missing_views(views), views=rules.VIEWS,
            may_send=routes.PHOTOGRAPHERS, may_see_originals=routes.ORIGINALS,
        )  # fmt: skip
