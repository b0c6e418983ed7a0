"""The programs of docs/subscribing that follow the feed, each as it stands, through whatever may happen."""

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from services.intake import app as intake
from services.notify import app as notify
from shared import auth
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.servers import Client, serving
from tests.system import until

SNIPPETS = Path(__file__).parents[2] / "docs/subscribing"
JACKSON = Path("/usr/share/java/jackson-databind.jar")
SILENCE = 10.5  # seconds


class Gateway(ThreadingHTTPServer):
    """What stands before a notify: it may answer 502 by itself, or hang up, or refuse as notify would."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind: str | None = None
        self.hangs_up = False
        self.refuses: tuple[int, str] | None = None
        self.refused = 0
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Says nothing of those who have gone."""


class Passing(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        self.server.asked.append(self.headers.get("last-event-id") or query["after"][0])
        if self.server.hangs_up or self.server.refuses or not self.server.behind:
            self.server.refused += 1
        if self.server.refuses:
            status, words = self.server.refuses
            self._answer(status, words.encode())
            return
        if self.server.hangs_up:
            return
        if not self.server.behind:
            self._answer(502, b"<html><h1>502 Bad Gateway</h1></html>")
            return
        there = urlsplit(self.server.behind)
        line = HTTPConnection(there.hostname or "", there.port, timeout=60)
        line.request("GET", self.path, headers={k: v for k, v in self.headers.items() if k.lower() != "host"})
        answer = line.getresponse()
        self.send_response(answer.status)
        self.send_header("content-type", answer.getheader("content-type") or "")
        self.end_headers()  # without a length: it ends when the line does
        while part := answer.read1(65536):
            self.wfile.write(part)
            self.wfile.flush()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Follower:
    """One of the programs. What it says is kept over its lives."""

    def __init__(self, name: str, command: list[str], folder: Path, **environment: str) -> None:
        self.name, self.command, self.out = name, command, folder / f"{name}.out"
        self.environment = os.environ | environment | {"STATE": str(folder / f"{name}.state")}
        self.start()

    def start(self) -> None:
        with self.out.open("ab") as out, self.out.with_suffix(".err").open("ab") as err:
            self.program = subprocess.Popen(self.command, env=self.environment, stdout=out, stderr=err)

    def kill(self) -> None:
        self.program.kill()
        self.program.wait()

    def heard(self, dog: str) -> int:
        """How often it was told that this dog came in."""
        lines = self.out.read_text("utf-8").splitlines()
        return sum(dog in line and "dog.intaken" in line for line in lines)

    def said(self) -> str:
        return f"{self.name}: {self.out.read_text('utf-8')}{self.out.with_suffix('.err').read_text('utf-8')}"


def commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Of those whose language is here."""
    if shutil.which("jq") and shutil.which("curl"):
        yield "feed.sh", ["sh", str(SNIPPETS / "feed.sh")]
    if node := shutil.which("node"):
        yield "feed.mjs", [node, str(SNIPPETS / "feed.mjs")]
        yield "sse.mjs", [node, str(SNIPPETS / "sse.mjs")]
    if go := shutil.which("go"):
        made = folder / "feed"
        told = os.environ | {"GOCACHE": str(folder / "go"), "GOFLAGS": "-mod=mod", "GO111MODULE": "off"}
        subprocess.run([go, "build", "-o", made, SNIPPETS / "feed.go"], check=True, env=told)
        yield "feed.go", [str(made)]
    if (java := shutil.which("java")) and shutil.which("javac") and JACKSON.exists():
        yield "Feed.java", [java, "-cp", "/usr/share/java/*", str(SNIPPETS / "Feed.java")]


@pytest.fixture
def settings(redis_url: str, tmp_path: Path) -> Settings:
    auth.make_keys(tmp_path / "keys")
    return Settings(data=tmp_path, redis_url=redis_url)


@pytest.fixture
def desk(settings: Settings, serve: Callable[[Any], Client]) -> Client:
    """Intake, and somebody who is logged in there."""
    token = auth.sign((settings.key_folder / "token.key").read_bytes(), "officer-1", ["officer"])
    return serve(intake.app(settings)).signed_in(token)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        yield gateway
        gateway.shutdown()


@pytest.fixture
def followers(gateway: Gateway, tmp_path: Path) -> Iterator[list[Follower]]:
    folder = tmp_path / "followers"
    folder.mkdir()
    started = [
        Follower(name, command, folder, QINGCHENG_URL=gateway.url) for name, command in commands(folder)
    ]
    yield started
    for one in started:
        one.kill()


def a_new_dog(desk: Client) -> str:
    answer = desk.post("/intake/v1/dogs", a_dog())
    assert answer.status == 201, answer.text
    return str(answer.json()["dog_id"])


def all_hear(followers: list[Follower], dog: str) -> None:
    for one in followers:
        until(lambda one=one: one.heard(dog), one.said)  # type: ignore[misc]
        assert one.program.poll() is None, one.said()


def test_each_goes_on_through_silence_a_gateway_a_restart_and_its_own_death(
    settings: Settings, desk: Client, gateway: Gateway, followers: list[Follower]
) -> None:
    """Nothing is missed, and nothing is told twice."""
    assert followers, "none of the languages of docs/subscribing is here"
    dogs = [a_new_dog(desk) for _ in range(3)]
    with serving(notify.app(settings)) as feed:
        gateway.behind = feed.url
        for dog in dogs:
            all_hear(followers, dog)
        time.sleep(SILENCE)
        dogs.append(a_new_dog(desk))
        all_hear(followers, dogs[-1])
        gateway.behind = None
    dogs.append(a_new_dog(desk))
    until(lambda: gateway.refused >= len(followers) + 2)
    gateway.hangs_up, gateway.refused = True, 0
    until(lambda: gateway.refused >= len(followers))
    with serving(notify.app(settings)) as feed:
        gateway.behind, gateway.hangs_up = feed.url, False
        all_hear(followers, dogs[-1])
        time.sleep(1)  # the cursor is written right after the work
        for one in followers:
            one.kill()
        dogs.append(a_new_dog(desk))
        for one in followers:
            one.start()
        all_hear(followers, dogs[-1])
        gateway.behind = None

    assert {one.name: [one.heard(dog) for dog in dogs] for one in followers} == {
        one.name: [1] * len(dogs) for one in followers
    }


def test_each_ends_when_it_is_refused_and_says_why(gateway: Gateway, followers: list[Follower]) -> None:
    """To ask again would not help, and a person has to read it; who is only to wait goes on."""
    gateway.refuses, gateway.refused = (429, '{"detail": "Too many requests."}'), 0
    until(lambda: gateway.refused >= 2 * len(followers))
    assert [one.name for one in followers if one.program.poll() is not None] == []
    for status in (401, 403, 410, 422):
        words = f"a word of {status}: 请核对。"
        gateway.refuses = status, json.dumps({"status": status, "detail": words}, ensure_ascii=False)
        for one in followers:
            if one.program.poll() is not None:
                one.start()
        for one in followers:
            until(lambda one=one: one.program.poll(), one.said)  # type: ignore[misc]
            assert one.program.returncode == 1, one.said()
            assert words in one.said()


def test_a_cursor_may_be_written_by_hand(gateway: Gateway, followers: list[Follower]) -> None:
    """An editor ends the line: the cursor is the same."""
    for one in followers:
        one.kill()
        Path(one.environment["STATE"]).write_text("c0ffee\n")
    gateway.asked.clear()
    for one in followers:
        one.start()
    until(lambda: len(gateway.asked) >= len(followers))

    assert set(gateway.asked) == {"c0ffee"}


def test_no_language_is_left_out_here() -> None:
    """Where one is missing, the test above was not for it; this says so."""
    there = {"curl", "jq", "node", "go", "java"} - {tool for tool in ("curl", "jq", "node", "go", "java")
                                                   if shutil.which(tool)}  # fmt: skip
    if there or not JACKSON.exists():
        pytest.skip(f"not here, so their programs were not run: {', '.join(sorted(there)) or 'jackson'}")
