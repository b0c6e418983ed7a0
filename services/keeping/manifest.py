"""What a backup holds, with the sum of every file. It is written last: without it a folder is no backup."""

import hashlib
import os
from pathlib import Path

from pydantic import BaseModel, ValidationError

from shared.refusal import Refusal

NAME = "manifest.json"
FORMAT = 1


class Kept(BaseModel):
    """A file of the backup."""

    sha256: str
    bytes: int


class KeptStore(BaseModel):
    """A store: what it was kept in, how far its histories were, its journal's last numbers, its rows."""

    kind: str
    heads: dict[str, str]
    journal: dict[str, int]
    rows: dict[str, int]


class Manifest(BaseModel):
    """`missing` names photos that were not there, or not what they should be, when the backup was made."""

    format: int = FORMAT
    house: str
    made_at: str
    writers_held_ms: float
    stores: dict[str, KeptStore]
    files: dict[str, Kept]
    missing: list[str] = []


def sum_of(file: Path) -> Kept:
    with file.open("rb") as opened:
        return Kept(sha256=hashlib.file_digest(opened, "sha256").hexdigest(), bytes=file.stat().st_size)


def write(folder: Path, manifest: Manifest) -> None:
    draft = folder / f".{NAME}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / NAME)


def read(folder: Path) -> Manifest:
    """Raises `Refusal` where the folder is no backup, or one that this version cannot read."""
    try:
        found = Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise Refusal(
            f"{folder} 不是备份，或备份没有做完：没有 {NAME}。",
            f"It is no backup, or one that was not finished: it has no {NAME}.",
        ) from None
    except ValidationError:
        raise Refusal(f"{folder / NAME} 已损坏。", "It is damaged: take another backup.") from None
    if found.format > FORMAT:
        raise Refusal(
            f"备份由更新的版本 {found.house} 所做，请先升级。",
            f"A newer version, {found.house}, made this backup: upgrade first.",
        )
    return found


def wrong(folder: Path, manifest: Manifest) -> list[str]:
    """Files that are missing or not what they were."""
    return [
        name
        for name, kept in manifest.files.items()
        if not (folder / name).is_file() or sum_of(folder / name) != kept
    ]


def backups_in(folder: Path) -> list[Path]:
    """Those that were finished, oldest first."""
    return sorted(found.parent for found in folder.glob(f"[0-9]*/{NAME}"))
