"""What is decided about photos. No database, no files, no clock, no network."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from services.intake.photos.images import Developed
from services.intake.photos.models import Photo
from shared.events import PhotoTaken
from shared.ids import uuid_from
from shared.problems import Problem
from shared.said import Said

View = Literal["front", "left", "right", "back", "wound", "other"]
VIEWS: tuple[View, ...] = get_args(View)
SIDES: tuple[View, ...] = ("front", "left", "right", "back")
FEWEST_SIDES = 3


class KeptAsAnotherView(Problem):
    title = Said("这张照片已作为别的角度保存", "This photo is kept as another view")


def missing_views(taken: Iterable[str]) -> list[View]:
    """Which sides to photograph next, so that the intake sheet has its three.

    Domain §2.1 wants at least three photos; registration (§1.5) wants front, left and right, so these
    are asked for first. A wound is no side.
    """
    have = set(taken)
    lacking = [side for side in SIDES if side not in have]
    return lacking[: max(0, FEWEST_SIDES - (len(SIDES) - len(lacking)))]


def photo_id(stay_id: str, sha256: str) -> str:
    """The same file sent twice for one stay is one photo."""
    return uuid_from("photo", stay_id, sha256)


def take(
    dog_id: str, stay_id: str, view: View, hashes: tuple[str, str], size: int, developed: Developed,
    by: str, now: datetime,
) -> Photo:  # fmt: skip
    """A photo as it is entered; `hashes` are the file's SHA-256 and SM3 (domain §5.1)."""
    sha256, sm3 = hashes
    return Photo(
        id=photo_id(stay_id, sha256), dog_id=dog_id, stay_id=stay_id, view=view, kind=developed.kind,
        size=size, width=developed.width, height=developed.height, sha256=sha256, sm3=sm3, received_at=now,
        taken_by=by,
    )  # fmt: skip


def taken(photo: Photo) -> PhotoTaken:
    """What the others are told: enough to check the file, nothing that says who took it."""
    return PhotoTaken(
        occurred_at=photo.received_at, dog_id=photo.dog_id, stay_id=photo.stay_id, photo_id=photo.id,
        view=photo.view, sha256=photo.sha256, sm3=photo.sm3, size=photo.size,
    )  # fmt: skip


def same_view(kept: Photo, view: View) -> None:
    """One picture is not two views of a dog. Raises `KeptAsAnotherView`."""
    if kept.view != view:
        raise KeptAsAnotherView(
            f"同一张照片已作为 {kept.view} 保存，不能再算作 {view}：请另拍一张。",
            f"This photo is kept as {kept.view} and cannot be {view} too: take another one.",
        )
