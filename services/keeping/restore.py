"""`qingcheng restore`: a whole house out of a backup, where there is none yet."""

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from services.keeping import manifest, rows
from services.keeping.house import FILE, House, kind, knows
from services.keeping.manifest import Manifest
from services.keeping.moment import connection
from shared import clock, migrate
from shared.app import load
from shared.rail.recovery import DECIDED
from shared.refusal import Refusal
from shared.store import Store, insert_new, intervene
from shared.tables import contradictions

ARRIVING = ".restoring"


def restore(backup: Path, house: House, skip: int = 0) -> Manifest:
    """All or nothing. `skip` numbers, which may have been given since, are left out. Raises `Refusal`."""
    found = manifest.read(backup)
    _must_be_known(found)
    if spoiled := manifest.wrong(backup, found):
        raise Refusal(
            f"备份已损坏，没有恢复：{_some(spoiled)}。请用另一份。",
            f"It is damaged, so nothing was restored; {len(spoiled)} files are missing or changed. "
            "Take another backup.",
        )
    _must_be_empty(house)
    try:
        _put_in_place(backup, found, house)
    except (OSError, sa.exc.DBAPIError) as error:
        raise Refusal(
            "没有恢复，也没有留下半份。",
            f"Nothing was restored and nothing is left of it: {getattr(error, 'orig', error)}",
        ) from None
    if skip:
        for service, kept in found.stores.items():
            _leave_out(service, house, kept.journal, skip)
    return found


def _some(names: list[str]) -> str:
    return "、".join(names[:3]) + ("…" if len(names) > 3 else "")


def _must_be_known(found: Manifest) -> None:
    for service, kept in found.stores.items():
        for history, revision in kept.heads.items():
            if not knows(history, revision):
                raise Refusal(
                    f"备份由更新的版本 {found.house} 所做（{service}：{history} {revision}），请先升级。",
                    f"A newer version, {found.house}, made this backup: upgrade first.",
                )


def _must_be_empty(house: House) -> None:
    there = [str(folder) for folder in (house.keys, house.photos) if _holds_something(folder)]
    for service, url in house.stores.items():
        file = house.file_of(service)
        if file:
            there += [str(file)] if file.exists() else []
            continue
        try:
            with connection(url) as store:
                there += [service] if sa.inspect(store).get_table_names() else []
        except sa.exc.OperationalError as error:
            raise Refusal(f"{service} 的数据库没有应答。", f"It does not answer: {error.orig}") from None
    if there:
        raise Refusal(
            f"这里已有数据，没有恢复：{_some(there)}。请恢复到空的地方。",
            "There is a house already: move it away, or name an empty place. Nothing was changed.",
        )


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(file.is_file() and file.name != ".lock" for file in folder.rglob("*"))


def _put_in_place(backup: Path, found: Manifest, house: House) -> None:
    """The files first; the stores, which make a house of it, last and together."""
    with contextlib.ExitStack() as undone, contextlib.ExitStack() as transactions:
        undone.callback(_remove, [house.keys, house.photos])
        for name in found.files:
            top, _, rest = name.partition("/")
            if rest:
                place = {"keys": house.keys, "photos": house.photos}[top] / rest
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copyfile(backup / name, place)
                place.chmod(0o644 if place.suffix == ".pub" else 0o600)
        arrived: dict[Path, Path] = {}
        for service, url in house.stores.items():
            file = house.file_of(service) or house.settings.data / f"{service}.db"
            draft = file.with_name(file.name + ARRIVING)
            undone.callback(_remove, [draft])
            draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(backup / f"{service}.db", draft)
            migrate.upgrade(service, f"{FILE}{draft.absolute()}")
            if kind(url) == "sqlite":
                arrived[draft] = file
            else:
                transactions.enter_context(_filled(url, service, draft))
        for draft, file in arrived.items():
            draft.rename(file)
        transactions.close()  # commits
        undone.pop_all()
    for service in house.stores:
        (house.settings.data / f"{service}.db{ARRIVING}").unlink(missing_ok=True)


@contextlib.contextmanager
def _filled(url: str, service: str, file: Path) -> Iterator[None]:
    """The database has its tables and all rows of the file when the block is left, or else nothing."""
    with connection(f"{FILE}{file.absolute()}") as source:
        engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
        with engine.begin() as target:
            for history in migrate.histories(service):
                settings = migrate.config(history, url)
                settings.attributes["connection"] = target
                command.upgrade(settings, "head")
            rows.carry(source, target, service)
            yield


def _remove(places: Iterable[Path]) -> None:
    for place in places:
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


def _leave_out(service: str, house: House, journal: dict[str, int], skip: int) -> None:
    """As a person decides of what nobody has any more: the journal goes on behind these numbers."""
    ears = load(service, house.settings).state.ears
    now = clock.text(clock.now())
    gaps = [{"stream": name, "first": last + 1, "last": last + skip} for name, last in journal.items()]
    with contextlib.closing(Store(house.stores[service])) as store, store.write() as work:
        for gap in gaps:
            row = {"stream": gap["stream"], "sequence": gap["last"], "event_id": "", "said_by": "restore"}
            work.sql(sa.delete(contradictions).where(contradictions.c.stream == gap["stream"]))
            work.sql(insert_new(work, contradictions), row | {"found_at": now, "decided_at": now})
        for see in ears.returned:
            see([], skip, work)
        intervene(work, "qingcheng", "从备份恢复 restored", DECIDED, {"missing": gaps, "about": {}})
