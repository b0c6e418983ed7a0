"""Files come before rows, whole or not at all, and what no row refers to is swept."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.photos.album import Album, NoRoomForPhotos, PhotoFileIsGone
from services.intake.photos.images import Developed

ROOT = Path(__file__).parents[3]
ORIGINAL = bytes(range(256)) * 2000
DEVELOPED = Developed("image/jpeg", 96, 64, b"large" * 1000, b"small" * 100)
HASH = hashlib.sha256(ORIGINAL).hexdigest()
DAYS = 86_400.0


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path / "deep/photos")


def files(album: Album) -> list[Path]:
    return sorted(path for path in album.folder.rglob("*") if path.is_file() and path.name != ".lock")


def keep(album: Album) -> None:
    album.keep(HASH, ORIGINAL, DEVELOPED)


def nothing(_: str) -> set[str]:
    return set()


def everything(_: str) -> set[str]:
    return {HASH}


def grow_old(album: Album) -> None:
    for path in files(album):
        os.utime(path, (time.time() - 2 * DAYS,) * 2)


def test_a_photo_lies_under_its_hash_and_cannot_be_written_to(album: Album) -> None:
    keep(album)

    assert album.read_original(HASH) == ORIGINAL
    assert album.read_shown(HASH, "large") == DEVELOPED.large
    assert album.read_shown(HASH, "small") == DEVELOPED.small
    assert album.original(HASH).stat().st_mode & 0o777 == 0o400


def test_the_same_photo_twice_is_one_file_that_is_not_written_again(album: Album) -> None:
    keep(album)
    before = [path.stat().st_ino for path in files(album)]

    keep(album)

    assert [path.stat().st_ino for path in files(album)] == before
    assert len(before) == 3


def test_many_at_once_leave_one_whole_file(album: Album) -> None:
    phones = [threading.Thread(target=keep, args=(album,)) for _ in range(8)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()

    assert len(files(album)) == 3
    assert album.read_original(HASH) == ORIGINAL


def test_an_original_that_was_changed_is_not_shown_as_one(album: Album) -> None:
    keep(album)
    album.original(HASH).chmod(0o640)
    album.original(HASH).write_bytes(ORIGINAL[:-1] + b"!")

    with pytest.raises(PhotoFileIsGone):
        album.read_original(HASH)


def test_a_file_that_is_missing_is_said_to_be(album: Album) -> None:
    with pytest.raises(PhotoFileIsGone):
        album.read_shown(HASH, "small")


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file of this process grows beyond 100 kB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_is_said_and_leaves_nothing_half_written(album: Album, full_disk: None) -> None:
    with pytest.raises(NoRoomForPhotos) as refused:
        keep(album)

    assert refused.value.status == 503
    assert not album.original(HASH).exists()
    assert list(album.folder.glob("incoming/*")) == []


def test_when_there_is_room_again_the_same_photo_is_kept(album: Album) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(NoRoomForPhotos):
            keep(album)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)

    keep(album)

    assert album.read_original(HASH) == ORIGINAL


KILLED = """
import os, sys
from pathlib import Path
from services.intake.photos import album as module
from services.intake.photos.images import Developed

def die(*_):
    os._exit(9)

if sys.argv[2] != "after":
    setattr(Path if sys.argv[2] == "rename" else os, sys.argv[2], die)
shown = Developed("image/jpeg", 1, 1, b"l", b"s")
module.Album(Path(sys.argv[1])).keep(sys.argv[3], bytes(range(256)) * 2000, shown)
os._exit(9)
"""


@pytest.mark.parametrize("moment", ["fsync", "rename", "after"])
def test_a_crash_leaves_a_whole_file_or_none_and_the_sweep_takes_what_is_left(
    album: Album, moment: str
) -> None:
    crash = subprocess.run([sys.executable, "-c", KILLED, album.folder, moment, HASH], cwd=ROOT)

    assert crash.returncode == 9
    assert album.original(HASH).exists() is (moment == "after")
    grow_old(album)
    album.sweep(nothing)
    assert files(album) == []
    keep(album)
    assert album.read_original(HASH) == ORIGINAL


def test_the_sweep_leaves_what_a_row_refers_to(album: Album) -> None:
    keep(album)
    grow_old(album)

    assert album.sweep(everything) == 0
    assert len(files(album)) == 3


def test_the_sweep_leaves_what_is_young(album: Album) -> None:
    """Between a file and its row there is a moment."""
    keep(album)

    assert album.sweep(nothing) == 0
    assert len(files(album)) == 3


def test_an_orphan_that_is_sent_again_is_young_again(album: Album) -> None:
    keep(album)
    grow_old(album)

    keep(album)

    assert album.sweep(nothing) == 0
    assert album.read_original(HASH) == ORIGINAL


def test_an_empty_album_is_swept_too(album: Album) -> None:
    assert album.sweep(nothing) == 0
