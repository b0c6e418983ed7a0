"""What the README shows is run here, as it stands, against the house that it says to start."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from shared.client import Client
from shared.embedded import EmbeddedRedis
from tests.intake.conftest import a_dog
from tests.system import PASSWORD, running_system, until

README = Path(__file__).parents[2] / "README.md"
SILENCE = 10.0  # seconds; redis-py itself gives up after five
URL = r"redis://subscriber:\S+@localhost:\d+"


class Subscriber:
    """The README's code as a program of its own; only the URL is the one that was printed."""

    def __init__(self, url: str) -> None:
        [code] = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
        [shown] = re.findall(URL, code)
        self.program = subprocess.Popen(
            [sys.executable, "-c", code.replace(shown, url)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.program.stdout
        for line in self.program.stdout:
            self.lines.append(line)

    def hears_of(self, dog: dict[str, str]) -> None:
        """Of all that happened to it until now, each thing once."""
        until(lambda: any(dog["dog_id"] in line and "dog.intaken" in line for line in self.lines), self._said)
        assert self.program.poll() is None, self._said()

    def _said(self) -> str:
        return "".join(self.lines)

    def close(self) -> None:
        self.program.kill()
        self.program.wait()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def staff(data: Path) -> Iterator[Client]:
    with running_system(data) as url:
        yield Client(url).log_in("admin", PASSWORD)


@pytest.fixture
def subscriber(staff: Client, data: Path) -> Iterator[Subscriber]:
    [printed] = re.findall(URL, (data / "log").read_text())
    with contextlib.closing(Subscriber(printed)) as subscriber:
        yield subscriber


def test_ten_lines_hear_of_every_dog_through_silence_and_a_death_of_redis(
    staff: Client, data: Path, subscriber: Subscriber
) -> None:
    subscriber.hears_of(staff.post("/intake/v1/dogs", a_dog()))

    time.sleep(SILENCE)
    subscriber.hears_of(staff.post("/intake/v1/dogs", a_dog()))

    with redis.Redis.from_url(EmbeddedRedis(data).url) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
    subscriber.hears_of(staff.post("/intake/v1/dogs", a_dog()))
    ids = [line.split("'dog_id': '")[1][:36] for line in subscriber.lines if "dog.intaken" in line]
    assert len(ids) == len(set(ids)) == 3
