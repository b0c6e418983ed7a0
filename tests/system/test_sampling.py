"""The invented day is what the contract says, and each type reaches a receiver, signed."""

import json
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from services import sampling
from shared.contract import ATTRIBUTES
from shared.events import BY_TYPE
from shared.promises import FOLDER
from shared.views import Reader, may_read

COMMITTED = FOLDER / "samples/day.ndjson"
SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
LARGEST = 200_000  # bytes


def day(reader: Reader) -> list[dict[str, Any]]:
    return [json.loads(line) for line in sampling.write("2026-07-13", 40, 1, reader).splitlines()]


def wrong_with(event: dict[str, Any], reader: Reader) -> list[str]:
    folder = FOLDER / "public" if reader == "public" else FOLDER
    schema = json.loads((folder / event["dataschema"].rpartition("/")[2]).read_text("utf-8"))
    around = ATTRIBUTES | {"required": [n for n in ATTRIBUTES["required"] if n != "sequence"]}
    unknown = event["data"].keys() - schema["properties"].keys()
    return [
        *(error.message for error in Draft202012Validator(schema).iter_errors(event["data"])),
        *(error.message for error in Draft202012Validator(around).iter_errors(event)),
        *(f"{name} is not in {event['dataschema']}" for name in unknown),
    ]


@pytest.mark.parametrize("reader", ["public", "staff"])
def test_every_event_of_the_day_is_what_its_schema_says(reader: Reader) -> None:
    events = day(reader)

    assert len(events) > 40
    assert [wrong for event in events for wrong in wrong_with(event, reader)] == []
    assert all(may_read(event["type"], reader) for event in events)
    assert len({event["id"] for event in events}) == len(events)


def test_what_is_committed_is_what_the_command_writes(tmp_path: Path) -> None:
    made = tmp_path / "day.ndjson"
    command = [sys.executable, "-m", "services", "events", "sample", str(made)]
    subprocess.run(command, check=True, cwd=FOLDER.parents[1])

    assert made.read_text("utf-8") == COMMITTED.read_text("utf-8"), "run: qingcheng events sample"
    assert COMMITTED.stat().st_size < LARGEST


def test_the_day_of_staff_is_numbered_without_a_hole_and_in_order() -> None:
    numbers = defaultdict(list)
    for event in (events := day("staff")):
        numbers[event["source"]].append(int(event["sequence"]))

    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())
    happened = [datetime.fromisoformat(event["data"]["occurred_at"]) for event in events]
    noted = [datetime.fromisoformat(event["time"]) for event in events]
    assert happened == sorted(happened)
    assert all(later > earlier for later, earlier in zip(noted, happened, strict=True))


def test_a_dog_of_the_day_comes_before_it_goes_and_goes_once() -> None:
    came, gone = set(), []
    for event in day("public"):
        if event["type"] == "cn.qingcheng.dog.intaken.v1":
            came.add(event["subject"])
        assert event["data"]["dog_id"] in came
        if event["type"] == "cn.qingcheng.stay.closed.v1":
            gone.append(event["data"]["dog_id"])

    assert len(came) == 40
    assert len(gone) == len(set(gone)) >= 10


def test_another_seed_is_another_day_and_the_same_is_the_same() -> None:
    assert sampling.write("2026-07-13", 8, 1, "staff") == sampling.write("2026-07-13", 8, 1, "staff")
    assert sampling.write("2026-07-13", 8, 1, "staff") != sampling.write("2026-07-13", 8, 2, "staff")
    assert sampling.write("2026-07-13", 0, 1, "public") == ""


class Receiver(ThreadingHTTPServer):
    """Somebody's webhook, which checks what it gets with the library of Standard Webhooks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receives)
        self.got: list[dict[str, Any]] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Receives(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        try:
            self.server.got.append(Webhook(SECRET).verify(body, dict(self.headers.items())))
            self.send_response(204)
        except WebhookVerificationError:
            self.send_response(401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver
        receiver.shutdown()


@pytest.mark.parametrize("reader", ["public", "staff"])
def test_each_type_is_sent_once_and_signed(receiver: Receiver, reader: Reader) -> None:
    url = f"http://127.0.0.1:{receiver.server_address[1]}/"

    assert sampling.emit(url, SECRET, reader) == 0
    assert [event["type"] for event in receiver.got] == [type for type in BY_TYPE if may_read(type, reader)]
    assert [wrong for event in receiver.got for wrong in wrong_with(event, reader)] == []


def test_a_receiver_that_refuses_or_is_not_there_is_named(receiver: Receiver) -> None:
    url = f"http://127.0.0.1:{receiver.server_address[1]}/"
    told = [sys.executable, "-m", "services", "events", "emit"]
    refused = subprocess.run([*told, url], capture_output=True, text=True, cwd=FOLDER.parents[1])
    absent = subprocess.run(
        [*told, "http://127.0.0.1:1/"], capture_output=True, text=True, cwd=FOLDER.parents[1]
    )

    assert refused.returncode == absent.returncode == 1
    assert "401 cn.qingcheng.dog.intaken.v1" in refused.stdout
    assert "--- cn.qingcheng.dog.intaken.v1" in absent.stdout
