"""The files of photos, which are named by their hash: which there should be, and which there are."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from services.intake.photos.album import Album
from services.intake.photos.models import Photo


def hashes(intake: sa.Connection) -> list[str]:
    """Of every photo that a row refers to."""
    table: sa.Table = Photo.metadata.tables["photo"]
    return sorted(intake.scalars(sa.select(table.c.sha256).distinct()))


def files_of(album: Album, sha256: str) -> tuple[Path, ...]:
    """The original and the two copies that are shown."""
    return album.original(sha256), album.shown(sha256, "large"), album.shown(sha256, "small")


def spoiled(album: Album, known: Iterable[str]) -> list[str]:
    """Hashes whose files are not all there, or whose original is not what it was."""
    return [one for one in known if not _is_whole(album, one)]


def _is_whole(album: Album, sha256: str) -> bool:
    try:
        with album.original(sha256).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        return same and all(file.is_file() for file in files_of(album, sha256))
    except OSError:
        return False


def orphans(folder: Path, known: Iterable[str], before: float) -> list[Path]:
    """Files older than that moment to which no row refers."""
    named = set(known)
    return [
        file
        for file in sorted(folder.glob("*/??/*"))
        if file.name[:64] not in named and file.stat().st_mtime < before
    ]
