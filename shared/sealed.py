"""Personal data at rest: AES-256-GCM, bound to its table, column and row."""

import hmac
import secrets
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, Request

from shared.problems import Problem
from shared.said import Said

VERSION = b"\x01"
UNREADABLE = "无法读取 unreadable"  # in a list, where a name would stand


class Unreadable(Problem):
    """Not sealed here, or not with this key."""

    title = Said("资料无法读取", "It cannot be read")

    def __init__(self) -> None:
        super().__init__(*self._detail().halves)

    def _detail(self) -> Said:
        return Said(
            "这份资料用另一把密钥加密，打不开了；请向本人重新登记。",
            "It was sealed with another key and does not open any more: ask the person for it again.",
        )


class KeyMissing(Unreadable):
    """Nothing can be opened or sealed until the key is back."""

    status = 503
    title = Said("密钥不在", "The key is missing")

    def _detail(self) -> Said:
        return Said(
            "缺少密钥，暂时不能办理，没有做任何改动；请稍后再试，或打电话。工作人员请运行 qingcheng doctor。",
            "A key is missing: this cannot be done just now, and nothing was changed. Try again later, or "
            "call. Staff: qingcheng doctor says why.",
        )


class Sealer:
    """Seals and opens with a service's own key. `place` is table:column:row, so nothing can be moved.

    Without the key either raises `KeyMissing`.
    """

    def __init__(self, key: bytes | None) -> None:
        self.keyless = key is None
        self._key, self._cipher = key, AESGCM(key) if key else None

    @property
    def cipher(self) -> AESGCM:
        if self._cipher is None:
            raise KeyMissing
        return self._cipher

    def subkey(self, purpose: str) -> bytes:
        """A key of its own for something else than sealing."""
        if self._key is None:
            raise KeyMissing
        return hmac.digest(self._key, f"qingcheng {purpose}".encode(), "sha256")

    def index(self, text: str, kind: str) -> str:
        """What a sealed text is found by again: the same text, the same index; it tells nobody the text."""
        return hmac.digest(self.subkey("index"), f"{kind}\0{text}".encode(), "sha256")[:16].hex()

    def seal(self, text: str, place: str) -> bytes:
        nonce = secrets.token_bytes(12)
        return VERSION + nonce + self.cipher.encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Raises `Unreadable` when this was not sealed here, or not with this key."""
        try:
            if sealed[:1] == VERSION:
                return self.cipher.decrypt(sealed[1:13], sealed[13:], place.encode()).decode()
        except (InvalidTag, ValueError):  # a stump is a ValueError
            pass
        raise Unreadable


def sealer(request: Request) -> Sealer:
    """With this service's own key."""
    sealing: Sealer = request.app.state.service.sealer()
    return sealing


Seal = Annotated[Sealer, Depends(sealer)]


def mask_name(name: str) -> str:
    """张三丰 as 张**: the first character and as many stars."""
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """13812345678 as 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"
