"""The page of a dog's photos: a plain form for the camera."""

from pathlib import Path
from typing import Any

import pytest

from shared import auth
from tests.intake.conftest import a_dog
from tests.intake.photos.pictures import HEIC, photo
from tests.intake.photos.test_routes import Raw, ask, form
from tests.servers import Client


@pytest.fixture
def dog(officer: Client) -> str:
    return str(officer.post("/intake/v1/dogs", a_dog()).json()["dog_id"])


def browser(running: Client, keys: Path, role: str = "officer") -> Any:
    """Somebody with a browser: `browser(…)("GET", path)`."""
    token = auth.sign((keys / "token.key").read_bytes(), f"one {role}", [role])
    headers = {"Cookie": f"{auth.COOKIE}={token}", "Sec_Fetch_Site": "same-origin", "Accept": "text/html"}

    def visit(method: str, path: str, *parts: tuple[str, bytes]) -> Raw:
        body, kind = form(*parts) if method == "POST" else (None, "text/html")
        return ask(running, method, path, body, Content_Type=kind, **headers)

    return visit


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client, dog: str) -> None:
    answer = ask(running, "GET", f"/intake/dogs/{dog}/photos")

    assert (answer.status, answer.headers["location"]) == (
        303,
        f"/intake/login?next=/intake/dogs/{dog}/photos",
    )


def test_photos_are_sent_by_form_and_shown_without_what_is_missing(
    running: Client, keys: Path, dog: str
) -> None:
    visit, here = browser(running, keys), f"/intake/dogs/{dog}/photos"
    assert "登记表还缺：<b>正面、左侧、右侧</b>" in visit("GET", here).body.decode()

    sent = visit("POST", here, ("front", photo()), ("left", HEIC), ("right", photo(width=99)), ("wound", b""))

    assert (sent.status, sent.headers["location"]) == (303, f"{here}?kept=3")
    page = visit("GET", sent.headers["location"]).body.decode()
    for words in ("已保存 3 张", "三个角度已齐", "下载原件"):
        assert words in page
    assert page.count("/small") == 3


def test_one_bad_photo_does_not_cost_the_good_ones(running: Client, keys: Path, dog: str) -> None:
    visit, here = browser(running, keys), f"/intake/dogs/{dog}/photos"

    answer = visit("POST", here, ("front", photo()), ("left", b"%PDF-1.7 not a photo"))

    page = answer.body.decode()
    assert answer.status == 422
    assert "已保存 1 张" in page
    assert "只收 JPEG、PNG、WEBP、HEIC 照片" in page


def test_an_empty_form_is_told_to_take_a_photo(running: Client, keys: Path, dog: str) -> None:
    answer = browser(running, keys)("POST", f"/intake/dogs/{dog}/photos", ("front", b""))

    assert answer.status == 422
    assert "请先拍照或选择照片" in answer.body.decode()


@pytest.mark.parametrize(
    ("role", "sees", "sends", "originals"),
    [
        ("keeper", 200, 303, False),
        ("vet", 200, 303, True),
        ("auditor", 200, 403, True),
        ("adoption", 200, 403, False),
    ],
)
def test_who_may_look_and_who_may_send(
    running: Client, keys: Path, officer: Client, dog: str, role: str, sees: int, sends: int, originals: bool
) -> None:
    here = f"/intake/dogs/{dog}/photos"
    browser(running, keys)("POST", here, ("front", photo()))
    visit = browser(running, keys, role)

    page = visit("GET", here)

    assert (page.status, visit("POST", here, ("left", photo(width=98))).status) == (sees, sends)
    assert ("下载原件" in page.body.decode()) == originals
    assert ("上传" in page.body.decode()) == (sends == 303)
