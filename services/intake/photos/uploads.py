"""How photos come in: a form with one or more for each view, or one image as the whole body.

What arrives waits in a temporary file, and one process takes one photo at a time: 50 megapixels unpacked
are 200 MB, and two of them at once are more than a service may have.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, TypeVar, cast

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from services.intake.photos.album import Album, fingerprints, room_needed
from services.intake.photos.images import DARKROOM, LARGEST_FILE, Developed, develop
from services.intake.photos.rules import VIEWS, View
from shared.doors import WrongContentType
from shared.ordinary import Threads
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.service import Service

T = TypeVar("T")
LARGEST_UPLOAD = 100_000_000  # bytes, all photos of one request together
MOST_AT_ONCE = 12
IN_MEMORY = 1_000_000
one_at_a_time = Threads(1, thread_name_prefix="photos")


class NoPhotoSent(Unreasonable):
    title = Said("没有照片", "No photo was sent")


class UnknownView(Unreasonable):
    title = Said("没有这个角度", "Unknown view")


@dataclass(frozen=True, slots=True)
class Upload:
    """One photo on its way in."""

    view: View
    file: BinaryIO


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo whose file is on disk and whose row is not there yet."""

    view: View
    hashes: tuple[str, str]
    size: int
    developed: Developed


def album_of(request: Request) -> Album:
    service: Service = request.app.state.service
    return Album(service.settings.data / "photos")


@asynccontextmanager
async def received(request: Request, view: View) -> AsyncIterator[list[Upload]]:
    """The photos of a request; `view` is that of an image without a form. Raises what is wrong with it."""
    warmed = asyncio.get_running_loop().run_in_executor(one_at_a_time, DARKROOM.warm)
    warmed.add_done_callback(lambda done: done.exception())
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await _form(request)
        try:
            yield _of(form, view)
        finally:
            await form.close()
    elif kind.startswith("image/") or kind == "application/octet-stream":
        with SpooledTemporaryFile(IN_MEMORY) as file:
            await _into(file, request)
            yield [Upload(view, cast(BinaryIO, file))]
    else:
        raise WrongContentType(
            "请以 image/jpeg、image/heic 等发送照片，或用 multipart/form-data 一次发几张。",
            "Send the photo as image/jpeg, image/heic …, or several at once as multipart/form-data.",
        )


async def _form(request: Request) -> FormData:
    try:
        with room_needed():
            return await request.form(max_files=MOST_AT_ONCE, max_fields=20)
    except HTTPException as error:  # what Starlette makes of a form that it cannot read
        raise _unreadable(error.detail) from None


def _unreadable(why: str) -> Unreasonable:
    return NoPhotoSent(f"表单读不出来，一次最多 {MOST_AT_ONCE} 张。", f"The form cannot be read: {why}")


def _of(form: FormData, view: View) -> list[Upload]:
    """Each part is named after its view; one named `photo` has the view of the address."""
    uploads = []
    for name, part in form.multi_items():
        if not isinstance(part, UploadFile) or (not part.filename and not part.size):
            continue  # a browser sends an empty part for each field that was left empty
        uploads.append(Upload(view if name == "photo" else _view(name), part.file))
    if not uploads:
        raise NoPhotoSent("请先拍照或选择照片。", "Take or choose a photo first.")
    return uploads


def _view(name: str) -> View:
    for view in VIEWS:
        if name == view:
            return view
    raise UnknownView(
        f"字段名应是角度：{'、'.join(VIEWS)}。", f"Name a photo's field after its view: {', '.join(VIEWS)}."
    )


async def _into(file: Any, request: Request) -> None:
    with room_needed():
        async for chunk in request.stream():
            await asyncio.to_thread(file.write, chunk)
        file.seek(0)


async def keep(upload: Upload, album: Album) -> Kept:
    """Develops a photo and puts it on disk; the row is the caller's. Raises why it is refused."""
    return await _in_turn(lambda: _keep(upload, album))


def _keep(upload: Upload, album: Album) -> Kept:
    original = upload.file.read(LARGEST_FILE + 1)
    if not original:
        raise NoPhotoSent("收到的照片是空的，请重新上传。", "The photo is empty: send it again.")
    developed, hashes = develop(original), fingerprints(original)
    album.keep(hashes[0], original, developed)
    return Kept(upload.view, hashes, len(original), developed)


async def _in_turn(step: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(one_at_a_time, step)


def numbered(problem: Problem, upload: Upload, number: int) -> Problem:
    """The same refusal, saying which of several photos it is about."""
    return type(problem)(*problem.detail.halves, **problem.more, photo=number, view=upload.view)
