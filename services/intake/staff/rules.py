"""What makes an account acceptable, and who is locked out. No database, no clock, no network."""

import functools
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from pydantic import Field, StringConstraints

from services.intake.staff.models import LoginTry, Staff
from shared.auth import NotLoggedIn, Role
from shared.forms import Form
from shared.problems import Problem

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second Argon2id profile
FORGOTTEN = timedelta(days=1)  # after the last wrong password
Act = Literal[
    "LOGGED_IN",
    "LOGGED_OUT",
    "WRONG_PASSWORD",
    "LOCKED_OUT",
    "ADDED",
    "ROLES",
    "PASSWORD",
    "LOCKED",
    "UNLOCKED",
    "ENDED",
]
MOST_ROLES = 40  # however often one is named
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class NameTaken(Problem):
    title = "用户名已被使用 The name is taken"


class LastAdmin(Problem):
    title = "至少要有一名管理员 One administrator must stay"


class NotYourself(Problem):
    title = "不能锁定自己 Nobody locks themselves out"


class TooManyTries(Problem):
    status = 429
    title = "尝试次数过多 Too many tries"


class Login(Form):
    username: str = Field(max_length=40, examples=["admin"])
    password: str = Field(max_length=200)


class NewStaff(Form):
    """An account. The password is kept as an Argon2id hash only."""

    username: str = Field(max_length=40, pattern=r"^[\w.-]{2,40}$", examples=["wang.fang"])
    password: str = Field(min_length=10, max_length=200)
    roles: list[Role] = Field(min_length=1, max_length=MOST_ROLES)


class NewPassword(Form):
    password: str = Field(min_length=10, max_length=200)


class NewRoles(Form):
    """What somebody may do from now on, and why that changes."""

    roles: list[Role] = Field(min_length=1, max_length=MOST_ROLES, examples=[["keeper"]])
    why: Why = Field(examples=["调到犬舍"])


class Reason(Form):
    why: Why = Field(examples=["手机遗失"])


@dataclass(frozen=True)
class Limits:
    """When a name is locked, for how long at first, and for how long at most: each lock doubles."""

    tries: int
    first: timedelta
    longest: timedelta

    def lasts(self, locks: int) -> timedelta:
        """How long the lock lasts when there were so many before it."""
        doubled: timedelta = self.first * 2 ** min(locks, 30)
        return min(doubled, self.longest)


def hash_password(password: str) -> str:
    """About 30 ms and 19 MiB of work."""
    return HASHER.hash(password)


@functools.cache
def _nobody() -> str:
    return HASHER.hash("nobody has this account")


def is_password(password_hash: str | None, password: str) -> bool:
    """Takes as long for an account that is not there: names can't be guessed."""
    try:
        HASHER.verify(password_hash or _nobody(), password)
    except VerificationError:
        return False
    return password_hash is not None


def check_password(password_hash: str | None, password: str) -> None:
    """Raises `NotLoggedIn`."""
    if not is_password(password_hash, password):
        raise NotLoggedIn("用户名或密码不对，请重试。User name or password is wrong: try again.")


# ---- lock-out: the same for every name, so that it does not tell which are there ----------------------


def hashed(username: str) -> str:
    """What is kept of a name that was tried: somebody may have typed a password there."""
    return hashlib.sha256(username.encode()).hexdigest()


def check_not_locked(tries: LoginTry | None, now: datetime) -> None:
    """Raises `TooManyTries` with the seconds to wait."""
    if tries and tries.locked_until and tries.locked_until > now:
        raise too_many(tries.locked_until, now)


def too_many(until: datetime, now: datetime) -> TooManyTries:
    seconds = int((until - now).total_seconds()) + 1
    minutes = -(-seconds // 60)
    return TooManyTries(
        f"错误次数过多，请 {minutes} 分钟后再试，或请管理员解锁。"
        f"Too many wrong passwords: try again in {minutes} min, or ask an administrator to unlock you.",
        retry_after=seconds, headers={"Retry-After": str(seconds)},
    )  # fmt: skip


def count_wrong(tries: LoginTry, now: datetime, limits: Limits) -> bool:
    """One more wrong password. True when it locks the name; a day without one is a new beginning."""
    if now - tries.last_at > FORGOTTEN:
        tries.wrong = tries.locks = 0
    tries.wrong, tries.last_at = tries.wrong + 1, now
    if tries.wrong < limits.tries:
        return False
    tries.locked_until = now + limits.lasts(tries.locks)
    tries.wrong, tries.locks = 0, tries.locks + 1
    return True


# ---- accounts -------------------------------------------------------------------------------------------


def give_roles(staff: Staff, roles: Collection[Role], admins: int) -> bool:
    """Whether that changes anything. `admins` are the active ones, this account among them."""
    wanted = sorted(set(roles))
    if "admin" not in wanted:
        keep_an_admin(staff, admins)
    changes = wanted != sorted(staff.roles)
    staff.roles = list(wanted)
    return changes


def lock(staff: Staff, by: str, admins: int) -> None:
    """Nobody gets in with it any more, until it is unlocked."""
    if staff.username == by:
        raise NotYourself("请由另一名管理员操作。Ask another administrator to do it.")
    keep_an_admin(staff, admins)
    staff.active = False


def keep_an_admin(staff: Staff, admins: int) -> None:
    """Raises `LastAdmin`."""
    if staff.active and "admin" in staff.roles and admins <= 1:
        raise LastAdmin("请先给另一个账号管理员角色。Give the role to another account first.")
