"""A stranger with nothing but redis-py follows everything. What docs/subscribing.md shows is run here."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
from jsonschema import Draft202012Validator
from standardwebhooks.webhooks import Webhook

from services.intake import app as intake
from services.notify import app as notify
from shared import auth
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.servers import Client

ROOT = Path(__file__).parents[2]
DOGS = 12
STREAMS = [f"qingcheng:{name}{few}" for name in ("intake", "registry", "adoption", "notify")
           for few in ("", ":restricted")]  # fmt: skip


# ---- the subscriber: it knows Redis and the JSON Schemas, and nothing of our code ---------------------


def follow_all(client: Any, quiet_for: float = 1.0) -> dict[str, list[dict[str, str]]]:
    """Every event of every stream, read from a cursor of our own until it is quiet."""
    cursor = dict.fromkeys(STREAMS, "0")
    events: dict[str, list[dict[str, str]]] = defaultdict(list)
    while answer := client.xread(cursor, count=200, block=int(quiet_for * 1000)):
        for stream, entries in answer.items() if isinstance(answer, dict) else answer:
            for entry, event in entries[0] if entries and isinstance(entries[0], list) else entries:
                cursor[stream] = entry
                events[stream].append(event)
    return events


def wrong_with(events: Mapping[str, Sequence[dict[str, str]]], contract: Path) -> list[str]:
    """What a subscriber could complain of: holes, one id for two events, data against the contract."""
    wrong = []
    numbered: dict[str, tuple[str, str]] = {}
    for stream, told in events.items():
        numbers = {int(event["sequence"]) for event in told}
        if numbers != set(range(1, len(numbers) + 1)):
            wrong.append(f"{stream} has holes: {sorted(numbers)}")
        for event in told:
            if numbered.setdefault(event["id"], (stream, event["sequence"])) != (stream, event["sequence"]):
                wrong.append(f"{event['id']} names two events")
            schema = json.loads((contract / event["dataschema"].rpartition("/")[2]).read_text("utf-8"))
            data = json.loads(event["data"])
            wrong += [
                f"{event['type']}: {error.message}"
                for error in Draft202012Validator(schema).iter_errors(data)
            ]
    if len(numbered) != sum(len({event["sequence"] for event in told}) for told in events.values()):
        wrong.append("two ids name one event")
    return wrong


# ---- the system that it follows -----------------------------------------------------------------------


@pytest.fixture
def settings(redis_url: str, tmp_path: Path) -> Settings:
    auth.make_keys(tmp_path / "keys")
    return Settings(data=tmp_path, redis_url=redis_url)


@pytest.fixture
def busy_intake(settings: Settings, serve: Callable[[Any], Client]) -> Client:
    """Intake, where dogs have just come in and one has bitten somebody."""
    token = auth.sign((settings.key_folder / "token.key").read_bytes(), "officer-1", ["officer"])
    client = serve(intake.app(settings)).signed_in(token)
    for i in range(DOGS):
        basis = "OBSERVATION" if i == 0 else "STRAY"
        answer = client.post("/intake/v1/dogs", a_dog(custody_basis=basis))
        assert answer.status == 201, answer.text
    return client


def blocks(language: str) -> Iterator[str]:
    text = (ROOT / "docs/subscribing.md").read_text("utf-8")
    yield from re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def lines_of(command: list[str], environment: dict[str, str], at_least: int) -> list[str]:
    """The first lines that a program prints; then it is ended."""
    program = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert program.stdout
    try:
        return [program.stdout.readline().strip() for _ in range(at_least)]
    finally:
        program.kill()
        program.wait()


def test_a_stranger_misses_nothing_and_understands_all(busy_intake: Client, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        events = follow_all(client)
    types = [event["type"] for event in events["qingcheng:intake"]]

    assert wrong_with(events, ROOT / "shared/contract") == []
    assert types.count("cn.qingcheng.dog.intaken.v1") == DOGS
    assert types.count("cn.qingcheng.tag.issued.v1") == DOGS
    assert len(events["qingcheng:intake:restricted"]) == 1


def test_a_stranger_notices_what_is_wrong(busy_intake: Client, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        events = follow_all(client)
    told = events["qingcheng:intake"]
    contract = ROOT / "shared/contract"

    assert "holes" in wrong_with({"s": told[:2] + told[3:]}, contract)[0]
    assert "two events" in wrong_with({"s": [told[0], told[1] | {"id": told[0]["id"]}]}, contract)[0]
    assert "required" in wrong_with({"s": [told[0] | {"data": "{}"}]}, contract)[0]
    assert wrong_with({"s": [*told, *told]}, contract) == []


def test_the_python_of_the_page_follows_the_streams(busy_intake: Client, redis_url: str) -> None:
    example = next(blocks("python"))
    lines = lines_of([sys.executable, "-c", example], {"SUBSCRIBER_URL": redis_url}, DOGS)

    assert [int(line.split()[0]) for line in lines] == list(range(1, DOGS + 1))


def test_the_javascript_of_the_page_follows_the_feed(
    busy_intake: Client, settings: Settings, serve: Callable[[Any], Client]
) -> None:
    node = shutil.which("node") or pytest.skip("no node: the feed's JavaScript example was not run")
    feed = serve(notify.app(settings))
    end = time.monotonic() + 20
    while len(feed.get("/notify/v1/events").json()["events"]) < DOGS and time.monotonic() < end:
        time.sleep(0.1)
    command = [node, "--input-type=module", "-e", next(blocks("javascript"))]
    lines = lines_of(command, {"QINGCHENG_URL": feed.url}, DOGS)

    assert all("cn.qingcheng.dog.intaken.v1" in line for line in lines), lines


def test_the_javascript_of_the_page_goes_on_where_it_was_when_the_feed_has_been_away() -> None:
    """A gateway's page, a problem in JSON, a connection that is cut: none of them is the next page."""
    node = shutil.which("node") or pytest.skip("no node: the feed's JavaScript example was not run")
    command = [node, "--input-type=module", "-e", next(blocks("javascript"))]
    with Stumbling() as feed:
        lines = lines_of(command, {"QINGCHENG_URL": feed.url}, 2)

    assert [line.split()[0] for line in lines] == ["1", "5"]
    assert feed.asked[:5] == ["", "7", "7", "7", "7"]


class Stumbling(ThreadingHTTPServer):
    """A feed whose first page ends at 7, and which then stumbles three times before it goes on."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Stumbles)
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,)).start()

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        super().__exit__(*args)


class Stumbles(BaseHTTPRequestHandler):
    server: Stumbling

    def do_GET(self) -> None:
        self.server.asked.append(self.path.partition("after=")[2])
        turn = len(self.server.asked)
        if turn == 4:
            return  # without an answer
        page = {"events": [{"sequence": turn, "type": "dog", "data": {}}], "next": "7" if turn < 5 else "8"}
        known = {2: (502, "<html>Bad Gateway</html>"), 3: (503, json.dumps({"title": "problem"}))}
        status, body = known.get(turn, (200, json.dumps(page)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_the_signature_check_of_the_page_knows_us_from_others() -> None:
    page: dict[str, Any] = {}
    exec(list(blocks("python"))[1], page)
    checks = page["is_from_qingcheng"]
    secret, body, now = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY", '{"type":"dog"}', datetime.now(UTC)
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }

    assert checks(secret, signed, body.encode())
    assert not checks(secret, signed, body.encode() + b" ")
    assert not checks("whsec_" + "A" * 32, signed, body.encode())
    assert not checks(secret, signed | {"webhook-timestamp": "1"}, body.encode())
