"""A password is changed by whoever has it, or given by an administrator: then it is changed first of all."""

import anyio

from services.intake.staff import first, guessing, hashing, rules, store
from services.intake.staff.codes import check_own_password
from services.intake.staff.hashing import Rank
from services.intake.staff.models import Staff
from services.intake.staff.rules import NewPassword, SamePassword
from shared.auth import NotAllowed, Who
from shared.service import Service


async def change(service: Service, username: str, new: NewPassword, who: Who) -> Staff:
    """What was signed in with the old one is over. The same one again changes nothing.

    Raises `NotAllowed`, `NotFound`, `WrongPassword`, `Guessable`, `SamePassword`, `TooManyRequests`.
    """
    own = who.name == username
    if not own and (who.still or not who.may({"admin"})):
        raise NotAllowed(
            "只能修改自己的密码。", "You can change your own password; an admin can change others'."
        )
    before = await anyio.to_thread.run_sync(_find, service, username)
    if own:
        await check_own_password(service, username, new.old)
    guessing.check(new.password, username)
    threads = hashing.of(service)
    if await threads.do(Rank.KNOWN, lambda: rules.is_password(before.password_hash, new.password)):
        if before.first_password:
            raise SamePassword("请换一个新的。", "Choose another one.")
        return before
    fresh = await threads.do(Rank.KNOWN, lambda: rules.hash_password(new.password))
    changed = await service.writer.do(
        lambda work: store.set_password(work, username, fresh, before.password_hash, who.name, not own),
        first=True,
    )
    await anyio.to_thread.run_sync(first.forget, service.settings, username)
    return changed


def _find(service: Service, username: str) -> Staff:
    with service.store.read() as work:
        return store.staff_of(work, username)
