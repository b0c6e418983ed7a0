"""One-time codes: six digits, five tries, five minutes. Rules alone; whoever sends a code keeps its mark.

A mark is an HMAC, bound to what the code is for: who reads the store learns no code, and can move none.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

DIGITS = 6
TRIES = 5
LASTS = timedelta(minutes=5)
Outcome = Literal["RIGHT", "WRONG", "SPENT", "OVER"]


def fresh() -> str:
    """From the system's source; leading zeros count."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def mark(code: str, of: str, key: bytes) -> str:
    """What is kept of a code that was sent for `of`."""
    return hmac.digest(key, f"{of}\0{code}".encode(), "sha256").hex()


def outcome(given: str, of: str, kept: str | None, until: datetime | None, tries: int, now: datetime,
            key: bytes) -> Outcome:  # fmt: skip
    """What a try comes to. `tries` are those before it: whoever asks counts this one, and keeps the count.

    OVER: there is no code, or its time is over. SPENT: this code takes no more tries.
    """
    if kept is None or until is None or now >= until:
        return "OVER"
    if tries >= TRIES:
        return "SPENT"
    return "RIGHT" if hmac.compare_digest(mark(given, of, key), kept) else "WRONG"
