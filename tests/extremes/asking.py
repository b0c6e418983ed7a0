"""Asks and keeps count: what answered with an error of its own, what did not answer, how long it took."""

import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, RemoteDisconnected

HANGS = 10.0  # seconds; no answer by then is none
MOST_HANGS = 3


@dataclass
class Asking:
    """One caller at one port, on one line."""

    port: int
    headers: dict[str, str]
    faults: list[str] = field(default_factory=list)
    asked: int = 0
    slowest: tuple[float, str] = (0.0, "")
    turns: Counter[str] = field(default_factory=Counter)
    line: HTTPConnection | None = None

    def turn(self, of: str) -> int:
        """The how-manieth of its kind this is."""
        self.turns[of] += 1
        return self.turns[of] - 1

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> str:
        """The text of the answer. Every fault is kept with how to ask that again."""
        what = f"{method} {path[:160]} {str(body)[:300]} {str(headers or '')[:200]}"
        begun = time.monotonic()
        try:
            status, text = self._twice(method, path, body, self.headers | (headers or {}))
        except (OSError, HTTPException) as error:
            self._hang_up()
            status, text = 0, repr(error)
        self.asked += 1
        self.slowest = max(self.slowest, (time.monotonic() - begun, what))
        if not 200 <= status < 500:
            self.faults.append(f"{status or 'no answer'}: {what}\n    {text[:300]}")
        assert sum(fault.startswith("no answer") for fault in self.faults) < MOST_HANGS, self.faults
        return text

    def _twice(
        self, method: str, path: str, body: str | bytes | None, sent: dict[str, str]
    ) -> tuple[int, str]:
        """A line that was idle too long is closed; a new one is not."""
        if self.line:
            with contextlib.suppress(ConnectionError, RemoteDisconnected):
                return self._ask(self.line, method, path, body, sent)
        self._hang_up()
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=HANGS)
        return self._ask(self.line, method, path, body, sent)

    def _ask(
        self, line: HTTPConnection, method: str, path: str, body: str | bytes | None, sent: dict[str, str]
    ) -> tuple[int, str]:
        plain = {name: value.encode("latin-1") for name, value in sent.items()}
        line.request(method, path, body.encode() if isinstance(body, str) else body, plain)
        answer = line.getresponse()
        if "event-stream" in (answer.getheader("content-type") or ""):  # it never ends
            self._hang_up()
            return answer.status, ""
        return answer.status, answer.read().decode(errors="replace")

    def _hang_up(self) -> None:
        if self.line:
            self.line.close()
        self.line = None
