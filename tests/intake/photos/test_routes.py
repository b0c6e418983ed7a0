"""Photos at the doors, on a real store and a real disk."""

import asyncio
import contextlib
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlmodel import select

from services.intake.photos.models import Photo
from services.intake.photos.routes import sweep_photos
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.intake.photos.pictures import HEIC, bomb, photo
from tests.servers import Client

ROOT = Path(__file__).parents[3]
VIEWS = ("front", "left", "right", "back", "wound", "other")
CUT_OFF = photo(width=960, height=640)[:-2000]


@dataclass(frozen=True)
class Raw:
    """An answer in bytes."""

    status: int
    headers: dict[str, str]
    body: bytes
    policies: list[str]

    def json(self) -> Any:
        return json.loads(self.body)


def ask(client: Client, method: str, path: str, body: bytes | None = None, **headers: str) -> Raw:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if client.token:
        sent["Authorization"] = f"Bearer {client.token}"
    connection = HTTPConnection("127.0.0.1", client.port, timeout=30)
    try:
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        policies = response.headers.get_all("content-security-policy", [])
        return Raw(response.status, named, response.read(), policies)
    finally:
        connection.close()


def form(*parts: tuple[str, bytes]) -> tuple[bytes, str]:
    """A multipart body and its content type."""
    mark = uuid.uuid4().hex
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; '
        f'filename="{name + ".jpg" if content else ""}"\r\n'
        f"Content-Type: image/jpeg\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in parts
    )
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def send(client: Client, dog: str, content: bytes, view: str = "front", **headers: str) -> Raw:
    path = f"/intake/v1/dogs/{dog}/photos?view={view}"
    return ask(client, "POST", path, content, **({"Content_Type": "image/jpeg"} | headers))


def send_form(client: Client, dog: str, *parts: tuple[str, bytes], **headers: str) -> Raw:
    body, kind = form(*parts)
    return ask(client, "POST", f"/intake/v1/dogs/{dog}/photos", body, Content_Type=kind, **headers)


@pytest.fixture
def dog(officer: Client) -> str:
    return str(officer.post("/intake/v1/dogs", a_dog()).json()["dog_id"])


@pytest.fixture
def album(tmp_path: Path) -> Path:
    return tmp_path / "photos"


def rows(store: Store) -> int:
    with store.read() as work:
        return len(work.exec(select(Photo.id)).all())


def originals(album: Path) -> list[Path]:
    return [path for path in album.glob("originals/*/*") if path.is_file()]


def told(store: Store) -> list[dict[str, Any]]:
    with store.read() as work:
        taken = sa.select(journal.c.data).where(journal.c.type == "cn.qingcheng.photo.taken.v1")
        return [json.loads(one) for one in work.connection().scalars(taken.order_by(journal.c.sequence))]


def test_a_photo_is_kept_as_it_is_with_both_hashes(officer: Client, dog: str, album: Path) -> None:
    answer = send(officer, dog, photo())

    kept = answer.json()["photos"][0]
    assert answer.status == 201
    assert kept["sha256"] == hashlib.sha256(photo()).hexdigest()
    assert kept["sm3"] == hashlib.new("sm3", photo()).hexdigest()
    assert (kept["view"], kept["kind"], kept["size"]) == ("front", "image/jpeg", len(photo()))
    assert (kept["width"], kept["height"]) == (96, 64)
    assert (album / "originals" / kept["sha256"][:2] / kept["sha256"]).read_bytes() == photo()
    assert answer.json()["missing"] == ["left", "right"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(photo(), "jpeg"), (photo("PNG"), "png"), (photo("WEBP"), "webp"), (HEIC, "heic")],
    ids=["jpeg", "png", "webp", "heic"],
)
def test_the_original_comes_back_byte_for_byte_and_the_copies_without_exif(
    officer: Client, dog: str, content: bytes, kind: str
) -> None:
    """GPS is in the bytes that are kept, and in none that are shown."""
    kept = send(officer, dog, content, Content_Type=f"image/{kind}").json()["photos"][0]

    original = ask(officer, "GET", kept["original"])
    shown = [ask(officer, "GET", kept[size]) for size in ("large", "small")]

    assert original.body == content
    assert original.headers["content-type"] == f"image/{kind}"
    assert b"TestPhone" in original.body
    for copy in shown:
        assert copy.headers["content-type"] == "image/jpeg"
        picture = Image.open(BytesIO(copy.body), formats=("JPEG",))
        assert dict(picture.getexif()) == dict(picture.getexif().get_ifd(0x8825)) == {}
        assert not any(word in copy.body for word in (b"TestPhone", b"Exif", b"111.75", b"GPS"))


def test_several_at_once_by_their_views(officer: Client, dog: str, store: Store) -> None:
    parts = [(view, photo(width=97 + number)) for number, view in enumerate(VIEWS)]

    answer = send_form(officer, dog, *parts)

    listed = officer.get(f"/intake/v1/dogs/{dog}/photos").json()
    assert [one["view"] for one in answer.json()["photos"]] == list(VIEWS)
    assert answer.json()["missing"] == listed["missing"] == []
    assert [one["photo_id"] for one in listed["photos"]] != []
    assert {one["view"] for one in told(store)} == set(VIEWS)


def test_the_event_carries_hashes_view_and_stay(officer: Client, dog: str, store: Store) -> None:
    kept = send(officer, dog, photo(), "left").json()["photos"][0]

    (event,) = told(store)
    assert {name: event[name] for name in ("dog_id", "stay_id", "photo_id", "view", "sha256", "sm3")} == {
        name: kept[name] for name in ("dog_id", "stay_id", "photo_id", "view", "sha256", "sm3")
    }


def test_the_same_photo_twice_is_one_file_one_row_and_one_event(
    officer: Client, dog: str, store: Store, album: Path
) -> None:
    with ThreadPoolExecutor(6) as phones:
        answers = list(phones.map(lambda _: send(officer, dog, photo()), range(6)))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.body for answer in answers}) == 1
    assert (rows(store), len(originals(album)), len(told(store))) == (1, 1, 1)


def test_two_dogs_on_one_photo_are_two_rows_and_one_file(
    officer: Client, dog: str, store: Store, album: Path
) -> None:
    other = officer.post("/intake/v1/dogs", a_dog()).json()["dog_id"]

    send(officer, dog, photo())
    send(officer, other, photo(), "left")

    assert (rows(store), len(originals(album))) == (2, 1)


def test_one_picture_is_not_two_views(officer: Client, dog: str, store: Store) -> None:
    send(officer, dog, photo(), "front")

    answer = send(officer, dog, photo(), "left")

    assert answer.status == 409
    assert "take another" in answer.json()["detail"]
    assert rows(store) == 1


def test_a_key_gets_its_answer_again_and_no_other_photo(officer: Client, dog: str, store: Store) -> None:
    first, again = (send(officer, dog, photo(), Idempotency_Key="1") for _ in range(2))
    other = send(officer, dog, photo(width=120), Idempotency_Key="1")

    assert first.body == again.body
    assert again.headers["idempotent-replayed"] == "true"
    assert other.status == 422
    assert rows(store) == 1


def test_all_of_a_form_or_none(officer: Client, dog: str, store: Store) -> None:
    answer = send_form(officer, dog, ("front", photo()), ("left", b"no photo"))

    assert (answer.status, answer.json()["photo"], answer.json()["view"]) == (422, 2, "left")
    assert rows(store) == 0
    assert told(store) == []


@pytest.mark.parametrize(
    ("content", "status", "kind", "advice"),
    [
        (b"not a photo", 422, "NotAPhoto", "take it with the camera"),
        (b"%PDF-1.7", 422, "NotAPhoto", "take it with the camera"),
        (b"", 422, "NoPhotoSent", "send it again"),
        (CUT_OFF, 422, "PhotoIsBroken", "send it again"),
        (photo() + b"<script>alert(1)</script>", 422, "HiddenContent", "with the camera"),
        (bomb(12_000, 12_000), 422, "TooManyPixels", "smaller size"),
        (bomb(60_000, 60_000), 422, "TooManyPixels", "smaller size"),
        (photo() + bytes(20_000_000), 413, "PhotoTooLarge", "smaller size"),
    ],
    ids=["fake", "pdf", "empty", "cut off", "polyglot", "bomb", "huge bomb", "too large"],
)
def test_what_is_refused_is_told_what_to_do_and_leaves_nothing(
    officer: Client, dog: str, store: Store, album: Path, content: bytes, status: int, kind: str, advice: str
) -> None:
    answer = send(officer, dog, content)

    if status != 413:  # said by the edge, which knows nothing of photos
        assert answer.json()["type"].endswith(kind)
        assert advice in answer.json()["detail"]
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert rows(store) == 0
    assert originals(album) == []


def test_a_form_without_photos_or_with_unknown_views_is_told_so(officer: Client, dog: str) -> None:
    none, unknown = send_form(officer, dog), send_form(officer, dog, ("tail", photo()))
    not_a_form = ask(
        officer, "POST", f"/intake/v1/dogs/{dog}/photos", b"x", Content_Type="multipart/form-data"
    )
    too_many = send_form(officer, dog, *[("other", photo())] * 13)

    assert [answer.status for answer in (none, unknown, not_a_form, too_many)] == [422] * 4
    assert "front" in unknown.json()["detail"]
    assert "12" in too_many.json()["detail"]


def test_other_content_and_other_dogs_are_told_so(officer: Client, dog: str, album: Path) -> None:
    assert send(officer, dog, b"{}", Content_Type="application/json").status == 415
    assert send(officer, dog, photo(), "above").status == 422
    assert send(officer, "no-dog", photo()).status == 404
    path = f"/intake/v1/dogs/{dog}/photos?stay_id=none"
    assert ask(officer, "POST", path, photo(), Content_Type="image/jpeg").status == 404
    assert ask(officer, "GET", "/intake/v1/photos/none/small").status == 404
    assert ask(officer, "GET", "/intake/v1/dogs/none/photos").status == 404
    assert originals(album) == []


SENT = {"officer": 201, "keeper": 201, "vet": 201, "admin": 201, "adoption": 403, "auditor": 403}
ORIGINAL = {"officer": 200, "auditor": 200, "vet": 200, "admin": 200, "keeper": 403, "adoption": 403}


@pytest.mark.parametrize("role", SENT)
def test_who_may_do_what(
    officer: Client, running: Client, token: Callable[[str], str], dog: str, role: str
) -> None:
    kept = send(officer, dog, photo()).json()["photos"][0]
    someone = running.signed_in(token(role))

    assert send(someone, dog, photo()).status == SENT[role]
    assert ask(someone, "GET", kept["original"]).status == ORIGINAL[role]
    assert ask(someone, "GET", kept["large"]).status == 200
    assert ask(someone, "GET", kept["small"]).status == 200
    assert ask(someone, "GET", f"/intake/v1/dogs/{dog}/photos").status == 200


def test_nobody_else_sees_or_sends_anything(officer: Client, running: Client, dog: str) -> None:
    kept = send(officer, dog, photo()).json()["photos"][0]

    doors = [kept["original"], kept["large"], kept["small"], f"/intake/v1/dogs/{dog}/photos"]

    assert {ask(running, "GET", door).status for door in doors} == {401}
    assert send(running, dog, photo()).status == 401


def test_what_is_served_can_run_nothing_and_is_kept_by_the_right_caches(officer: Client, dog: str) -> None:
    kept = send(officer, dog, photo()).json()["photos"][0]

    original, large = ask(officer, "GET", kept["original"]), ask(officer, "GET", kept["large"])
    again = ask(officer, "GET", kept["large"], If_None_Match=large.headers["etag"])

    for answer in (original, large):
        assert "default-src 'none'; sandbox" in answer.policies
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert original.headers["cache-control"] == "private, no-store"
    assert original.headers["content-disposition"].startswith("attachment")
    assert large.headers["cache-control"] == "private, max-age=86400, immutable"
    assert (again.status, again.body) == (304, b"")


def test_an_original_that_was_changed_on_disk_is_not_given_out(
    officer: Client, dog: str, album: Path
) -> None:
    kept = send(officer, dog, photo()).json()["photos"][0]
    (file,) = originals(album)
    file.chmod(0o640)
    file.write_bytes(photo(width=98))

    answer = ask(officer, "GET", kept["original"])

    assert answer.status == 503
    assert "backup" in answer.json()["detail"]


def test_a_full_disk_answers_503_and_keeps_no_half_photo(
    officer: Client, dog: str, store: Store, album: Path
) -> None:
    """No file of this process grows beyond 6 MB, which the store does not need."""
    large = photo() + bytes(12_000_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, hard))
    try:
        answers = [send(officer, dog, large), send_form(officer, dog, ("front", large))]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [answer.status for answer in answers] == [503, 503]
    assert "send it later" in answers[0].json()["detail"]
    assert (rows(store), originals(album), told(store)) == (0, [], [])
    assert send(officer, dog, large).status == 201
    assert ask(officer, "GET", f"/intake/v1/photos/{only(store)}/original").body == large


def only(store: Store) -> str:
    with store.read() as work:
        return work.exec(select(Photo.id)).one()


CRASH = """
import os, sys
from pathlib import Path
from services.intake.photos.album import Album, fingerprints
from services.intake.photos.images import develop

original = sys.stdin.buffer.read()
Album(Path(sys.argv[1])).keep(fingerprints(original)[0], original, develop(original))
os._exit(9)
"""


def crash_before_the_row(album: Path, original: bytes) -> None:
    """As an intake that dies when the file is there and the row is not."""
    crash = subprocess.run([sys.executable, "-c", CRASH, album], input=original, cwd=ROOT)
    assert crash.returncode == 9


def test_after_a_crash_between_file_and_row_the_same_photo_is_kept_once(
    officer: Client, dog: str, store: Store, album: Path
) -> None:
    crash_before_the_row(album, photo())
    assert (len(originals(album)), rows(store)) == (1, 0)
    assert officer.get(f"/intake/v1/dogs/{dog}/photos").json()["photos"] == []

    kept = send(officer, dog, photo()).json()["photos"][0]

    assert (len(originals(album)), rows(store), len(told(store))) == (1, 1, 1)
    assert ask(officer, "GET", kept["original"]).body == photo()


@pytest.mark.anyio
async def test_a_file_without_a_row_is_swept_and_one_with_a_row_is_not(
    officer: Client, dog: str, album: Path, any_store_url: str
) -> None:
    kept = send(officer, dog, photo()).json()["photos"][0]
    crash_before_the_row(album, photo(width=98))
    for file in album.rglob("*"):
        os.utime(file, (time.time() - 2 * 86_400,) * 2)

    await one_sweep(any_store_url, album.parent)

    assert [file.name for file in originals(album)] == [kept["sha256"]]
    assert ask(officer, "GET", kept["original"]).body == photo()
    assert ask(officer, "GET", kept["small"]).status == 200


async def one_sweep(url: str, data: Path) -> None:
    """The sweep of a second intake on the same store and the same disk."""
    service = SimpleNamespace(store=Store(url), settings=SimpleNamespace(data=data))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(sweep_photos(service), 2)  # type: ignore[arg-type]
    service.store.close()


def test_a_photo_is_of_the_stay_that_is_named(officer: Client, dog: str) -> None:
    stay = officer.get(f"/intake/v1/dogs/{dog}").json()["stays"][0]["id"]

    path = f"/intake/v1/dogs/{dog}/photos?view=wound&stay_id={stay}"
    kept = ask(officer, "POST", path, photo(), Content_Type="image/jpeg").json()["photos"][0]

    assert (kept["stay_id"], kept["view"]) == (stay, "wound")


def test_a_phone_held_upright_gets_a_dog_that_stands(officer: Client, dog: str) -> None:
    kept = send(officer, dog, photo(orientation=6)).json()["photos"][0]

    shown = Image.open(BytesIO(ask(officer, "GET", kept["small"]).body))
    assert (kept["width"], kept["height"]) == shown.size == (64, 96)
