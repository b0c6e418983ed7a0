"""Opens an account on the machine itself, with no log-in: python -m services.intake.staff.unlock NAME."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from services.intake.staff import codes, store
from shared.problems import NotFound
from shared.refusal import Refusal
from shared.settings import Settings
from shared.store import Store, intervene


class NoDatabase(Refusal):
    """There is nothing to unlock here."""


def unlock(settings: Settings, username: str, why: str, and_codes: bool = False) -> str:
    """Also while intake runs: it waits for its turn to write. Says as whom it is recorded.

    `and_codes`: the codes that it logs in with are lost, and taken away.

    Raises `NoDatabase` and `NotFound`.
    """
    url = here(settings)
    by, kept = whoever_asks(), Store(url)
    try:
        with kept.write() as work:
            store.open_again(work, username, by, why)
            if and_codes and codes.are_on(work, username):
                codes.reset(work, username, by, why)
            intervene(work, by, why, "staff.unlock", {"username": username, "codes": and_codes})
    finally:
        kept.close()
    return by


def whoever_asks() -> str:
    """As whom it stands on record: the user of the operating system."""
    return f"{getpass.getuser()} (本机 on this machine)"


def here(settings: Settings) -> str:
    """The database of intake on this machine. Raises `NoDatabase`."""
    url = settings.database_of("intake")
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        raise NoDatabase(
            f"这里没有收容的数据库：{url}，请用 --data 指明数据目录。",
            f"There is no database of intake at {url}: say where with --data.",
        )
    return url


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("name")
    ask.add_argument("--why", default="本机解锁 unlocked on the machine")
    ask.add_argument("--codes", action="store_true", help="也重置动态验证码 take away the codes too")
    asked = ask.parse_args()
    os.umask(0o077)
    try:
        print(f"{asked.name}: 已解锁 unlocked, {unlock(Settings(), asked.name, asked.why, asked.codes)}")
    except NotFound as problem:
        sys.exit(problem.detail)
    except Refusal as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
