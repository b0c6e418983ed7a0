"""How long an event takes to arrive: from the 201 at intake's door to a subscriber, by each of the four ways.

Intake and notify are processes of their own, as in service; the four subscribers are threads of this one.
"""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis

from shared import auth
from tests.bench.figures import DOG, Figure
from tests.system import free_port

EVERY, POLL = 0.05, 0.1  # seconds between two dogs, and between two looks at the feed
STREAM = "qingcheng:intake"
Process = Callable[[list[str], int, dict[str, str]], contextlib.AbstractContextManager[str]]


class Arrivals:
    """When each dog was answered with 201, and when each way told of it."""

    def __init__(self) -> None:
        self.answered: dict[str, float] = {}
        self.told: dict[str, dict[str, float]] = {}
        self.over = threading.Event()

    def tell(self, way: str, event: Any) -> None:
        if event["type"].endswith("dog.intaken.v1"):
            data = event["data"] if isinstance(event["data"], dict) else json.loads(event["data"])
            self.told.setdefault(way, {}).setdefault(data["dog_id"], time.perf_counter())

    def figure(self, way: str, what: str) -> Figure:
        """A way may be quicker than the answer: that counts as at once."""
        told = self.told.get(way, {})
        took = sorted(max(0.0, told[dog] - at) for dog, at in self.answered.items() if dog in told)
        if len(took) < len(self.answered):
            what += f" ({len(self.answered) - len(took)} did not come)"
        return Figure(
            f"201 → {what}",
            rate=1 / EVERY,
            p50=max(took[len(took) // 2], 1e-6),
            p99=took[len(took) * 99 // 100],
        )


def ways(process: Process, folder: Path, redis_url: str, seconds: float) -> Iterator[Figure | str]:
    """The four figures, and what a day takes up."""
    environment = {
        "QINGCHENG_DATA": str(folder), "QINGCHENG_REDIS_URL": redis_url, "QINGCHENG_ADMIN_PASSWORD": "bench",
        "QINGCHENG_WEBHOOK_ALLOW_PRIVATE": "true",
    }  # fmt: skip
    auth.make_keys(folder / "keys")
    token = auth.sign((folder / "keys/token.key").read_bytes(), "bench", ["officer", "admin"])
    here, there = free_port(), free_port()
    arrivals = Arrivals()
    with redis.Redis.from_url(redis_url) as wire:
        wire.flushall()  # what was measured before
    with (
        process(["shared.serve", "intake", "--port", str(here)], here, environment) as intake,
        process(["shared.serve", "notify", "--port", str(there)], there, environment) as notify,
        _receiver(arrivals) as address,
        redis.Redis.from_url(redis_url, decode_responses=True) as wire,
    ):
        asked = _Asker(notify, token)
        asked.post(
            "/notify/v1/subscriptions", {"channel": "webhook", "address": address, "types": ["DogIntaken"]}
        )
        before = wire.xlen(STREAM), wire.memory_usage(STREAM, samples=0) or 0
        followers = [
            threading.Thread(target=follow, args=(arrivals, *more), daemon=True)
            for follow, more in (
                (_stream, (redis_url,)), (_feed, (_Asker(notify, token),)), (_live, (_Asker(notify, token),)),
            )
        ]  # fmt: skip
        for one in followers:
            one.start()
        time.sleep(2)
        dogs = _take_in(arrivals, _Asker(intake, token), seconds)
        _until_told(arrivals, dogs)
        arrivals.over.set()
        yield arrivals.figure("stream", "stream (XREAD)")
        yield arrivals.figure("feed", f"feed, asked every {POLL * 1000:.0f} ms")
        yield arrivals.figure("live", "server-sent events")
        yield arrivals.figure("webhook", "webhook")
        entries, size = wire.xlen(STREAM) - before[0], (wire.memory_usage(STREAM, samples=0) or 0) - before[1]
        yield (
            f"  an intake is {entries / dogs:.1f} entries of {size / entries:,.0f} bytes in Redis: a day of"
            f" 30 dogs {size / dogs * 30 / 1e3:,.0f} kB, a night of 400 {size / dogs * 400 / 1e6:,.1f} MB"
        )


class _Asker:
    """A connection that stays open."""

    def __init__(self, url: str, token: str) -> None:
        asked = urlsplit(url)
        self.line = HTTPConnection(asked.hostname or "", asked.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        self.line.request(method, path, json.dumps(body) if body else None, self.headers)
        return self.line.getresponse()

    def get(self, path: str) -> Any:
        return json.load(self.ask("GET", path))

    def post(self, path: str, body: Any) -> Any:
        answer = self.ask("POST", path, body)
        said = json.load(answer)
        if answer.status != 201:
            raise RuntimeError(f"{path} answers {answer.status}: {said}")
        return said


def _take_in(arrivals: Arrivals, desk: _Asker, seconds: float) -> int:
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        dog = desk.post("/intake/v1/dogs", DOG)["dog_id"]
        arrivals.answered[dog] = time.perf_counter()
        time.sleep(max(0.0, begun + EVERY - time.perf_counter()))
    return len(arrivals.answered)


def _until_told(arrivals: Arrivals, dogs: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and any(
        len(arrivals.told.get(way, {})) < dogs for way in ("stream", "feed", "live", "webhook")
    ):
        time.sleep(0.1)


def _stream(arrivals: Arrivals, url: str) -> None:
    with redis.Redis.from_url(url, decode_responses=True) as wire:
        at = "0"
        while not arrivals.over.is_set():
            news: Any = wire.xread({STREAM: at}, count=200, block=1000)
            for _, entries in news.items() if isinstance(news, dict) else news or []:
                batch = entries[0] if isinstance(entries[0], list) else entries
                for _, event in batch:
                    arrivals.tell("stream", event)
                at = batch[-1][0]


def _feed(arrivals: Arrivals, feed: _Asker) -> None:
    after = ""
    while not arrivals.over.is_set():
        page = feed.get(f"/notify/v1/events?limit=1000&type=DogIntaken&after={after}")
        for event in page["events"]:
            arrivals.tell("feed", event)
        after = page["next"]
        time.sleep(POLL)


def _live(arrivals: Arrivals, feed: _Asker) -> None:
    with contextlib.suppress(OSError, ValueError):  # the server ends before this does
        for line in feed.ask("GET", "/notify/v1/events/stream?type=DogIntaken"):
            if line.startswith(b"data: "):
                arrivals.tell("live", json.loads(line[6:]))
            if arrivals.over.is_set():
                return


@contextlib.contextmanager
def _receiver(arrivals: Arrivals) -> Iterator[str]:
    """Somebody's server, that takes webhooks."""

    class Taking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            arrivals.tell("webhook", json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/hook"
        finally:
            server.shutdown()
