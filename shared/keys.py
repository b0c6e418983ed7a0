"""Keys in files: made once, whoever comes first, and never seen half written."""

import contextlib
import os
import secrets
from pathlib import Path


def keep(file: Path, fresh: bytes, mode: int = 0o600) -> bytes:
    """What the file holds; `fresh` becomes that if there is no file yet. Two that start together agree."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as writing:
            writing.write(fresh)
            writing.flush()
            os.fsync(writing.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_bytes()
