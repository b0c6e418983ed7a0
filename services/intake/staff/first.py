"""The first account, made on the first start.

Where nobody has chosen its password, one is printed once, to be changed at the first log-in.
"""

import secrets

from services.intake.settings import chosen
from services.intake.staff.models import Staff
from services.intake.staff.rules import hash_password, who_needs_codes
from shared.service import Service
from shared.store import Work


async def open_first_account(service: Service) -> None:
    who_needs_codes(chosen(service).totp_for)  # a role that nobody has is refused here
    given = chosen(service).admin_password
    made = await service.writer.do(lambda work: _open(work, given))
    if made:
        print(
            f"\n  首个账号 First account:  admin  {made}\n  （只显示这一次 shown only this once）\n",
            flush=True,
        )


def _open(work: Work, given: str | None) -> str | None:
    if work.get(Staff, "admin"):
        return None
    password = given or secrets.token_urlsafe(12)
    kept = hash_password(password)
    work.add(Staff(username="admin", password_hash=kept, roles=["admin"], first_password=not given))
    return None if given else password
