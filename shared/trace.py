"""One thread of causes: W3C traceparent, from the request through every event that it led to."""

import re
import secrets
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("traceparent", default="")
_SHAPE = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def step(parent: str) -> str:
    """A new span under `parent`; a new trace where there is none to follow."""
    trace = parent[3:35] if _SHAPE.fullmatch(parent) else secrets.token_hex(16)
    return f"00-{trace}-{secrets.token_hex(8)}-01"
