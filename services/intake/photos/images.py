"""What is a photo and what is not. It is looked at in a process of its own: see `darkroom`."""

from services.intake.photos.darkroom import Developed as Developed
from shared.apart import Apart
from shared.inside import Refused
from shared.problems import Problem, Unreasonable
from shared.said import Said

LARGEST_FILE = 20_000_000  # bytes
DARKROOM = Apart(
    "services.intake.photos.darkroom:develop", seconds=10, memory=1_000_000_000,
    trusts=("services.intake.photos.darkroom",),
)  # fmt: skip


class PhotoTooLarge(Problem):
    status = 413
    title = Said("照片文件太大", "The photo is too large")


class TooManyPixels(Unreasonable):
    title = Said("照片像素太多", "The photo has too many pixels")


class NotAPhoto(Unreasonable):
    title = Said("不是照片", "Not a photo")


class PhotoIsBroken(Unreasonable):
    title = Said("照片不完整", "The photo is broken")


class HiddenContent(Unreasonable):
    title = Said("照片里藏有别的文件", "Another file hides in the photo")


class PhotoTooElaborate(Unreasonable):
    title = Said("照片编码过于复杂", "The photo is too elaborate")


REFUSALS = {
    kind.__name__: kind
    for kind in (TooManyPixels, NotAPhoto, PhotoIsBroken, HiddenContent, PhotoTooElaborate)
}


def develop(original: bytes) -> Developed:
    """Looks at every pixel once. Raises what is wrong with it, and what to do."""
    if len(original) > LARGEST_FILE:
        raise PhotoTooLarge(
            "一张照片最多 20 MB：请在相机里选小一点的尺寸重拍。",
            "A photo may have 20 MB: choose a smaller size in the camera and take it again.",
        )
    try:
        developed = DARKROOM.one(original)
    except Refused as why:
        kind, chinese, english = why.args
        raise REFUSALS[kind](chinese, english) from None
    assert isinstance(developed, Developed)
    return developed
