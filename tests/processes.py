"""Single services as processes of their own, and callers at their doors: for tests that break things."""

import json
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.forks import Program
from tests.intake.conftest import a_dog
from tests.servers import Answer, Client
from tests.system import PASSWORD, free_port, until

DOGS = "/intake/v1/dogs"
READY_WITHIN = 120.0  # seconds
NOBODY = Answer(0, {}, "")  # who answers nothing at all


class Running:
    """One service, as its container runs it."""

    def __init__(self, service: str, data: Path, log: Path, **environment: str) -> None:
        self.service, self.log, self.port = service, log, free_port()
        self.environment = os.environ | {
            "QINGCHENG_DATA": str(data), "QINGCHENG_ADMIN_PASSWORD": PASSWORD
        } | environment  # fmt: skip
        self.client = Client(self.port)
        self.start()

    def start(self) -> None:
        """Returns at once: `until(it.is_ready)`."""
        self.process = Program(
            "shared.serve", [self.service, "--port", str(self.port)], self.log, self.environment
        )

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.service} has ended:\n{self.log.read_text()}")
        return ask(self.client, "GET", f"/{self.service}/health/ready").status == 200

    def why_not(self) -> str:
        """What it says of itself, and the end of its log."""
        said = ask(self.client, "GET", f"/{self.service}/health/ready").text
        return f"{self.service} at {self.port}: {said}\n{self.log.read_text()[-3000:]}"

    def until_ready(self) -> None:
        until(self.is_ready, self.why_not, READY_WITHIN)

    def metric(self, name: str) -> float:
        """A figure of this service without further labels; -1 where nobody answers."""
        lines = ask(self.client, "GET", f"/{self.service}/metrics").text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(f"{name}{{")), -1.0)

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """As an operator does."""
        self.process.terminate()
        self.process.wait(30)


def ask(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Like `client.ask`, and `NOBODY` when the process is gone."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        return client.ask(method, path, body, named)
    except (OSError, HTTPException):
        return NOBODY


def signed_in(client: Client) -> Client:
    """Sends the password again where the store is away just then, as it is told to."""
    login = {"username": "admin", "password": PASSWORD}

    def session() -> Answer | None:
        answer = client.post("/intake/v1/session", login)
        return answer if answer.status != 503 else None

    return client.signed_in(until(session).json()["access_token"])


@dataclass(frozen=True)
class Call:
    """What a caller was told, and after how many seconds."""

    key: str
    answer: Answer
    seconds: float


def timed(client: Client, method: str, path: str, body: Any = None, key: str = "") -> Call:
    begun = time.monotonic()
    headers = {"Idempotency_Key": key} if key else {}
    answer = ask(client, method, path, body, **headers)
    return Call(key, answer, time.monotonic() - begun)


class Callers:
    """So many at once take dogs in while the block lasts, each dog under a key of its own."""

    def __init__(self, *doors: Client, at_once: int = 8, pause: float = 0.0) -> None:
        self.doors, self.pause, self.over = doors, pause, threading.Event()
        self.calls: list[Call] = []
        self.threads = [threading.Thread(target=self._call) for _ in range(at_once)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _call(self) -> None:
        while not self.over.is_set():
            key = str(uuid.uuid4())
            call = timed(random.choice(self.doors), "POST", DOGS, a_dog(), key)
            self.calls.append(call)
            time.sleep(self.pause if call.answer.status == 201 else 0.1)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(call.answer.status for call in list(self.calls))

    @property
    def taken_in(self) -> list[Call]:
        return [call for call in list(self.calls) if call.answer.status == 201]

    def go_on(self, dogs: int = 20) -> None:
        """Returns when so many more have been taken in."""
        before = len(self.taken_in)
        until(lambda: len(self.taken_in) >= before + dogs, self._what_came, 60)

    def _what_came(self) -> str:
        return f"{dict(self.statuses)}, last {self.calls[-1] if self.calls else 'nothing'}"

    def send_again(self, door: Client) -> dict[str, str]:
        """Every key once more: who was answered hears the same, the others are taken in now. Dog by key."""
        return {call.key: _again(call, door) for call in self.calls}


def _again(call: Call, door: Client) -> str:
    answer = door.post(DOGS, a_dog(), Idempotency_Key=call.key)
    assert answer.status == 201, answer.text
    if call.answer.status == 201:
        assert answer.text == call.answer.text, "the same key had another answer"
    return str(json.loads(answer.text)["dog_id"])
