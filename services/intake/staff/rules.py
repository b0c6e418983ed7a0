"""What makes an account and a password acceptable. No database, no clock, no network."""

import functools

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from pydantic import Field

from shared.auth import NotLoggedIn, Role
from shared.problems import Problem
from shared.store import Model

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second Argon2id profile


class NameTaken(Problem):
    title = "用户名已被使用 The name is taken"


class Login(Model):
    username: str = Field(max_length=40, examples=["admin"])
    password: str = Field(max_length=200)


class NewStaff(Model):
    """An account. The password is kept as an Argon2id hash only."""

    username: str = Field(pattern=r"^[\w.-]{2,40}$", examples=["wang.fang"])
    password: str = Field(min_length=10, max_length=200)
    roles: list[Role] = Field(min_length=1)


class NewPassword(Model):
    password: str = Field(min_length=10, max_length=200)


def hash_password(password: str) -> str:
    """About 30 ms and 19 MiB of work."""
    return HASHER.hash(password)


@functools.cache
def _nobody() -> str:
    return HASHER.hash("nobody has this account")


def check_password(password_hash: str | None, password: str) -> None:
    """Raises `NotLoggedIn`; takes as long for an account that is not there: names can't be guessed."""
    try:
        HASHER.verify(password_hash or _nobody(), password)
        if password_hash:
            return
    except VerificationError:
        pass
    raise NotLoggedIn("用户名或密码不对，请重试。User name or password is wrong: try again.")
