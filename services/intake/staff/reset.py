"""Gives a lost account back, with no log-in: python -m services.intake.staff.reset NAME, on the machine."""

import argparse
import os
import secrets
import sys

from services.intake.staff import codes, store
from services.intake.staff.rules import hash_password
from services.intake.staff.unlock import here, whoever_asks
from shared.problems import NotFound
from shared.refusal import Refusal
from shared.settings import Settings
from shared.store import Store, intervene

WHY = "本机重置 reset on the machine"


def reset(settings: Settings, username: str, why: str) -> str:
    """A new first password: the account is open again, its codes are taken away, its sessions over.

    Whether intake runs or not: the store is enough. On record in the account's acts and in `interventions`.

    Raises `NoDatabase` and `NotFound`.
    """
    by, kept, password = whoever_asks(), Store(here(settings)), secrets.token_urlsafe(12)
    try:
        with kept.write() as work:
            staff = store.open_again(work, username, by, why)
            had_codes = codes.are_on(work, username)
            if had_codes:
                codes.reset(work, username, by, why)
            store.set_password(work, username, hash_password(password), staff.password_hash, by, given=True)
            intervene(work, by, why, "staff.reset", {"username": username, "codes": had_codes})
    finally:
        kept.close()
    return password


def words(username: str, password: str) -> str:
    """What is said once, and to nobody else."""
    return (
        f"{username}: {password}\n（只显示这一次，登录后须改；动态验证码已取消，原来的登录都已失效）\n"
        "(Shown this once, to be changed at the first log-in. Codes are taken away, all sessions over.)"
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("name")
    ask.add_argument("--why", default=WHY)
    asked = ask.parse_args()
    os.umask(0o077)
    try:
        print(words(asked.name, reset(Settings(), asked.name, asked.why)))
    except NotFound as problem:
        sys.exit(problem.detail)
    except Refusal as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
