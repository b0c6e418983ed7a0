"""The doors from outside: what the command line and scripts use. The standard library is enough."""

import base64
import contextlib
import getpass
import json
import math
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from shared.refusal import Refusal

TIMEOUT = 30.0


class CodeNeeded(Refusal):
    """The password was right, and there are codes besides."""


class Client:
    """The doors of a running 青城, as a citizen sees them, or with a token as staff do."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self.token = url.rstrip("/"), token
        self.renew_at = _half_way(token)

    def log_in(self, username: str, password: str, code: str = "") -> "Client":
        """The same doors, as a member of staff. Raises `CodeNeeded` where a code is asked for besides."""
        told = {"username": username, "password": password} | ({"code": code} if code else {})
        session = self.post("/intake/v1/session", told)
        return Client(self.url, session["access_token"])

    def get(self, path: str, **query: Any) -> Any:
        """The JSON that a door answers. Raises `Refusal` with the problem's own words."""
        asked = urlencode({name: value for name, value in query.items() if value not in ("", None)})
        return self._ask(Request(f"{self.url}{path}?{asked}" if asked else f"{self.url}{path}"))

    def post(self, path: str, body: Any) -> Any:
        """As `get`; done once, even where it is sent twice."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        return self._ask(Request(f"{self.url}{path}", json.dumps(body).encode(), headers, method="POST"))

    def upload(self, path: str, csv: bytes) -> Any:
        """A CSV file through a door that takes one."""
        return self._ask(Request(f"{self.url}{path}", csv, {"Content-Type": "text/csv"}, method="POST"))

    def events(self, after: str = "", type: str = "", follow: bool = True) -> Iterator[str]:
        """Every event from a cursor on, one line of JSON each; then whatever comes."""
        while True:
            page = self.get("/notify/v1/events", after=after, type=type)
            yield from (json.dumps(event, ensure_ascii=False) for event in page["events"])
            after = page["next"] or after
            if not page["events"]:
                if not follow:
                    return
                time.sleep(1)

    def _ask(self, request: Request) -> Any:
        if time.time() > self.renew_at:
            self._stay_logged_in()
        request.add_header("Accept", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            reason = _reason(error)
            raise (CodeNeeded if "code is needed" in reason else Refusal)("", reason) from None
        except (URLError, TimeoutError) as error:
            raise Refusal("连不上", f"Cannot reach {self.url}: {getattr(error, 'reason', error)}") from None

    def _stay_logged_in(self) -> None:
        """Whoever goes on asking is not idle. Where it is refused, the doors will say what to do."""
        self.renew_at = time.time() + 60
        with contextlib.suppress(Refusal):
            self.token = self.post("/intake/v1/session/renewal", {})["access_token"]
            self.renew_at = _half_way(self.token)


def signed_in(url: str, username: str, token: str = "") -> Client:
    """With the token, else with a password that is asked for; nobody stays nobody."""
    if token or not username:
        return Client(url, token)
    password = getpass.getpass(f"{username} @ {url} 密码 password: ")
    try:
        return Client(url).log_in(username, password)
    except CodeNeeded:
        return Client(url).log_in(username, password, input("动态验证码 code: ").strip())


def _half_way(token: str) -> float:
    """When a token is half used up. Nothing is trusted here: the doors check it."""
    try:
        claims = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return float(told["iat"] + told["exp"]) / 2
    except (IndexError, ValueError, KeyError, TypeError):
        return math.inf


def _reason(error: HTTPError) -> str:
    try:
        problem = json.loads(error.read())
        wrong = "".join(f"\n  {each['pointer']}: {each['detail']}" for each in problem.get("errors", ()))
        return f"{error.code} {problem['title']}: {problem['detail']}{wrong}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{error.code} {error.reason}: {error.url}"
