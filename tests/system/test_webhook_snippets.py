"""The programs of docs/subscribing that take in webhooks, each as it stands, signed as we sign."""

import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from tests.system import free_port, until
from tests.system.test_feed_snippets import SNIPPETS, Follower

SECRET, OLDER = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY", "whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk"
BODY = '{"id":"event-1","type":"cn.qingcheng.dog.intaken.v1","data":{"name":"豆包"}}'


class Receiver(Follower):
    """One of them, at a port of its own."""

    def __init__(self, name: str, command: list[str], folder: Path) -> None:
        self.port = free_port()
        super().__init__(name, command, folder, SECRET=f"{SECRET} {OLDER}", PORT=str(self.port))
        self.listens()

    def listens(self) -> None:
        until(lambda: self.tell("a try", secret="whsec_AAAA") == 401, self.said)

    def tell(self, told_id: str, secret: str = SECRET, at: datetime | None = None, body: str = BODY) -> int:
        """The status that it answers, 0 where nobody does."""
        when = at or datetime.now(UTC)
        headers = {"webhook-id": told_id, "webhook-timestamp": str(int(when.timestamp())),
                   "webhook-signature": f"v1,AAAA {Webhook(secret).sign(told_id, when, BODY)}"}  # fmt: skip
        return self.post(headers, body)

    def post(self, headers: dict[str, str], body: str = BODY) -> int:
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("POST", "/", body.encode(), headers)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def worked(self) -> int:
        """How often it has done its work."""
        return self.out.read_text("utf-8").count("豆包")


@pytest.fixture(params=["webhook.py", "webhook.mjs"])
def receiver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Receiver]:
    name = request.param
    runs = sys.executable if name.endswith(".py") else shutil.which("node")
    if not runs:
        pytest.skip("no node: webhook.mjs was not run")
    receiver = Receiver(name, [runs, str(SNIPPETS / name)], tmp_path)
    yield receiver
    receiver.kill()


def test_a_message_of_ours_is_taken_in_once_however_often_it_comes(receiver: Receiver) -> None:
    assert [receiver.tell("msg_1"), receiver.tell("msg_1"), receiver.tell("msg_2")] == [204, 204, 204]
    receiver.kill()
    receiver.start()
    receiver.listens()

    assert receiver.tell("msg_1") == 204
    assert receiver.tell("msg_3", secret=OLDER) == 204
    until(lambda: receiver.worked() == 3, receiver.said)


def test_a_message_of_anybody_else_is_refused(receiver: Receiver) -> None:
    now = datetime.now(UTC)

    assert receiver.tell("msg_1", secret="whsec_AAAA") == 401
    assert receiver.tell("msg_1", body=BODY.replace("1", "2")) == 401
    assert receiver.tell("msg_1", at=now - timedelta(minutes=6)) == 401
    assert receiver.tell("msg_1", at=now + timedelta(minutes=6)) == 401
    assert receiver.post({}) == 401
    assert (
        receiver.post({"webhook-id": "msg_1", "webhook-timestamp": "soon", "webhook-signature": "x"}) == 401
    )
    assert receiver.tell("msg_1", body="x" * 1_000_001) in (413, 0)
    assert receiver.tell("msg_1") == 204


def test_ten_seconds_of_silence_do_not_matter(receiver: Receiver) -> None:
    time.sleep(10.5)

    assert receiver.tell("msg_1") == 204
    until(lambda: receiver.worked() == 1, receiver.said)
