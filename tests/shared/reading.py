"""What a process of its own is asked to do in the tests: read well, badly, too long, too much."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.inside import Refused


@dataclass(frozen=True, slots=True)
class Found:
    number: int


class Attack:
    def __reduce__(self) -> Any:
        return os.putenv, ("QINGCHENG_TEST_ATTACKED", "yes")


def read(deed: str, many: int = 1) -> Iterator[Any]:
    if deed == "refuse":
        raise Refused("Wrong", "不行。", "No.")
    if deed == "turn":
        while True:
            pass
    if deed == "sleep":
        time.sleep(600)
    if deed == "grow":
        bytearray(1_000_000_000)
    if deed == "die":
        os._exit(3)
    if deed == "raise":
        raise ValueError(deed)
    if deed == "write":
        Path("/tmp/qingcheng-never").write_text("x")
    if deed == "attack":
        yield Attack()
    if deed == "answer too much":
        yield "x" * 500_000_000
    if deed == "environment":
        yield Found(sum(name.startswith("QINGCHENG") for name in os.environ))
    if deed == "who":
        yield Found(os.getpid())
    if deed == "count":
        yield from map(Found, range(many))
