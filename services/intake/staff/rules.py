"""What makes an account acceptable, and who has to wait. No database, no clock, no network."""

import functools
import hashlib
from collections.abc import Collection, Iterable
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
from shared.said import Said

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
    title = Said("用户名已被使用", "The name is taken")


class LastAdmin(Problem):
    title = Said("至少要有一名管理员", "One administrator must stay")


class NotYourself(Problem):
    title = Said("不能锁定自己", "Nobody locks themselves out")


class TooManyTries(Problem):
    status = 429
    title = Said("尝试次数过多", "Too many tries")


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
    """How many wrong passwords are free, and how long one then waits: each further one doubles it."""

    tries: int
    first: timedelta
    longest: timedelta

    def waits(self, wrong: int) -> timedelta | None:
        """How long, after so many wrong ones; none while they are free."""
        if wrong < self.tries:
            return None
        doubled: timedelta = self.first * 2 ** min(wrong - self.tries, 30)
        return min(doubled, self.longest)


KNOWN_FOR = timedelta(days=30)  # since the last log-in from there
OF_ADDRESS = Limits(tries=50, first=timedelta(seconds=2), longest=timedelta(seconds=2))  # over all names
OF_NAME = 50  # wrong ones from anywhere, after which each try takes A_MOMENT longer, and is not refused
A_MOMENT = 1.0  # seconds


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
        raise NotLoggedIn("用户名或密码不对，请重试。", "User name or password is wrong: try again.")


# ---- slowing down: the same for every name, so that it does not tell which are there -------------------


def hashed(told: str) -> str:
    """What is kept of a name or an address that was tried: somebody may have typed a password there."""
    return hashlib.sha256(told.encode()).hexdigest()


def is_known(tries: LoginTry | None, now: datetime) -> bool:
    """Whether somebody has logged in under this name from this address of late."""
    return bool(tries and tries.known_at and tries.known_at > now - KNOWN_FOR)


def check_may_try(tries: Iterable[LoginTry | None], now: datetime) -> None:
    """Raises `TooManyTries` with the seconds to wait."""
    ends = [one.wait_until for one in tries if one and one.wait_until and one.wait_until > now]
    if ends:
        raise too_many(max(ends), now)


def too_many(until: datetime, now: datetime) -> TooManyTries:
    seconds = int((until - now).total_seconds()) + 1
    zh, en = (f"{seconds} 秒", f"{seconds} s") if seconds < 90 else _minutes(seconds)
    return TooManyTries(
        f"从这里试错的次数过多，请 {zh}后再试，或换一处登录。",
        f"Too many wrong passwords from here: try again in {en}, or log in from elsewhere.",
        retry_after=seconds, headers={"Retry-After": str(seconds)},
    )  # fmt: skip


def _minutes(seconds: int) -> tuple[str, str]:
    minutes = -(-seconds // 60)
    return f"{minutes} 分钟", f"{minutes} min"


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
        raise NotYourself("请由另一名管理员操作。", "Ask another administrator to do it.")
    keep_an_admin(staff, admins)
    staff.active = False


def keep_an_admin(staff: Staff, admins: int) -> None:
    """Raises `LastAdmin`."""
    if staff.active and "admin" in staff.roles and admins <= 1:
        raise LastAdmin("请先给另一个账号管理员角色。", "Give the role to another account first.")
