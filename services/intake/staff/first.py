"""The first account, made on the first start.

Where nobody has chosen its password, one lies in a file that only the owner of the data reads, until it is
changed at the first log-in. It is never in the log.
"""

import contextlib
import logging
import os
import secrets
from pathlib import Path

from services.intake.settings import chosen
from services.intake.staff.models import Staff
from services.intake.staff.rules import hash_password, who_needs_codes
from shared.service import Service
from shared.settings import Settings
from shared.store import Work

log = logging.getLogger(__name__)
NAME = "admin"


def file_of(settings: Settings) -> Path:
    """Where its password lies as long as it is the first one."""
    return settings.data / "first-password"


async def open_first_account(service: Service) -> None:
    who_needs_codes(chosen(service).totp_for)  # a role that nobody has is refused here
    given, file = chosen(service).admin_password, file_of(service.settings)
    if await service.writer.do(lambda work: _open(work, given, file)):
        log.warning(
            "首个账号 %s 的初始密码在 the first password of %s lies in %s", NAME, NAME, file.absolute()
        )


def _open(work: Work, given: str | None, file: Path) -> bool:
    """Whether a password was made, and lies in the file now."""
    if work.get(Staff, NAME):
        return False
    password = given or secrets.token_urlsafe(12)
    kept = hash_password(password)
    work.add(Staff(username=NAME, password_hash=kept, roles=["admin"], first_password=not given))
    if not given:
        _write(file, password)
    return not given


def _write(file: Path, password: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(password + "\n")


def forget(settings: Settings, username: str) -> None:
    """Once it is changed, it opens nothing."""
    if username == NAME:
        with contextlib.suppress(OSError):
            file_of(settings).unlink(missing_ok=True)
