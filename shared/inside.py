"""A process that reads what strangers made: it is handed one thing after the other, and can do nothing else.

Its `main` is given MODULE:FUNCTION and BYTES. It writes no file; it has so much memory, and for each thing
so many seconds. Whoever exceeds them ends here, and only here. Imports little: it is started often.
"""

import contextlib
import importlib
import io
import os
import pickle
import resource
import struct
import sys
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

LENGTH = struct.Struct(">Q")


class Refused(Exception):
    """Why it is not taken: which refusal, and its words in Chinese and in English."""

    def __init__(self, kind: str, chinese: str, english: str) -> None:
        super().__init__(kind, chinese, english)


class Plain(pickle.Pickler):
    """Says of a zone its name: otherwise it would be a function that is to be called."""

    dispatch_table = {ZoneInfo: lambda zone: (ZoneInfo, (zone.key,))}  # noqa: RUF012


def send(to: IO[bytes], what: Any) -> None:
    packed = io.BytesIO()
    Plain(packed).dump(what)
    to.write(LENGTH.pack(packed.tell()))
    to.write(packed.getbuffer())
    to.flush()


def receive(from_: IO[bytes]) -> Any:
    """The next thing; none when nothing more comes."""
    head = from_.read(LENGTH.size)
    return pickle.loads(from_.read(LENGTH.unpack(head)[0])) if head else None


def main() -> None:
    asked, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what somebody prints is no answer
    os.nice(10)  # who waits for a page comes first
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # where memory is short, this is what ends
    module, _, function = sys.argv[1].partition(":")
    do = getattr(importlib.import_module(module), function)
    _give_up(resource.RLIMIT_AS, int(sys.argv[2]))
    for limit, most in ((resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32)):
        _give_up(limit, most)
    while (job := receive(asked)) is not None:
        seconds, given = job
        used = resource.getrusage(resource.RUSAGE_SELF)
        _give_up(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)
        send(answers, _answer(do, given, answers))


def _answer(do: Any, given: Any, answers: IO[bytes]) -> tuple[str, Any]:
    """Parts go on their way as they are made; what is last says how it ended."""
    try:
        for part in do(*given):
            send(answers, ("part", part))
    except Refused as why:
        return "refused", why.args
    except BaseException as error:
        return "broke", type(error).__name__
    return "done", None


def _give_up(limit: int, most: int) -> None:
    """Of the seconds only the soft limit is set: it is raised again for the next thing."""
    with contextlib.suppress(ValueError, OSError):  # macOS has no limit of the address space
        hard = resource.getrlimit(limit)[1] if limit == resource.RLIMIT_CPU else most
        resource.setrlimit(limit, (most, hard))
