"""The page of a dog's photos: what there is, what is missing, and a form for the camera. No script needed."""

from functools import partial
from pathlib import Path

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from services.intake.photos import routes, rules, uploads
from services.intake.photos import store as photos
from services.intake.photos.uploads import album_of
from services.intake.roles import CREW
from services.intake.stays import store as stays
from shared.auth import Who
from shared.doors import STAFF
from shared.filled import Filled
from shared.pages import Pages
from shared.problems import Problem
from shared.said import Said
from shared.screens import Screens, Shown, said
from shared.service import Service
from shared.store import Work

screens = Screens(
    Pages("intake", Path(__file__).parent), "/intake/dogs", max_body_size=uploads.LARGEST_UPLOAD,
    otherwise=Said(
        "照片页面需要工作人员账号，请换账号登录。", "Photos are for staff: log in as one of them."
    ),
)  # fmt: skip


@screens.page("/{dog_id}/photos", *STAFF, shows="photos.html")
def photos_page(dog_id: str, work: Work, filled: Filled, kept: int = 0) -> Shown:
    dog, stay = stays.dog(work, dog_id), stays.latest_stay(work, dog_id)
    all_of_them = photos.photos_of(work, dog_id)
    views = photos.views_of(work, stay.id, dog_id)
    return {
        "dog": dog, "stay": stay, "kept": kept, "refused": [("", filled.refused)] if filled.refused else [],
        "photos": list(reversed(all_of_them)), "missing": rules.missing_views(views), "views": rules.VIEWS,
        "may_send": CREW, "may_see_originals": routes.ORIGINALS,
    }  # fmt: skip


@screens.form(
    "/{dog_id}/photos", photos_page, *CREW,
    otherwise=Said("拍照需要值班民警、饲养员或兽医账号，请换账号登录。",
    "Photos are taken by officers, keepers and vets: log in as one of them."),
)  # fmt: skip
async def send_photos(request: Request, dog_id: str, who: Who) -> str | Shown:
    """Keeps what can be kept: one bad photo does not cost the good ones, which nobody can choose again."""
    service: Service = request.app.state.service
    stay = await run_in_threadpool(routes.stay_to_show, service, dog_id)
    kept, refused = 0, list[tuple[str, str]]()  # of these the view, and why
    async with uploads.received(request, "other") as sent:
        for upload in sent:
            try:
                one = await uploads.keep(upload, album_of(request))
                await service.writer.do(partial(routes.enter, dog_id, stay, [one], who))
                kept += 1  # its file and its row are on disk
            except Problem as problem:
                refused.append((upload.view, said(problem)))
    if refused:
        return {"refused": refused, "kept": kept, "status": 422}
    return f"{request.url.path}?kept={kept}"
