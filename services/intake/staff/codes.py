"""Codes as the second step of logging in: set up, asked for, removed, and given back by an administrator."""

from dataclasses import dataclass

import anyio
import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.staff import hashing, rules, second, store
from services.intake.staff.hashing import Rank
from services.intake.staff.models import RecoveryCode, SecondStep, Staff
from services.intake.staff.second import AlreadySetUp, CodeRefused, NotSetUp, WrongCode
from shared import clock
from shared.keyring import Key
from shared.sealed import Sealer, Unreadable
from shared.service import Service
from shared.store import Work

KEY = Key("codes", seals=SecondStep)


@dataclass(frozen=True, slots=True)
class SetUp:
    """A secret that is shown, and nobody has proved yet; `sealed` comes back with the first code."""

    secret: str
    address: str
    sealed: str


# ---- rows -----------------------------------------------------------------------------------------------


def are_on(work: Work, username: str) -> bool:
    return work.get(SecondStep, username) is not None


def who_has_them(work: Work) -> set[str]:
    return set(work.exec(select(SecondStep.username)))


def recovery_left(work: Work, username: str) -> int:
    query = select(sa.func.count()).select_from(RecoveryCode).where(RecoveryCode.username == username)
    return work.exec(query).one()


def _place(username: str) -> str:
    return f"second_step:secret:{username}"


def _use(work: Work, sealer: Sealer, username: str, code: str) -> bool:
    """Takes a code, once. What is said twice at once is said to two transactions: one of them has it."""
    told = second.plain(code)
    if not second.DIGITS.fullmatch(told):
        this_one = (col(RecoveryCode.username) == username) & (
            col(RecoveryCode.code_hash) == second.code_hash(username, told)
        )
        if not work.sql(sa.delete(RecoveryCode).where(this_one)).rowcount:
            return False
        store.record(work, "RECOVERY_CODE", username, username)
        return True
    row = work.get(SecondStep, username)
    if row is None:
        return False
    step = second.step_of(sealer.open(row.secret, _place(username)), told, clock.now(), row.used)
    if step is None:
        return False
    later = (col(SecondStep.username) == username) & (col(SecondStep.used) < step)
    work.expire(row)
    return bool(work.sql(sa.update(SecondStep).where(later).values(used=step)).rowcount)


def _note(work: Work, sealer: Sealer, username: str, code: str) -> bool:
    right = _use(work, sealer, username, code)
    if not right:
        store.record(work, "WRONG_CODE", username, username)
    return right


def _new_recovery_codes(work: Work, username: str) -> list[str]:
    work.sql(sa.delete(RecoveryCode).where(col(RecoveryCode.username) == username))
    codes = second.recovery_codes()
    work.add_all(RecoveryCode(username=username, code_hash=second.code_hash(username, one)) for one in codes)
    return codes


def _forget(work: Work, username: str) -> None:
    if not are_on(work, username):
        raise NotSetUp("这个账号没有设置动态验证码。", "This account has no codes set up.")
    for rows in (SecondStep, RecoveryCode):
        work.sql(sa.delete(rows).where(col(rows.username) == username))


def reset(work: Work, username: str, by: str, why: str) -> Staff:
    """For whoever has lost the telephone and the recovery codes; what was signed in is over."""
    staff = store.staff_of(work, username)
    _forget(work, username)
    store.record(work, "CODES_RESET", username, by, why)
    store.end_all_sessions(work, staff)
    return staff


# ---- what somebody does ---------------------------------------------------------------------------------


def begin(service: Service, username: str) -> SetUp:
    """A secret to be shown to this person. Raises `KeyMissing`."""
    secret = second.fresh()
    sealed = service.keys.sealer(KEY.name).seal(secret, f"set-up:{username}")
    return SetUp(secret, second.address(secret, username), sealed.hex())


def again(service: Service, username: str, sealed: str) -> SetUp:
    """The one that was shown before; a new one where that is none of ours."""
    try:
        secret = service.keys.sealer(KEY.name).open(bytes.fromhex(sealed), f"set-up:{username}")
    except (ValueError, Unreadable):
        return begin(service, username)
    return SetUp(secret, second.address(secret, username), sealed)


async def set_up(service: Service, username: str, shown: SetUp, code: str) -> list[str]:
    """Proves that the telephone has it; gives the recovery codes. Raises `CodeRefused`, `AlreadySetUp`."""
    await _spend(service, username)
    step = second.step_of(shown.secret, second.plain(code), clock.now())
    if step is None:
        raise CodeRefused
    sealed = service.keys.sealer(KEY.name).seal(shown.secret, _place(username))

    def keep(work: Work) -> list[str]:
        if are_on(work, username):
            raise AlreadySetUp("先移除原有的，才能重新设置。", "Remove what there is before you set up anew.")
        work.add(SecondStep(username=username, secret=sealed, since=clock.now(), used=step))
        store.record(work, "CODES_ON", username, username)
        return _new_recovery_codes(work, username)

    return await service.writer.do(keep, first=True)


async def check(
    service: Service, username: str, code: str, wrong: type[WrongCode | CodeRefused] = WrongCode
) -> None:
    """Raises what is `wrong`, and `TooManyRequests` after some."""
    await _spend(service, username)
    sealer = service.keys.sealer(KEY.name)
    if not await service.writer.do(lambda work: _note(work, sealer, username, code), first=True):
        raise wrong


async def remove(service: Service, username: str, password: str, code: str) -> None:
    """By whoever has them, with the password and a code.

    Raises `WrongPassword`, `CodeRefused`, `NotSetUp`.
    """
    await check_own_password(service, username, password)
    await check(service, username, code, CodeRefused)

    def forget(work: Work) -> None:
        _forget(work, username)
        store.record(work, "CODES_OFF", username, username)

    await service.writer.do(forget, first=True)


async def renew(service: Service, username: str, password: str, code: str) -> list[str]:
    """Other recovery codes. Raises as `remove`."""
    await check_own_password(service, username, password)
    await check(service, username, code, CodeRefused)

    def make(work: Work) -> list[str]:
        store.record(work, "CODES_RENEWED", username, username)
        return _new_recovery_codes(work, username)

    return await service.writer.do(make)


async def check_own_password(service: Service, username: str, password: str) -> str:
    """The hash that it fits, of whoever is in. Raises `WrongPassword`, and `TooManyRequests` after some."""
    await service.limits.spend("old-password", username, rules.OLD_TRIES, rules.OLD_WITHIN)
    kept = (await anyio.to_thread.run_sync(_staff, service, username)).password_hash
    if not await hashing.of(service).do(Rank.KNOWN, lambda: rules.is_password(kept, password)):
        raise rules.WrongPassword("原密码不对，请重试。", "The old password is wrong: try again.")
    return kept


def _staff(service: Service, username: str) -> Staff:
    with service.store.read() as work:
        return store.staff_of(work, username)


async def _spend(service: Service, username: str) -> None:
    for of, within in second.TRIES:
        await service.limits.spend(f"code-{int(within.total_seconds())}", username, of, within)
