"""Where photos lie: files named after their hash, written once and never changed.

A file comes before its row: it is on disk whole, under its final name, before anything refers to it. A
crash in between leaves a file without a row, which harms nobody and is swept away a day later.
"""

import contextlib
import errno
import fcntl
import hashlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from services.intake.photos.images import Developed
from shared.problems import Problem
from shared.said import Said

log = logging.getLogger(__name__)
Size = Literal["large", "small"]
A_DAY = 86_400.0  # seconds; far longer than anything between a file and its row can take


class NoRoomForPhotos(Problem):
    status = 503
    title = Said("暂时无法保存照片", "Cannot save photos right now")


class PhotoFileIsGone(Problem):
    status = 503
    title = Said("照片文件缺失或被改动", "The photo's file is missing or was changed")


def fingerprints(original: bytes) -> tuple[str, str]:
    """SHA-256 (FIPS 180-4) and SM3 (GB/T 32905), in hexadecimal."""
    return hashlib.sha256(original).hexdigest(), hashlib.new("sm3", original).hexdigest()


@contextlib.contextmanager
def room_needed() -> Iterator[None]:
    """Turns a disk that is full, or that fails, into what to do about it."""
    try:
        yield
    except OSError as error:
        log.warning("a photo could not be kept: %s", errno.errorcode.get(error.errno or 0, error))
        raise NoRoomForPhotos(
            "照片没有保存（存储已满或故障）：请通知管理员，稍后重发同一张照片，不会重复。",
            "The photo was not kept (the disk is full or fails): tell the administrator and send it later; "
            "it is kept once.",
        ) from error


class Album:
    """The folder of all photos; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def original(self, sha256: str) -> Path:
        return self.folder / "originals" / sha256[:2] / sha256

    def shown(self, sha256: str, size: Size) -> Path:
        return self.folder / "shown" / sha256[:2] / f"{sha256}-{size}.jpg"

    def keep(self, sha256: str, original: bytes, developed: Developed) -> None:
        """The copies first, the original last: where it is, all three are. Raises `NoRoomForPhotos`."""
        with room_needed(), self._alone():
            for path, content in (
                (self.shown(sha256, "large"), developed.large),
                (self.shown(sha256, "small"), developed.small),
                (self.original(sha256), original),
            ):
                if path.exists():
                    os.utime(path)  # young again: no sweep takes it before its row is there
                else:
                    self._write(path, content)

    def read_original(self, sha256: str) -> bytes:
        """Byte for byte what the camera made. Raises `PhotoFileIsGone` if it is not that any more."""
        content = self._read(self.original(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            log.error("the original of %s was changed on disk", sha256)
            raise _gone(sha256)
        return content

    def read_shown(self, sha256: str, size: Size) -> bytes:
        return self._read(self.shown(sha256, size))

    def sweep(self, known: Callable[[str], set[str]], older_than: float = A_DAY) -> int:
        """Removes old files that no row refers to; `known` gives the hashes that begin with a prefix."""
        before = time.time() - older_than
        swept = sum(self._swept(path, before) for path in list(self.folder.glob("incoming/*")))
        for shelf in sorted(self.folder.glob("*/??")):
            old = [path for path in shelf.iterdir() if path.stat().st_mtime < before]
            rows = known(shelf.name) if old else set()
            swept += sum(self._swept(path, before) for path in old if path.name[:64] not in rows)
        return swept

    def _swept(self, path: Path, before: float) -> bool:
        """Looked at once more with the album locked: an upload may just have made use of it."""
        with self._alone(), contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                return True
        return False

    def _write(self, path: Path, content: bytes) -> None:
        draft = self.folder / "incoming" / secrets.token_hex(16)
        _made(draft.parent)
        _made(path.parent)
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), 0o400)
                os.fsync(file.fileno())
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _to_disk(path.parent)

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            log.error("%s is missing", path)
            raise _gone(path.name[:64]) from None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        _made(self.folder)
        with (self.folder / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _gone(sha256: str) -> PhotoFileIsGone:
    return PhotoFileIsGone(
        f"请通知管理员从备份恢复照片 {sha256[:12]}。",
        f"Tell the administrator: restore photo {sha256[:12]} from the backup.",
    )


def _made(folder: Path) -> None:
    """A folder that is still there after a power cut, with those above it."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(exist_ok=True)
        _to_disk(folder.parent)


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
