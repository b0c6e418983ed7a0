"""Letters from one service to another that no journal keeps: sealed for one reader, and soon forgotten.

Events carry no personal data. What has to reach somebody by phone or mail goes this way: the service that
sends it publishes a public key and its ways in Redis (`qingcheng:letterbox:NAME`, gone after three minutes
without a word from it); others seal a letter with it and put it on a short list (`qingcheng:letters:NAME`).
"""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from redis.asyncio import Redis

from shared import clock

STANDS = 180  # seconds without a word, after which nobody writes there any more
MOST = 1_000  # letters that wait
SUITE, LETTER = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM), b"qingcheng letter"


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Whose it is, what opens what is put there, and by which ways it sends."""

    name: str
    public: bytes
    ways: tuple[str, ...]


def box_of(name: str) -> str:
    return f"qingcheng:letterbox:{name}"


def letters_of(name: str) -> str:
    return f"qingcheng:letters:{name}"


async def stand(redis: Redis, name: str, private: bytes, ways: Collection[str]) -> None:
    """Says, for three minutes, that letters are taken."""
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    told = {"key": base64.b64encode(public).decode(), "ways": [*ways]}
    await redis.set(box_of(name), json.dumps(told), ex=STANDS)


async def find(redis: Redis, name: str) -> Letterbox | None:
    """None where nobody takes letters just now."""
    held = await redis.get(box_of(name))
    if held is None:
        return None
    told = json.loads(held)
    return Letterbox(name, base64.b64decode(told["key"]), tuple(told["ways"]))


async def put(redis: Redis, box: Letterbox, letter: dict[str, Any], until: datetime) -> bool:
    """False where too many wait already."""
    if await redis.llen(letters_of(box.name)) >= MOST:
        return False
    text = json.dumps(letter | {"until": clock.text(until)}).encode()
    await redis.rpush(letters_of(box.name), seal(box.public, text))
    return True


async def take(redis: Redis, name: str, private: bytes) -> dict[str, Any] | None:
    """The oldest letter, which nobody else gets; None after a second without one, or for one that is late."""
    found = await redis.blpop([letters_of(name)], timeout=1)
    sealed = cast(bytes, found[1]) if found else b""
    text = open_(private, sealed)
    letter: dict[str, Any] | None = json.loads(text) if text else None
    return letter if letter and clock.parse(letter["until"]) > clock.now() else None


def seal(public: bytes, text: bytes) -> bytes:
    """For the one who has the private half (HPKE, RFC 9180)."""
    return SUITE.encrypt(text, X25519PublicKey.from_public_bytes(public), info=LETTER)


def open_(private: bytes, sealed: bytes) -> bytes | None:
    """None for what was not sealed for us: whoever put it there gets no further."""
    try:
        return SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=LETTER)
    except (InvalidTag, ValueError):
        return None
