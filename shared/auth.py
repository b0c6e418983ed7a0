"""Who asks: a signed token that every service can verify and only intake can make."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
    load_pem_public_key,
)

from shared import clock, keys
from shared.keyring import Key
from shared.problems import Problem
from shared.said import Said

Role = Literal[
    "admin", "security", "auditor", "officer", "case_officer", "custodian", "keeper", "vet", "adoption",
    "registrar", "station", "legal", "hotline", "volunteer", "alliance", "donations",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES: dict[Role, tuple[str, str]] = {
    "admin": ("系统管理员", "System administrator"),
    "security": ("安全管理员", "Security administrator"),
    "auditor": ("督导/审计", "Auditor"),
    "officer": ("值班民警", "Duty officer"),
    "case_officer": ("办案民警", "Case officer"),
    "custodian": ("保管员（涉案）", "Evidence custodian"),
    "keeper": ("饲养员", "Keeper"),
    "vet": ("兽医", "Vet"),
    "adoption": ("领养专员", "Adoption officer"),
    "registrar": ("登记审核员", "Registrar"),
    "station": ("驿站受理员", "Station clerk"),
    "legal": ("法制审核", "Legal reviewer"),
    "hotline": ("12345坐席", "12345 hotline agent"),
    "volunteer": ("志愿者", "Volunteer"),
    "alliance": ("联盟管理员", "Alliance administrator"),
    "donations": ("捐赠管理员", "Donations administrator"),
}
OUTSIDE: tuple[Role, ...] = ("security", "volunteer", "alliance", "donations")  # need no dog's record
HOUSE: tuple[Role, ...] = tuple(role for role in ROLES if role not in OUTSIDE)
COOKIE = "qingcheng_session"
LASTS = timedelta(hours=8)
AUDIENCE = "qingcheng"
LONG_AGO = datetime.fromtimestamp(0, UTC)
CLOCKS_DIFFER = 60  # seconds, between the machine that signed and this one; more is a reason in readiness


@dataclass(frozen=True, slots=True)
class Who:
    """A member of staff, or nobody in particular (`PUBLIC`).

    `account` is an opaque id that events may carry; `since` is when this person last gave a password, and
    `session` what that began: it has the same name in every token that is signed anew for it.
    """

    name: str
    roles: frozenset[str]
    account: str = field(default="", compare=False)
    since: datetime = field(default=LONG_AGO, compare=False)
    issued: datetime = field(default=LONG_AGO, compare=False)
    session: str = field(default="", compare=False)
    still: str = field(default="", compare=False)  # what they have to do before they are in

    def may(self, allowed: Iterable[str]) -> bool:
        return "admin" in self.roles or not self.roles.isdisjoint(allowed)


PUBLIC = Who("", frozenset())


class NotLoggedIn(Problem):
    status = 401
    title = Said("未登录", "Not logged in")


class Unfinished(NotLoggedIn):
    """The password was right, and something is still to be done: a token opens that, and nothing else."""


class PasswordChangeNeeded(Unfinished):
    title = Said("请先改密码", "The password must be changed first")

    def __init__(self) -> None:
        super().__init__(
            "这是初始密码，请先改成自己的：在登录页登录，或 qingcheng staff passwd。",
            "This is a first password: change it first, on the log-in page, by qingcheng staff passwd, or at "
            "POST /intake/v1/staff/{username}/password.",
        )


class CodeNeeded(Unfinished):
    title = Said("需要动态验证码", "A code is needed")

    def __init__(self) -> None:
        super().__init__(
            "密码正确，请再输入验证器上的 6 位动态验证码，或一个恢复码。",
            "The password is right: send the six digits of the authenticator, or a recovery code, as `code`.",
        )


class CodeSetUpNeeded(Unfinished):
    title = Said("请先设置动态验证码", "Set up codes first")

    def __init__(self) -> None:
        super().__init__(
            "这个账号须用动态验证码登录：请先在登录页设置。",
            "This account has to log in with codes: set them up on the log-in page first.",
        )


STEPS: dict[str, type[PasswordChangeNeeded | CodeNeeded | CodeSetUpNeeded]] = {
    "code": CodeNeeded, "password": PasswordChangeNeeded, "set-up": CodeSetUpNeeded,
}  # fmt: skip


class NotAllowed(Problem):
    status = 403
    title = Said("没有权限", "Not allowed")


class NoTokenKey(Problem):
    status = 503
    title = Said("登录公钥不在", "The key that logins are checked with is missing")


def _fresh() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public(private: bytes) -> bytes:
    key = load_pem_private_key(private, None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _fits(private: bytes) -> bool:
    with contextlib.suppress(ValueError, TypeError):
        return isinstance(load_pem_private_key(private, None), Ed25519PrivateKey)
    return False


TOKEN = Key("token", fresh=_fresh, fits=_fits, public=_public, may_be_made_anew=True)


def make_keys(folder: Path, public_key_file: Path | None = None) -> None:
    """What intake does when it starts, for what runs without it: `token.key`, and `token.pub` after it."""
    private = keys.keep(folder / "token.key", _fresh())
    keys.follow(public_key_file or folder / "token.pub", _public(private))


class PublicKey:
    """What logins are checked with: read again whenever its file is another."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.key, self.broken = b"", False
        self.seen: tuple[int, int, int] | None = None

    def read(self) -> bytes:
        """The last good one, while its file is away or broken. Raises `NoTokenKey` before there is one."""
        with contextlib.suppress(OSError):
            at = self.file.stat()
            now = (at.st_ino, at.st_mtime_ns, at.st_size)
            if now != self.seen:
                self._take(self.file.read_bytes())
                self.seen = now
        if self.key:
            return self.key
        raise NoTokenKey(
            "还不能核对登录，请稍后再试。",
            "No login can be checked yet: try again in a moment. qingcheng doctor says why.",
        )

    def fingerprint(self) -> str:
        """Of the key that `read` gives; nothing where there is none."""
        with contextlib.suppress(NoTokenKey):
            return keys.fingerprint(self.read())
        return ""

    def _take(self, held: bytes) -> None:
        self.broken = True
        with contextlib.suppress(ValueError):
            load_pem_public_key(held)
            self.key, self.broken = held, False


def sign(
    private_key: bytes, name: str, roles: Iterable[str], lasts: timedelta = LASTS, account: str = "",
    since: datetime | None = None, session: str = "", still: str = "",
) -> str:  # fmt: skip
    """A token for a member of staff who has shown who they are, just now or at `since`.

    `still` is one of `STEPS`: what is to be done before it opens anything else.
    """
    at = clock.now()
    claims = {
        "sub": name, "roles": sorted(roles), "aud": AUDIENCE, "iat": at, "exp": at + lasts,
        "account": account, "auth_time": (since or at).timestamp(), "sid": session,
    } | ({"still": still} if still else {})  # fmt: skip
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
            "登录已过期，请重新登录。",
            "The token has expired: POST /intake/v1/session for a new one. "
            "（刚登录就如此，是各机器的时钟不一致。If it is a new one, the clocks differ: "
            "qingcheng doctor.）",
        ) from None
    except jwt.ImmatureSignatureError:
        raise NotLoggedIn(
            "令牌的签发时间在未来：各机器的时钟不一致，请用 NTP 校准（qingcheng doctor 会指出是哪台）。",
            f"This token was signed {_ahead(token):.0f} s from now: the clocks of intake and of this service "
            "differ. Set them by NTP; qingcheng doctor says which is wrong.",
        ) from None
    except jwt.InvalidTokenError:
        raise NotLoggedIn(
            "令牌无效，请重新登录。", "This token is not ours: POST /intake/v1/session for one."
        ) from None
    since, issued = claims.get("auth_time", 0), claims.get("iat", 0)
    return Who(
        claims["sub"], frozenset(claims["roles"]), claims.get("account", ""),
        datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(issued, UTC), claims.get("sid", ""),
        claims.get("still", ""),
    )  # fmt: skip


def finished(who: Who) -> Who:
    """Raises `Unfinished` while something is still to be done."""
    if who.still:
        raise STEPS.get(who.still, CodeNeeded)()
    return who


def _ahead(token: str) -> float:
    """By how many seconds, of a token whose signature was found right."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return float(claims["iat"]) - clock.now().timestamp()
