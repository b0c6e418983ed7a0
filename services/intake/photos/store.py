"""Named reads of photos."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.intake.photos.models import Photo
from shared.problems import NotFound
from shared.store import Work


def photos_of(work: Work, dog_id: str) -> Sequence[Photo]:
    """Oldest first."""
    return work.exec(
        select(Photo).where(Photo.dog_id == dog_id).order_by(col(Photo.received_at), col(Photo.id))
    ).all()


def views_of(work: Work, stay_id: str, dog_id: str) -> set[str]:
    """From which sides the dog was photographed in this stay."""
    return set(work.exec(select(Photo.view).where(Photo.dog_id == dog_id, Photo.stay_id == stay_id)))


def faces(work: Work, dog_ids: Sequence[str]) -> dict[str, str]:
    """The photo that shows each of these dogs best: the latest from the front, else the latest."""
    known = select(Photo.dog_id, Photo.id).where(col(Photo.dog_id).in_(dog_ids))
    return dict(work.exec(known.order_by(col(Photo.view) == "front", col(Photo.received_at))).all())


def photo(work: Work, photo_id: str) -> Photo:
    """Raises `NotFound`."""
    found = work.get(Photo, photo_id)
    if found is None:
        raise NotFound(
            f"没有编号为 {photo_id} 的照片。",
            f"There is no photo {photo_id}: see GET /intake/v1/dogs/…/photos.",
        )
    return found


def hashes_from(work: Work, prefix: str) -> set[str]:
    """Which files that begin so are referred to."""
    begins_so = col(Photo.sha256).between(prefix, prefix + "g")  # hexadecimal ends at f
    return set(work.exec(select(Photo.sha256).where(begins_so)))
