"""Whoever asks by HTTP has a phone to prove: by the code, as it was sent, or by a call from the desk."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SENT = re.compile(r"✉ (\d{6}) .*\[([0-9A-Z-]{14})\]")


def code_in(log: str, reference: str) -> str | None:
    """The latest that notify's console was given for that number."""
    found = [code for code, of in SENT.findall(log) if of == reference]
    return found[-1] if found else None


def code_from(log: Path, reference: str, seconds: float = 30) -> str:
    """As soon as it is there."""
    end = time.monotonic() + seconds
    while not (code := code_in(log.read_text(errors="replace"), reference)):
        assert time.monotonic() < end, f"no code for {reference} in {log}"
        time.sleep(0.02)
    return code


def by_the_desk(post: Callable[[str, Any], Any], kind: str, id: str) -> str:
    """A member of staff has called; `post` is theirs, below /adoption/v1. The id that counts from now on."""
    answer = post(f"/{kind}/{id}/phone-check", {})
    told = answer if isinstance(answer, dict) else answer.json()
    return str(told["id"])
