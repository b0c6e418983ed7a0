"""Doors for photos: send them, list them, look at them; and the sweep of files that nothing refers to."""

import asyncio
from base64 import b64encode
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import AwareDatetime

from services.intake.photos import rules, uploads
from services.intake.photos import store as photos
from services.intake.photos.album import Album
from services.intake.photos.models import Photo
from services.intake.photos.rules import VIEWS, View
from services.intake.photos.uploads import Kept, album_of
from services.intake.roles import CREW
from services.intake.stays import store as stays_store
from shared import clock
from shared.auth import Who
from shared.doors import ERRORS, STAFF, Doors, allow
from shared.once import Key, claim, once
from shared.problems import NotFound, Problem
from shared.service import Service
from shared.store import Model, Work
from shared.tasks import goes_on

sending = APIRouter(prefix="/intake/v1", tags=["photos"], responses=ERRORS)
doors = Doors(prefix="/intake/v1", tags=["photos"])
ORIGINALS = ("officer", "auditor", "vet")  # an original says where it was taken
BETWEEN_SWEEPS = 6 * 3600.0  # seconds
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
FILE = {"type": "string", "format": "binary"}
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {name: {"type": "array", "items": FILE} for name in ("photo", *VIEWS)},
            }
        },
        **{f"image/{kind}": {"schema": FILE} for kind in ("jpeg", "png", "webp", "heic")},
    },
}


class PhotoKept(Model):
    """A photo that is on disk. `sha256` and `sm3` are of the original, byte for byte."""

    photo_id: str
    dog_id: str
    stay_id: str
    view: str
    kind: str
    size: int
    width: int
    height: int
    sha256: str
    sm3: str
    received_at: AwareDatetime
    original: str
    large: str
    small: str


class PhotosKept(Model):
    """What was kept, and which sides the intake sheet still wants."""

    photos: list[PhotoKept]
    missing: list[View]


@sending.post(
    "/dogs/{dog_id}/photos",
    status_code=201,
    max_body_size=uploads.LARGEST_UPLOAD,
    response_model=PhotosKept,
    openapi_extra={"requestBody": BODY},
)
async def send_photos(
    dog_id: str,
    request: Request,
    who: Annotated[Who, Depends(allow(*CREW))],
    view: Annotated[View, Query(description="of an image that is the whole body")] = "other",
    stay_id: Annotated[str, Query(max_length=64, description="the dog's latest stay unless said")] = "",
    key: Key = None,
) -> Response:
    """Keeps photos of a dog: an image as the body, or a form whose files are named after their views.

    All of them or none. The same photo sent again is the same photo, with or without a key.
    """
    service: Service = request.app.state.service
    stay = await run_in_threadpool(stay_to_show, service, dog_id, stay_id)
    async with uploads.received(request, view) as sent:
        kept = [await _keep(upload, number, album_of(request)) for number, upload in enumerate(sent, 1)]
    told = f"{stay} {[(each.view, *each.hashes) for each in kept]}"
    claimed = claim(request, who, key, told) if key is not None else None
    _, body, again = await service.writer.do(
        lambda work: once(work, claimed, 201, lambda: enter(dog_id, stay, kept, who, work))
    )
    headers = {"Idempotent-Replayed": "true"} if again else None
    return Response(body, 201, headers, media_type="application/json")


async def _keep(upload: uploads.Upload, number: int, album: Album) -> Kept:
    try:
        return await uploads.keep(upload, album)
    except Problem as problem:
        raise uploads.numbered(problem, upload, number) from None


def stay_to_show(service: Service, dog_id: str, stay_id: str = "") -> str:
    """The stay that a photo belongs to. Raises `NotFound`, before anything is written to disk."""
    with service.store.read() as work:
        stays_store.dog(work, dog_id)
        stays = [stay.id for stay in stays_store.stays_of(work, dog_id)]
    if stay_id and stay_id not in stays:
        raise NotFound(f"没有这次收容 {stay_id}。", f"The dog has no stay {stay_id}: see its `stays`.")
    return stay_id or stays[-1]


def enter(dog_id: str, stay_id: str, kept: list[Kept], who: Who, work: Work) -> PhotosKept:
    """The rows of photos whose files are on disk, in one transaction; those known already stay."""
    now = clock.now()
    entered = []
    for one in kept:
        known = work.get(Photo, rules.photo_id(stay_id, one.hashes[0]))
        if known is None:
            known = rules.take(dog_id, stay_id, one.view, one.hashes, one.size, one.developed, who.name, now)
            work.add(known)
            work.publish(rules.taken(known))
        rules.same_view(known, one.view)
        entered.append(_shown(known))
    return PhotosKept(photos=entered, missing=rules.missing_views(photos.views_of(work, stay_id, dog_id)))


@doors.query("/dogs/{dog_id}/photos", *STAFF)
def list_photos(dog_id: str, work: Work) -> PhotosKept:
    """All photos of a dog, oldest first; `missing` is about its latest stay."""
    stays_store.dog(work, dog_id)
    all_of_them = photos.photos_of(work, dog_id)
    views = photos.views_of(work, stays_store.latest_stay(work, dog_id).id, dog_id)
    return PhotosKept(photos=[_shown(photo) for photo in all_of_them], missing=rules.missing_views(views))


@doors.query("/photos/{photo_id}/original", *ORIGINALS, response_model=None)
def show_original(photo_id: str, request: Request, work: Work) -> Response:
    """The very bytes that the camera made, with all that it wrote in them. Its hash is checked first."""
    photo = photos.photo(work, photo_id)
    content = album_of(request).read_original(photo.sha256)
    name = f"{photo.sha256[:16]}.{photo.kind.rpartition('/')[2]}"
    headers = SAFE | {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Repr-Digest": f"sha-256=:{_base64(photo.sha256)}:",
    }
    return Response(content, headers=headers, media_type=photo.kind)


@doors.query("/photos/{photo_id}/{size}", *STAFF, response_model=None)
def show_photo(photo_id: str, size: Literal["large", "small"], request: Request, work: Work) -> Response:
    """A copy to look at: JPEG, the right way up, without EXIF."""
    photo = photos.photo(work, photo_id)
    etag = f'"{photo.sha256[:32]}-{size}"'
    headers = SAFE | {"Cache-Control": "private, max-age=86400, immutable", "ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = album_of(request).read_shown(photo.sha256, size)
    return Response(content, headers=headers, media_type="image/jpeg")


def _shown(photo: Photo) -> PhotoKept:
    links = {size: f"/intake/v1/photos/{photo.id}/{size}" for size in ("original", "large", "small")}
    return PhotoKept.model_validate(
        photo.model_dump(exclude={"id", "taken_by"}) | links | {"photo_id": photo.id}
    )


def _base64(hexadecimal: str) -> str:
    return b64encode(bytes.fromhex(hexadecimal)).decode()


async def sweep_photos(service: Service) -> None:
    """Runs beside the requests: what a crash left between a file and its row goes a day later."""
    album = Album(service.settings.data / "photos")
    while goes_on():
        await asyncio.to_thread(album.sweep, lambda prefix: _known(service, prefix))
        await asyncio.sleep(BETWEEN_SWEEPS)


def _known(service: Service, prefix: str) -> set[str]:
    with service.store.read() as work:
        return photos.hashes_from(work, prefix)
