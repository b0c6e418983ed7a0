"""Keys in files: made once, whoever comes first, and never seen half written."""

import contextlib
import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)


def keep(file: Path, fresh: bytes, mode: int = 0o600) -> bytes:
    """What the file holds; `fresh` becomes that if there is no file yet. Two that start together agree."""
    if not file.exists():
        with _draft(file, fresh, mode) as draft, contextlib.suppress(FileExistsError):
            os.link(draft, file)
    return file.read_bytes()


def kept_or_own(file: Path) -> bytes:
    """The key in the file, made at the first use; of this process alone where none can be kept there."""
    fresh = secrets.token_bytes(32)
    try:
        return keep(file, fresh) or fresh
    except OSError as error:
        log.warning("%s cannot be kept, so no replica shares it: %s", file, error)
        return fresh


def follow(file: Path, content: bytes, mode: int = 0o644) -> None:
    """The file holds this from now on; whoever reads it sees the old or the new, whole."""
    if not file.exists() or file.read_bytes() != content:
        with _draft(file, content, mode) as draft:
            draft.replace(file)


def fingerprint(key: bytes) -> str:
    """What may be written down of a key: it tells two apart, and helps nobody to guess either."""
    return hashlib.sha256(b"qingcheng key\0" + key).hexdigest()[:32]


def for_us_alone(*folders: Path) -> None:
    """What this process makes from now on only its user can read; also what lies in these folders already."""
    os.umask(0o077)
    for found in (one for folder in folders if folder.is_dir() for one in (folder, *folder.rglob("*"))):
        with contextlib.suppress(OSError):  # another user's, or gone
            mode = found.lstat().st_mode
            if not found.is_symlink() and mode & 0o077 and found.suffix != ".pub":
                found.chmod(mode & 0o7700)


@contextlib.contextmanager
def _draft(file: Path, content: bytes, mode: int) -> Iterator[Path]:
    """The content in a file beside it, on disk; gone afterwards, unless it has taken the other's place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as writing:
        os.fchmod(writing.fileno(), mode)  # whatever the umask: services of other users read what is public
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())
        if os.geteuid() == 0:  # a command given by root must not lock the service out
            folder = file.parent.stat()
            os.fchown(writing.fileno(), folder.st_uid, folder.st_gid)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
