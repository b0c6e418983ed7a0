"""`qingcheng backup`: a folder that a whole house can be made of again, while it goes on working."""

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from services.intake.photos.album import Album
from services.keeping import manifest, photos, rows
from services.keeping.house import FILE, House, heads, kind, must_be_there, our_version
from services.keeping.manifest import Kept, KeptStore, Manifest
from services.keeping.moment import Moment, one_moment
from shared import clock, migrate
from shared.refusal import Refusal

UNFINISHED = ".unfinished"


def make(house: House, folder: Path, keep: int = 0) -> Path:
    """A new backup in the folder of all of them; only the newest `keep` stay. Raises `Refusal`."""
    _must_lie_elsewhere(house, folder)
    must_be_there(house)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            made = _make(house, folder)
            _forget(folder, keep)
        return made
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        zh = "磁盘已满" if full else "不能写入"
        raise Refusal(
            f"备份没有做成，{folder} {zh}；没有留下半份。",
            f"No backup was made: {error.strerror or error}. Nothing half made is left.",
        ) from None


def tell(house: House, folder: Path, keep: int) -> str:
    """Makes one, and says where it is and what it lacks."""
    made = make(house, folder, keep)
    found = manifest.read(made)
    held = f"{made}，写入暂停 writers waited {found.writers_held_ms} ms"
    if not found.missing:
        return held
    return f"{held}\n缺失或被改动的照片 photos missing or changed {len(found.missing)}: {found.missing[:3]}"


def _must_lie_elsewhere(house: House, folder: Path) -> None:
    inside = [house.settings.data, house.keys]
    if any(folder.resolve().is_relative_to(one.resolve()) for one in inside):
        raise Refusal(
            f"{folder} 在数据目录里，会随数据一起丢失。请放到别的磁盘上。",
            "It lies in the data that it should save: name a folder elsewhere, at best on another disk.",
        )


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("正在备份，请等它做完。", f"Another backup is being made in {folder}.") from None
        for left in folder.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        yield


def _make(house: House, folder: Path) -> Path:
    name = _free_name(folder)
    draft = folder / f"{name}{UNFINISHED}"
    earlier = manifest.backups_in(folder)
    draft.mkdir(mode=0o700)
    try:
        with one_moment(house.stores) as moment:
            found = _keep_stores(house, draft, moment)
            known = photos.hashes(moment.snapshots["intake"])
        _keep_keys(house, draft, found)
        found.missing = _keep_photos(house, draft, earlier[-1] if earlier else None, known, found)
        manifest.write(draft, found)
        os.sync()
        draft.rename(folder / name)
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if isinstance(error, sa.exc.DBAPIError) or "disk is full" in str(error):
            raise OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error)) from error
        raise
    return folder / name


def _free_name(folder: Path) -> str:
    """The city's time, so that the newest comes last."""
    now = clock.now().astimezone(clock.CITY)
    name, count = now.strftime("%Y%m%d-%H%M%S"), 1
    while (folder / name).exists():
        count += 1
        name = f"{now:%Y%m%d-%H%M%S}-{count}"
    return name


def _keep_stores(house: House, draft: Path, moment: Moment) -> Manifest:
    """Each as a file of SQLite, of whatever kind the store is."""
    made_at = clock.now().astimezone(clock.CITY).isoformat(timespec="seconds")
    stores = {}
    for service, snapshot in moment.snapshots.items():
        reached = rows.revisions(snapshot, service)
        if reached != heads(service):
            raise Refusal(
                f"{service} 的数据库与本程序版本不符。",
                f"The store of {service} is not of this version: give the command of the version that runs.",
            )
        file = draft / f"{service}.db"
        if snapshot.dialect.name == "sqlite":
            rows.copy_file(snapshot, file)
        else:
            _carry(snapshot, file, service)
        stores[service] = KeptStore(
            kind=kind(house.stores[service]), heads=reached, journal=rows.ends(snapshot),
            rows=rows.counts(snapshot, service),
        )  # fmt: skip
    held = round(moment.held * 1000, 1)
    files = {f"{service}.db": manifest.sum_of(draft / f"{service}.db") for service in stores}
    return Manifest(house=our_version(), made_at=made_at, writers_held_ms=held, stores=stores, files=files)


def _carry(snapshot: sa.Connection, file: Path, service: str) -> None:
    migrate.upgrade(service, f"{FILE}{file}")
    engine = sa.create_engine(f"{FILE}{file}", poolclass=sa.NullPool)
    with engine.begin() as target:
        rows.carry(snapshot, target, service)


def _keep_keys(house: House, draft: Path, found: Manifest) -> None:
    for file in sorted(house.keys.glob("*")):
        if file.is_file() and not file.name.startswith("."):
            found.files[f"keys/{file.name}"] = _copied(file, draft / "keys" / file.name)


def _keep_photos(
    house: House, draft: Path, earlier: Path | None, known: list[str], found: Manifest
) -> list[str]:
    """What an earlier backup has is the same file under a second name. Names what is not there."""
    before = manifest.read(earlier).files if earlier else {}
    album, missing = Album(house.photos), list[str]()
    for sha256 in known:
        for file in photos.files_of(album, sha256):
            name = f"photos/{file.relative_to(house.photos)}"
            target = draft / name
            if earlier and name in before and _linked(earlier / name, target, before[name]):
                found.files[name] = before[name]
            elif file.is_file():
                found.files[name] = _copied(file, target)
                if target.name == sha256 != found.files[name].sha256:
                    missing.append(name)
            else:
                missing.append(name)
    return missing


def _linked(there: Path, target: Path, kept: Kept) -> bool:
    try:
        if there.stat().st_size != kept.bytes:
            return False
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.link(there, target)
    except OSError:  # gone from there, or on a disk that knows no second names
        return False
    return True


def _copied(file: Path, target: Path) -> Kept:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    return manifest.sum_of(target)


def _forget(folder: Path, keep: int) -> None:
    """The manifest goes first: what is half removed is no backup."""
    for old in manifest.backups_in(folder)[:-keep] if keep else []:
        (old / manifest.NAME).unlink()
        shutil.rmtree(old)
