"""Personal data at rest: AES-256-GCM, bound to its table, column and row."""

import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared import keys

VERSION = b"\x01"


class Sealer:
    """Seals and opens with a service's own key. `place` is table:column:row, so nothing can be moved."""

    def __init__(self, key: bytes) -> None:
        self.cipher = AESGCM(key)

    def seal(self, text: str, place: str) -> bytes:
        nonce = secrets.token_bytes(12)
        return VERSION + nonce + self.cipher.encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Raises `ValueError` when this was not sealed here, or not with this key."""
        if sealed[:1] != VERSION:
            raise ValueError(f"unknown seal {sealed[:1]!r}")
        try:
            return self.cipher.decrypt(sealed[1:13], sealed[13:], place.encode()).decode()
        except InvalidTag:
            raise ValueError(f"{place} does not open with this key") from None


def key_of(folder: Path, service: str) -> bytes:
    """The service's own key, made on its first start. Whoever loses it loses the personal data."""
    return keys.keep(folder / f"personal-{service}.key", secrets.token_bytes(32))


def mask_name(name: str) -> str:
    """张三丰 as 张**: the first character and as many stars."""
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """13812345678 as 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"
