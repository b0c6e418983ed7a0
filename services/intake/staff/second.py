"""Six digits of a telephone beside the password (TOTP, RFC 6238), and codes for when it is lost."""

import hashlib
import hmac
import re
import unicodedata
from datetime import datetime, timedelta

import pyotp

from shared.auth import NotLoggedIn
from shared.ids import crockford
from shared.problems import Problem, Unreasonable
from shared.said import Said

PERIOD = 30  # seconds; the code before and the one after are taken too
DIGITS = re.compile(r"\d{6}")
RECOVERY_CODES, LENGTH = 10, 16  # 80 bits each: a hash without salt gives nothing away
ISSUER = "青城 Qingcheng"
TRIES = ((5, timedelta(minutes=5)), (30, timedelta(days=1)))  # after a right password


class WrongCode(NotLoggedIn):
    title = Said("验证码不对", "The code is wrong")

    def __init__(self) -> None:
        super().__init__(
            "验证码不对或已用过，请等下一个；手机时间须准确。",
            "The code is wrong or was used: wait for the next one. The telephone's clock must be right.",
        )


class CodeRefused(Unreasonable):
    """The same for whoever is in."""

    title = WrongCode.title

    def __init__(self) -> None:
        super().__init__(*WrongCode().detail.halves)


class AlreadySetUp(Problem):
    title = Said("已设置动态验证码", "Codes are set up already")


class NotSetUp(Problem):
    title = Said("没有设置动态验证码", "No codes are set up")


def fresh() -> str:
    """A secret: 160 bits in base32, as authenticators take it."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """What the QR code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, at: datetime, used: int = 0) -> int | None:
    """Of which 30 seconds this is the code; none if it is wrong, or not later than the last one `used`."""
    now, totp, found = int(at.timestamp()) // PERIOD, pyotp.TOTP(secret), None
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > used:
            found = step
    return found


def plain(code: str) -> str:
    """As it was meant: full-width digits, spaces, dashes and small letters are no matter."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper()


def recovery_codes() -> list[str]:
    """Shown once: 8K3M-7Q2Z-T5WB-0PXN."""
    whole = [crockford(LENGTH) for _ in range(RECOVERY_CODES)]
    return ["-".join(code[at : at + 4] for at in range(0, LENGTH, 4)) for code in whole]


def code_hash(username: str, code: str) -> str:
    """What is kept of a recovery code."""
    return hashlib.sha256(f"{username}\0{plain(code)}".encode()).hexdigest()
