"""Develops a photo: finds out whether it really is one, and makes the copies that are shown.

Runs in a process of its own (`shared.inside`), and imports little. Nothing here reads or writes a file. A
phone's camera leaves more behind its picture than the picture (a short film, a depth map), so bytes after the
end are no reason to refuse; another format inside them is.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pi_heif  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from shared.inside import Refused

pi_heif.register_heif_opener()
Image.init()  # what it loads, it loads before it may open no more files

MOST_PIXELS = 50_000_000
LARGE, SMALL = 1600, 320  # pixels of the longer side
SCAN, MOST_SCANS = b"\xff\xda", 200  # in all pictures of the file: a thumbnail, the other eye of a camera
ORIENTATION = 0x0112  # EXIF
KINDS = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
MARKUP = re.compile(  # what a browser or a web server would run, were it given this file
    rb"<(?:script[\s>/]|html[\s>]|!doctype\s+html|svg\s[^<>]{0,200}xmlns|\?php\s)", re.IGNORECASE
)
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
ZIP_END = b"PK\x05\x06\0\0\0\0"  # a ZIP is read from its end: this record, then at most 64 KB of comment


@dataclass(frozen=True, slots=True)
class Developed:
    """What the photo is, the right way up, and its two copies: JPEG, no EXIF, no GPS, no comments."""

    kind: str
    width: int
    height: int
    large: bytes
    small: bytes


def develop(original: bytes) -> Iterator[Developed]:
    """Looks at every pixel once. Raises what is wrong with it, and what to do."""
    with _opened(original) as image:
        kind = KINDS[image.format or ""]
        _refuse_bombs(image, original)
        _refuse_disguises(original)
        size = image.size[::-1] if _lies_on_its_side(image) else image.size
        large = _decoded(image)
    small = large.copy()
    small.thumbnail((SMALL, SMALL))
    yield Developed(kind, *size, _as_jpeg(large, 82), _as_jpeg(small, 75))


def _opened(original: bytes) -> Image.Image:
    """Only reads the head; these four decoders and no other."""
    try:
        return Image.open(BytesIO(original), formats=("JPEG", "PNG", "WEBP", "HEIF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except Exception:  # a decoder may stumble over hostile bytes in any way that it likes
        raise Refused(
            "NotAPhoto",
            "只收 JPEG、PNG、WEBP、HEIC 照片：请直接用相机拍摄后上传。",
            "Photos are JPEG, PNG, WEBP or HEIC: take it with the camera and send it as it is.",
        ) from None


def _refuse_bombs(image: Image.Image, original: bytes) -> None:
    """Before any of them is unpacked. A camera writes a dozen scans at most; each is a look at all pixels."""
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    if image.format in ("JPEG", "MPO") and original.count(SCAN) > MOST_SCANS:
        raise Refused(
            "PhotoTooElaborate",
            "这张照片编码得过于复杂，不是相机拍的样子：请用相机重拍。",
            "It is coded in more layers than a camera makes: take it again with the camera.",
        )


def _too_many_pixels() -> Refused:
    return Refused(
        "TooManyPixels",
        "一张照片最多 5000 万像素：请在相机里选小一点的尺寸重拍。",
        "A photo may have 50 megapixels: choose a smaller size in the camera and take it again.",
    )


def _refuse_disguises(original: bytes) -> None:
    """A photo that is a web page, a PDF or an archive as well is not what a camera makes."""
    archive = ZIP_END in original[-65_557:] or any(begins in original for begins in ARCHIVES)
    if archive or b"%PDF-" in original[:1024] or MARKUP.search(original):
        raise Refused(
            "HiddenContent",
            "照片里夹带了网页、PDF 或压缩包：请用相机重拍，不要上传别处收到的文件。",
            "It carries a web page, a PDF or an archive: take it with the camera, do not pass a file on.",
        )


def _lies_on_its_side(image: Image.Image) -> bool:
    with contextlib.suppress(Exception):  # EXIF that is not EXIF
        return image.getexif().get(ORIENTATION) in (5, 6, 7, 8)
    return False


def _decoded(image: Image.Image) -> Image.Image:
    """The whole picture, made smaller while it is read, the right way up, on white."""
    try:
        if image.mode in ("P", "PA"):
            image = image.convert("RGBA")
        image.thumbnail((LARGE, LARGE))
        image.load()
        with contextlib.suppress(Exception):  # EXIF that is not EXIF: shown as it lies
            image = ImageOps.exif_transpose(image)
        return _on_white(image)
    except Exception:  # see _opened
        raise Refused(
            "PhotoIsBroken",
            "照片没有传完或已损坏：请重新上传；还不行就重拍。",
            "It was cut off or is damaged: send it again, or take it again.",
        ) from None


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture, so that nothing that came along with the old one goes on."""
    plain = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _as_jpeg(image: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
