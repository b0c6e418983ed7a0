"""What a house keeps and where: four stores, keys and photos, as its settings name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from alembic.script import ScriptDirectory

from shared import migrate
from shared.refusal import Refusal
from shared.settings import Settings

FILE = "sqlite:///"


@dataclass(frozen=True)
class House:
    """`stores` gives each service the address of its own."""

    settings: Settings
    stores: dict[str, str]

    @property
    def keys(self) -> Path:
        return self.settings.key_folder

    @property
    def photos(self) -> Path:
        return self.settings.data / "photos"

    def file_of(self, service: str) -> Path | None:
        """Of a store on SQLite."""
        url = self.stores[service]
        return Path(url.removeprefix(FILE)) if url.startswith(FILE) else None


def house_of(settings: Settings, services: Sequence[str]) -> House:
    return House(settings, settings.databases_of(services))


def house_in(settings: Settings, services: Sequence[str]) -> House:
    """Whose four stores are files of its data folder, whatever the environment names."""
    stores = {service: f"{FILE}{settings.data.absolute()}/{service}.db" for service in services}
    return House(settings, stores)


def kind(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def heads(service: str) -> dict[str, str]:
    """How far the histories of its store go, as this code knows them."""
    return {history: _script(history).get_current_head() or "" for history in migrate.histories(service)}


def knows(history: str, revision: str) -> bool:
    return revision in {one.revision for one in _script(history).walk_revisions()}


def _script(history: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(migrate.config(history, FILE))


def our_version() -> str:
    try:
        return version("qingcheng")
    except PackageNotFoundError:
        return "unknown"


def must_be_there(house: House) -> None:
    """Raises `Refusal` where a store is a file that nobody has made: SQLite would make an empty one."""
    for service in house.stores:
        if (file := house.file_of(service)) and not file.exists():
            raise Refusal(
                f"这里没有 {service} 的数据库：{file}。请用 --data 指明。",
                f"There is no store of {service} here: say where with --data, or set QINGCHENG_DATABASE_URL.",
            )
