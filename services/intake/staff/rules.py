"""What makes an account acceptable, and who has to wait. No database, no clock, no network."""

import functools
import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import Field, StringConstraints

from services.intake.staff.guessing import SHORTEST
from services.intake.staff.hashing import Rank
from services.intake.staff.models import LoginTry, Staff
from shared.auth import ROLES, NotLoggedIn, Role
from shared.forms import Form
from shared.limits import in_words
from shared.problems import Problem
from shared.refusal import Refusal
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
    "CODES_ON",
    "CODES_OFF",
    "CODES_RESET",
    "CODES_RENEWED",
    "WRONG_CODE",
    "RECOVERY_CODE",
]
TWO_PEOPLE = "two-people"
CONFIRMERS = frozenset({"admin", "officer", "vet", "legal"})  # of what takes two people: tests/intake/staff
MOST_ROLES = 40  # however often one is named
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class NameTaken(Problem):
    title = Said("用户名已被使用", "The name is taken")


class LastAdmin(Problem):
    title = Said("至少要有一名管理员", "One administrator must stay")


class NotYourself(Problem):
    title = Said("须由他人办理", "Another person must do this")


class WrongPassword(Problem):
    status = 422
    title = Said("原密码不对", "The old password is wrong")


class SamePassword(Problem):
    title = Said("还是原来的密码", "It is the old password")


class TooManyTries(Problem):
    status = 429
    title = Said("尝试次数过多", "Too many tries")


class Login(Form):
    username: str = Field(max_length=40, examples=["admin"])
    password: str = Field(max_length=200)
    code: str = Field(
        default="", max_length=40, description="six digits, or a recovery code, where a problem asks for it"
    )


class NewStaff(Form):
    """An account. The password is kept as an Argon2id hash only; whoever it is for changes it first."""

    username: str = Field(max_length=40, pattern=r"^[\w.-]{2,40}$", examples=["wang.fang"])
    password: str = Field(min_length=SHORTEST, max_length=200)
    roles: list[Role] = Field(min_length=1, max_length=MOST_ROLES)


class NewPassword(Form):
    """`old` is asked of whoever changes their own. What somebody else is given must be changed first."""

    password: str = Field(min_length=SHORTEST, max_length=200)
    old: str = Field(default="", max_length=200)


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
BUDGET, BUDGET_WITHIN = 60, timedelta(minutes=2)  # tries from one address, of who is not known there
OLD_TRIES, OLD_WITHIN = 10, timedelta(minutes=15)  # of the old password, by whoever is in
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
    except (VerificationError, InvalidHashError):  # an account may have no password at all
        return False
    return password_hash is not None


def wrong() -> NotLoggedIn:
    """The same for a wrong password, for a name that nobody has, and for an account that is locked."""
    return NotLoggedIn("用户名或密码不对，请重试。", "User name or password is wrong: try again.")


# ---- slowing down: the same for every name, so that it does not tell which are there -------------------


def hashed(told: str) -> str:
    """What is kept of a name or an address that was tried: somebody may have typed a password there."""
    return hashlib.sha256(told.encode()).hexdigest()


def is_known(tries: LoginTry | None, now: datetime) -> bool:
    """Whether somebody has logged in under this name from this address of late."""
    return bool(tries and tries.known_at and tries.known_at > now - KNOWN_FOR)


def rank(of_name: LoginTry | None, of_anybody: LoginTry | None, now: datetime) -> Rank:
    """How well known somebody is at an address: themselves, by others there, or not at all."""
    if is_known(of_name, now):
        return Rank.KNOWN
    return Rank.NEIGHBOUR if is_known(of_anybody, now) else Rank.STRANGER


def check_may_try(tries: Iterable[LoginTry | None], now: datetime) -> None:
    """Raises `TooManyTries` with the seconds to wait."""
    ends = [one.wait_until for one in tries if one and one.wait_until and one.wait_until > now]
    if ends:
        raise too_many(max(ends), now)


def too_many(until: datetime, now: datetime) -> TooManyTries:
    seconds = int((until - now).total_seconds()) + 1
    zh, en = in_words(seconds)
    return TooManyTries(
        f"从这里试错的次数过多，请 {zh}后再试，或换一处登录。",
        f"Too many wrong passwords from here: try again in {en}, or log in from elsewhere.",
        retry_after=seconds, headers={"Retry-After": str(seconds)},
    )  # fmt: skip


# ---- what is still to be done ---------------------------------------------------------------------------


def still(staff: Staff, has_codes: bool, demanded: frozenset[str]) -> str:
    """What somebody whose password (and code) was right does before they are in; one of `auth.STEPS`."""
    if staff.first_password:
        return "password"
    return "set-up" if not has_codes and not demanded.isdisjoint(staff.roles) else ""


def who_needs_codes(setting: str) -> frozenset[str]:
    """The roles that QINGCHENG_TOTP_FOR names. Raises `Refusal` for one that nobody has."""
    named = {word for word in re.split(r"[,\s]+", setting) if word}
    if unknown := named - {*ROLES, TWO_PEOPLE}:
        raise Refusal(
            f"QINGCHENG_TOTP_FOR 中没有这个角色：{'、'.join(sorted(unknown))}。",
            f"QINGCHENG_TOTP_FOR: there is no role {', '.join(sorted(unknown))}.",
        )
    return frozenset(named - {TWO_PEOPLE}) | (CONFIRMERS if TWO_PEOPLE in named else frozenset())


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
    must_be_anothers(staff.username, by)
    keep_an_admin(staff, admins)
    staff.active = False


def must_be_anothers(username: str, by: str) -> None:
    """Raises `NotYourself`."""
    if username == by:
        raise NotYourself("请由另一名管理员操作。", "Ask another administrator to do it.")


def keep_an_admin(staff: Staff, admins: int) -> None:
    """Raises `LastAdmin`."""
    if staff.active and "admin" in staff.roles and admins <= 1:
        raise LastAdmin("请先给另一个账号管理员角色。", "Give the role to another account first.")
