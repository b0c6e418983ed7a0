"""What is a photo, what is not, and what is shown of one."""

import random
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from services.intake.photos import images
from services.intake.photos.images import (
    LARGEST_FILE,
    HiddenContent,
    NotAPhoto,
    PhotoIsBroken,
    PhotoTooElaborate,
    PhotoTooLarge,
    TooManyPixels,
    develop,
)
from shared.apart import Apart, TakesTooMuch
from shared.problems import Problem
from tests.intake.photos.pictures import BLUE, HEIC, SAND, bomb, exif, photo, picture, seen


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_phone_makes_is_a_photo(kind: str) -> None:
    developed = develop(photo(kind))

    assert developed.kind == f"image/{kind.lower()}"
    assert (developed.width, developed.height) == (96, 64)
    assert near(seen(developed.small).getpixel((3, 3)), BLUE)


def test_a_heic_from_a_phone_held_upright_stands_upright() -> None:
    developed = develop(HEIC)

    shown = seen(developed.large)
    assert developed.kind == "image/heic"
    assert (developed.width, developed.height) == shown.size == (64, 96)
    assert near(shown.getpixel((60, 3)), BLUE)
    assert near(shown.getpixel((3, 3)), SAND)


CORNERS = {1: (3, 3), 2: (92, 3), 3: (92, 60), 4: (3, 60), 5: (3, 3), 6: (60, 3), 7: (60, 92), 8: (3, 92)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("held", CORNERS)
def test_however_the_phone_was_held_the_dog_stands_upright(kind: str, held: int) -> None:
    developed = develop(photo(kind, held))

    shown = seen(developed.large)
    assert (developed.width, developed.height) == shown.size == ((64, 96) if held > 4 else (96, 64))
    assert near(shown.getpixel(CORNERS[held]), BLUE)


@pytest.mark.parametrize(
    "original", [photo(), photo("PNG"), photo("WEBP"), HEIC], ids=["jpeg", "png", "webp", "heic"]
)
def test_what_is_shown_says_neither_where_nor_with_what_it_was_taken(original: bytes) -> None:
    developed = develop(original)

    assert b"TestPhone" in original
    for shown in (developed.large, developed.small):
        told = seen(shown)
        assert dict(told.getexif()) == {}
        assert "comment" not in told.info
        assert not {"exif", "xmp", "icc_profile", "photoshop"} & set(told.info)
        assert b"TestPhone" not in shown
        assert b"Exif" not in shown


def test_large_and_small_fit_their_squares() -> None:
    developed = develop(photo(width=2400, height=1200))

    assert (developed.width, developed.height) == (2400, 1200)
    assert seen(developed.large).size == (1600, 800)
    assert seen(developed.small).size == (320, 160)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1"])
def test_pictures_of_every_kind_of_pixel_are_shown(mode: str) -> None:
    assert seen(develop(photo("PNG", mode=mode)).small).mode == "RGB"


def test_glass_is_shown_on_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(written, "PNG")

    assert near(seen(develop(written.getvalue()).small).getpixel((20, 20)), (255, 255, 255))


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_001), (12_000, 12_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    with pytest.raises(TooManyPixels):
        develop(bomb(width, height))


def test_twenty_megabytes_are_the_most() -> None:
    padded = photo() + bytes(LARGEST_FILE - len(photo()))

    assert develop(padded).kind == "image/jpeg"
    with pytest.raises(PhotoTooLarge):
        develop(padded + b"\0")


@pytest.mark.parametrize(
    "fake",
    [
        b"",
        b"hello",
        b"%PDF-1.7\n",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    ],
)
def test_what_is_no_photo_is_refused(fake: bytes) -> None:
    with pytest.raises(NotAPhoto):
        develop(fake)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_refused(kind: str) -> None:
    written = BytesIO()
    picture().save(written, kind)

    with pytest.raises(NotAPhoto):
        develop(written.getvalue())


def noise(kind: str) -> bytes:
    """Hard to compress, so that it has something to lose."""
    written = BytesIO()
    Image.frombytes("RGB", (200, 150), random.Random(7).randbytes(90_000)).save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("left", [0.3, 0.6, 0.9])
@pytest.mark.parametrize(
    "whole", [noise("JPEG"), noise("PNG"), noise("WEBP"), HEIC], ids=["jpeg", "png", "webp", "heic"]
)
def test_a_photo_that_was_cut_off_is_refused(whole: bytes, left: float) -> None:
    with pytest.raises((PhotoIsBroken, NotAPhoto)):
        develop(whole[: int(len(whole) * left)])


def a_zip() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return written.getvalue()


@pytest.mark.parametrize(
    "hidden",
    [
        a_zip(),
        a_zip() + b"a comment after it",
        b"<script>alert(1)</script>",
        b"<HTML >",
        b"<!DOCTYPE html>",
        b"<?php system($_GET['c']); ?>",
        b'<svg xmlns="http://www.w3.org/2000/svg">',
        b"Rar!\x1a\x07\x01\0",
        b"7z\xbc\xaf\x27\x1c\0\4",
    ],
)
@pytest.mark.parametrize("original", [photo(), photo("PNG"), HEIC], ids=["jpeg", "png", "heic"])
def test_a_photo_that_is_something_else_too_is_refused(original: bytes, hidden: bytes) -> None:
    with pytest.raises(HiddenContent):
        develop(original + hidden)


def test_a_pdf_at_the_head_of_a_photo_is_refused() -> None:
    written = BytesIO()
    picture().save(written, "JPEG", comment=b"%PDF-1.7 1 0 obj")

    with pytest.raises(HiddenContent):
        develop(written.getvalue())


def test_the_short_film_behind_a_moving_photo_is_no_reason_to_refuse() -> None:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + random.Random(7).randbytes(300_000)

    assert develop(photo() + film).kind == "image/jpeg"


def test_exif_that_is_no_exif_does_not_hide_the_dog() -> None:
    written = BytesIO()
    picture().save(written, "JPEG", exif=b"Exif\0\0II*\0" + random.Random(7).randbytes(200))

    assert develop(written.getvalue()).width == 96


def test_whatever_bytes_come_they_are_shown_or_refused() -> None:
    """Ten bytes of a good photo changed: it may still be one, and nothing else ever comes out."""
    chance = random.Random(20260713)
    for whole in (photo(orientation=6), photo("PNG"), photo("WEBP"), HEIC) * 60:
        bent = bytearray(whole)
        for _ in range(10):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        try:
            assert seen(develop(bytes(bent)).small).format == "JPEG"
        except Problem as problem:
            assert problem.detail


def test_all_refusals_say_what_to_do_in_both_languages() -> None:
    for bad in (
        b"hello",
        bomb(60_000, 60_000),
        photo() + b"<html >",
        noise("JPEG")[:9000],
        bytes(LARGEST_FILE + 1),
    ):
        with pytest.raises(Problem) as refused:
            develop(bad)

        zh, _, en = refused.value.detail.rpartition("。")
        assert zh
        assert en.isascii()
        assert "take it" in en or "send it" in en


def test_gps_is_in_the_test_photos_at_all() -> None:
    assert dict(exif().get_ifd(0x8825))[1] == "N"
    assert dict(Image.open(BytesIO(photo())).getexif().get_ifd(0x8825))[1] == "N"


def test_a_photo_of_three_thousand_scans_is_no_photo() -> None:
    """400 KB that took 20 seconds: each scan is a look at every pixel."""
    written = BytesIO()
    picture(2000, 2000).save(written, "JPEG", progressive=True)
    one = written.getvalue()
    last = one.rindex(b"\xff\xda")
    bomb = one[:last] + one[last:-2] * 3_000 + one[-2:]

    with pytest.raises(PhotoTooElaborate):
        develop(bomb)


def test_looking_for_markup_takes_no_longer_than_the_photo_is_long() -> None:
    developed = develop(photo("JPEG") + b"<svg " * 3_500_000)  # was 11 seconds, and everybody waited

    assert (developed.width, developed.height) == (96, 64)


def test_a_photo_that_takes_too_long_costs_nobody_else_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Apart("tests.shared.reading:read", seconds=1, memory=400_000_000)
    monkeypatch.setattr(images, "DARKROOM", slow)
    monkeypatch.setattr(slow, "one", lambda _: Apart.one(slow, "turn"))

    with pytest.raises(TakesTooMuch) as why:
        develop(b"any")

    assert why.value.detail.zh and why.value.detail.en
    slow.close()
