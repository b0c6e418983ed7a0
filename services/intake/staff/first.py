"""The first account, made on the first start; its password is printed once where nobody has chosen it."""

import secrets

from services.intake.settings import IntakeSettings
from services.intake.staff.models import Staff
from services.intake.staff.rules import hash_password
from shared.service import Service
from shared.store import Work


async def open_first_account(service: Service) -> None:
    made = await service.writer.do(_open)
    if made:
        print(
            f"\n  首个账号 First account:  admin  {made}\n  （只显示这一次 shown only this once）\n",
            flush=True,
        )


def _open(work: Work) -> str | None:
    if work.get(Staff, "admin"):
        return None
    given = IntakeSettings().admin_password
    password = given or secrets.token_urlsafe(12)
    work.add(Staff(username="admin", password_hash=hash_password(password), roles=["admin"]))
    return None if given else password
