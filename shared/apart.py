"""Work in a process of its own: what strangers made is read there, and may use so much time and memory.

What would freeze or end a service freezes and ends that process alone; the next thing has a new one.
"""

import io
import logging
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from shared import inside
from shared.problems import Unreasonable
from shared.said import Said

log = logging.getLogger(__name__)
MAIN = "from shared.inside import main; main()"
STARTS_WITHIN = 60.0  # seconds, on a machine that has much else to do


class TakesTooMuch(Unreasonable):
    title = Said("文件处理不了", "It takes too much to read")


class Apart:
    """A function that gives parts, in a process of its own that is kept for the next call, one at a time.

    `seconds` of processor, and twice that in all; `memory` in bytes; `trusts`: whose classes it answers with.
    """

    def __init__(
        self, function: str, seconds: float, memory: int, trusts: tuple[str, ...] = (), kept: float = 300.0
    ) -> None:
        self.function, self.seconds, self.memory = function, seconds, memory
        self.trusts, self.kept = trusts, kept
        self.process: subprocess.Popen[bytes] | None = None
        self.of = 0  # the process that we were when we started it
        self.has_answered = False
        self.one_at_a_time = threading.Lock()
        self.goes_home: threading.Timer | None = None

    def parts(self, *given: Any) -> Iterator[Any]:
        """What the function gives. Raises `inside.Refused` as it does, and `TakesTooMuch`."""
        with self.one_at_a_time:
            self._keep()
            process, whole = self._running(), False
            try:
                self._hand_over(process, given)
                until = time.monotonic() + 2 * self.seconds + (0 if self.has_answered else STARTS_WITHIN)
                while True:
                    word, told = self._hear(process, until)
                    self.has_answered = True
                    if word == "part":
                        yield told
                        continue
                    whole = word != "broke"
                    if word == "refused":
                        raise inside.Refused(*told)
                    if word == "broke":
                        log.warning("%s: %s", self.function, told)
                        raise _too_much()
                    return
            finally:
                if whole:
                    self._send_home_later()
                else:
                    self._end()

    def one(self, *given: Any) -> Any:
        """Of a function that gives one part, that."""
        (part,) = self.parts(*given)
        return part

    def warm(self) -> None:
        """Has it started before it is needed."""
        if self.one_at_a_time.acquire(blocking=False):
            try:
                self._running()
            finally:
                self.one_at_a_time.release()

    def close(self) -> None:
        with self.one_at_a_time:
            self._keep()
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.of != os.getpid() or self.process.poll() is not None:
            self.process, self.of, self.has_answered = self._start(), os.getpid(), False
        return self.process

    def _start(self) -> subprocess.Popen[bytes]:
        """It is told where our modules are, and of our environment nothing: there are passwords in it."""
        told = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path) or ".", "PYTHONUTF8": "1"}
        return subprocess.Popen(
            [sys.executable, "-c", MAIN, self.function, str(self.memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=told, start_new_session=True,
        )  # fmt: skip

    def _hand_over(self, process: subprocess.Popen[bytes], given: Any) -> None:
        assert process.stdin
        try:
            inside.send(process.stdin, (self.seconds, given))
        except OSError:
            raise _too_much() from None

    def _hear(self, process: subprocess.Popen[bytes], until: float) -> tuple[str, Any]:
        length = inside.LENGTH.unpack(_read(process, inside.LENGTH.size, until))[0]
        if length > self.memory:
            raise _too_much()
        try:
            word, told = Trusting(_read(process, length, until), self.trusts).load()
        except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError) as error:
            log.warning("%s answers what nobody asked for: %s", self.function, error)
            raise _too_much() from None
        return word, told

    def _end(self) -> None:
        if self.process is not None and self.of == os.getpid():
            self.process.kill()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    pipe.close()
            self.process.wait()
        self.process = None

    def _keep(self) -> None:
        if self.goes_home is not None:
            self.goes_home.cancel()
            self.goes_home = None

    def _send_home_later(self) -> None:
        self.goes_home = threading.Timer(self.kept, self.close)
        self.goes_home.daemon = True
        self.goes_home.start()


class Trusting(pickle.Unpickler):
    """Takes classes of these modules from a process that read something hostile, and no function at all."""

    def __init__(self, told: bytes, trusts: tuple[str, ...]) -> None:
        super().__init__(io.BytesIO(told))
        self.trusts = trusts

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(self.trusts):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that we asked for")


def _read(process: subprocess.Popen[bytes], many: int, until: float) -> bytes:
    """Exactly so many bytes. Raises `TakesTooMuch` when they do not come in time, or at all."""
    assert process.stdout
    found, file = bytearray(), process.stdout.fileno()
    while len(found) < many:
        ready, _, _ = select.select([file], [], [], max(0.0, until - time.monotonic()))
        some = os.read(file, min(1 << 20, many - len(found))) if ready else b""
        if not some:
            raise _too_much()
        found += some
    return bytes(found)


def _too_much() -> TakesTooMuch:
    return TakesTooMuch(
        "读取它要用太多时间或内存：请重拍照片，或把文件分成几份再发。",
        "It takes too much time or memory to read: take the photo again, or split the file in parts.",
    )
