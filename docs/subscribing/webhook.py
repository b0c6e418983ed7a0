"""Takes in our webhooks: nothing but Python.

SECRET is the `whsec_…` that you were shown, PORT where it listens, STATE the file in which all is kept.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import sqlite3
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = os.environ["SECRET"].split()  # two of them while you change from one to the other
STATE = os.environ.get("STATE", "webhook.db")
LARGEST = 1_000_000  # bytes


def is_from_qingcheng(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """`body` as it came, before any parsing."""
    try:
        told_id, at = headers["webhook-id"], headers["webhook-timestamp"]
        if abs(time.time() - int(at)) > 300:
            return False
        key = base64.b64decode(secret.removeprefix("whsec_"))
        digest = hmac.digest(key, f"{told_id}.{at}.".encode() + body, hashlib.sha256)
        ours = f"v1,{base64.b64encode(digest).decode()}"
        theirs = headers["webhook-signature"].split()
        return any(hmac.compare_digest(ours.encode(), one.encode()) for one in theirs)
    except (KeyError, TypeError, ValueError):
        return False


def keep(told_id: str, body: bytes) -> bool:
    """Whether it is new. When this returns it is on disk, and `told_id` is known for ever."""
    with contextlib.closing(sqlite3.connect(STATE, timeout=5)) as kept, kept:
        kept.execute("create table if not exists inbox (id text primary key, body text)")
        added = kept.execute("insert or ignore into inbox (id, body) values (?, ?)", [told_id, body.decode()])
        return added.rowcount == 1


class Receiver(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > LARGEST:
            self.answer(413)
            return
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not any(is_from_qingcheng(secret, headers, body) for secret in SECRETS):
            self.answer(401)
            return
        if keep(headers["webhook-id"], body):  # the same id comes again when our answer was lost
            print(json.dumps(json.loads(body), ensure_ascii=False), flush=True)  # your work; better later
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver).serve_forever()
