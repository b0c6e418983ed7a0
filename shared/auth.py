"""Who asks: a signed token that every service can verify and only intake can make."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared import clock, keys
from shared.problems import Problem

Role = Literal["admin", "officer", "keeper", "vet", "adoption", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
COOKIE = "qingcheng_session"
LASTS = timedelta(hours=8)
AUDIENCE = "qingcheng"
CLOCKS_DIFFER = 5  # seconds, between the machine that signed and this one


@dataclass(frozen=True, slots=True)
class Who:
    """A member of staff, or nobody in particular (`PUBLIC`)."""

    name: str
    roles: frozenset[str]

    def may(self, allowed: Iterable[str]) -> bool:
        return "admin" in self.roles or not self.roles.isdisjoint(allowed)


PUBLIC = Who("", frozenset())


class NotLoggedIn(Problem):
    status = 401
    title = "未登录 Not logged in"


class NotAllowed(Problem):
    status = 403
    title = "没有权限 Not allowed"


def make_keys(folder: Path, public_key_file: Path | None = None) -> None:
    """Makes the token key on the first start: `token.key` for intake, `token.pub` for everyone."""
    fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private = load_pem_private_key(keys.keep(folder / "token.key", fresh), None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keys.keep(public_key_file or folder / "token.pub", public, mode=0o644)


def sign(private_key: bytes, name: str, roles: Iterable[str], lasts: timedelta = LASTS) -> str:
    """A token for a member of staff who has just shown who they are."""
    at = clock.now()
    claims = {"sub": name, "roles": sorted(roles), "aud": AUDIENCE, "iat": at, "exp": at + lasts}
    return jwt.encode(claims, private_key, algorithm="EdDSA")


def verify(public_key: bytes, token: str) -> Who:
    """Who signed in. Raises `NotLoggedIn` with what to do."""
    try:
        claims = jwt.decode(
            token, public_key, algorithms=["EdDSA"], audience=AUDIENCE, leeway=CLOCKS_DIFFER,
            options={"require": ["sub", "roles", "exp"]},
        )  # fmt: skip
    except jwt.ExpiredSignatureError:
        raise NotLoggedIn(
            "登录已过期，请重新登录。The token has expired: POST /intake/v1/session for a new one."
        ) from None
    except jwt.InvalidTokenError:
        raise NotLoggedIn(
            "令牌无效，请重新登录。This token is not ours: POST /intake/v1/session for one."
        ) from None
    return Who(claims["sub"], frozenset(claims["roles"]))
