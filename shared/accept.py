"""`qingcheng keys accept`: somebody says, on the machine itself, that this is the key from now on."""

import argparse
import contextlib
import getpass
import os
from collections.abc import Iterable
from pathlib import Path

from shared import keys, migrate
from shared.app import load
from shared.keyring import Key, Keyring
from shared.refusal import Refusal
from shared.settings import Settings
from shared.store import Store


def keys_of(service: str, settings: Settings) -> list[Key]:
    """What its nouns name; most services have one key, the registry has none."""
    return [key for noun in load(service, settings).state.nouns for key in noun.keys]


def accept(services: Iterable[str], name: str, why: str, settings: Settings) -> str:
    """The service whose key it is. What an older key sealed stays unreadable. Raises `Refusal`."""
    own = {key.name: service for service in services for key in keys_of(service, settings)}
    if name not in own:
        there = "、".join(own)
        raise Refusal(f"没有叫 {name} 的密钥；有：{there}。", f"There is no key {name}; there are: {there}.")
    if len(why.strip()) < 3:
        raise Refusal("请用 --why 写明原因，记录在案。", "Say why with --why: it is recorded.")
    service = own[name]
    with contextlib.closing(_store(service, settings)) as store:
        try:
            Keyring(store, settings, keys_of(service, settings)).accept(name, _who(), why.strip())
        except OSError as error:
            raise Refusal(
                f"{error.filename} 不能读写，请检查权限。",
                f"It cannot be used, see who may: {error.strerror}.",
            ) from None
    return service


def _store(service: str, settings: Settings) -> Store:
    url = settings.database_of(service)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        raise Refusal(
            f"这里没有 {service} 的数据：{url}。", f"No data of {service} here: say where with --data."
        )
    migrate.upgrade(service, url)
    return Store(url)


def _who() -> str:
    with contextlib.suppress(KeyError, OSError):
        return getpass.getuser()
    return f"uid {os.getuid()}"


def main() -> None:
    """`python -m shared.accept KEY --why …`: inside a container, for the service that runs there."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("key")
    parser.add_argument("--why", required=True)
    given = parser.parse_args()
    keys.for_us_alone()
    try:
        accept([os.environ["QINGCHENG_SERVICE"]], given.key, given.why, Settings())
    except Refusal as reason:
        raise SystemExit(str(reason)) from None
    print(f"{given.key}：已确认，记录在案 accepted, on record")


if __name__ == "__main__":
    main()
