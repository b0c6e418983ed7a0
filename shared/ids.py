"""Names for things: UUIDv7, which sort by the time they were made (RFC 9562 §5.7)."""

import secrets
import time
import uuid


def uuid7() -> str:
    """A new id: 48 bits of Unix milliseconds, then 74 random bits."""
    head = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76
    return str(uuid.UUID(int=head | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)))


def uuid_from(*parts: str) -> str:
    """The same id for the same parts, however often they are told (UUIDv5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "qingcheng:" + ":".join(parts)))


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def crockford(length: int = 12) -> str:
    """Random characters of Crockford's alphabet, 5 bits each, from the system's source."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))
