"""Every door and page of all four services, and who may come in. A new one without an entry fails here."""

import contextlib
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

import pytest
import redis
from fastapi import FastAPI
from starlette.routing import BaseRoute

from services import ROADS, SERVICES
from services.intake.staff.models import Staff
from shared import auth, menu
from shared.app import load
from shared.auth import HOUSE, ROLES
from shared.settings import Settings
from shared.store import Store
from tests.servers import RedisServer, serving
from tests.system import until
from tests.who_may import TABLE

NOBODY = ""
WORDS = {"everyone": (NOBODY, *ROLES), "staff": ROLES, "house": HOUSE}
STANDS_FOR = {
    "year": "2026", "kind": "svg", "size": "small", "what": "labels", "entry": "1-1", "day": "2026-07-14",
}  # fmt: skip
FORM = b"reason=xx&why=xx"
Door = tuple[str, str]
MAY_BE_KEPT = {
    "/intake/worker.js": "no-cache",
    "/t/{code}": "no-cache",
    "/T/{code}": "no-cache",
    "/t": "no-cache",
    "/T": "no-cache",
    "/notify/v1/events/stream": "no-cache",
}


def expected() -> dict[Door, frozenset[str]]:
    """The table as method and path, with the roles that may; admin may always."""
    found: dict[Door, frozenset[str]] = {}
    for line in filter(str.strip, TABLE.splitlines()):
        method, path, *words = line.split()
        may = [role for word in words for role in WORDS.get(word, (word,))]
        assert (method, path) not in found, f"{method} {path} is there twice"
        assert set(may) <= {NOBODY, *ROLES}, f"{method} {path}: there is no such role"
        found[method, path] = frozenset([*may, "admin"])
    return found


def written(apps: dict[str, FastAPI]) -> set[Door]:
    """Every door and page that the code has."""
    return {door for app in apps.values() for route in app.routes for door in _doors(route)}


def _doors(route: BaseRoute) -> Iterator[Door]:
    for method in getattr(route, "methods", None) or ():
        if method != "HEAD":
            yield method, getattr(route, "path", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("who-may")


@pytest.fixture(scope="module")
def apps(folder: Path, redis_server: RedisServer) -> dict[str, FastAPI]:
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    settings = Settings(data=folder, redis_url=redis_server.url)
    return {name: load(name, settings) for name in SERVICES}


@pytest.fixture(scope="module")
def ports(apps: dict[str, FastAPI], folder: Path) -> Iterator[dict[str, int]]:
    with contextlib.ExitStack() as running:
        ports = {name: running.enter_context(serving(app)).port for name, app in apps.items()}
        store = Store(f"sqlite:///{folder}/intake.db")
        with store.write() as work:
            work.add_all(
                Staff(username=f"one-{role}", password_hash="-", roles=[role], account=role) for role in ROLES
            )
        store.close()
        yield ports


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: STANDS_FOR.get(found[1], "x"), path)


class Callers:
    """Somebody of each role, and nobody, at every door."""

    def __init__(self, ports: dict[str, int], key: bytes) -> None:
        self.ports = ports
        self.cookie = ""  # of somebody at a browser
        self.tokens = {role: auth.sign(key, f"one-{role}", [role], account=role) for role in ROLES}

    def port_of(self, path: str) -> int:
        first = path.split("/")[1]
        return self.ports.get(ROADS.get(first, first), self.ports["registry"])

    def announces(self, door: Door, role: str, length: int) -> int:
        """What a door says to so many bytes that do not come; 0 where it waits for them."""
        method, path = door
        kind = "application/x-www-form-urlencoded" if "/v1/" not in path else "application/json"
        if path.endswith(("/imports", "/imports/previews")):
            kind = "text/csv"
        head = [
            f"{method} {filled(path)} HTTP/1.1",
            "Host: localhost",
            f"Content-Length: {length}",
            f"Content-Type: {kind}",
        ]
        if role:
            head.append(f"Authorization: Bearer {self.tokens[role]}")
        with socket.create_connection(("127.0.0.1", self.port_of(path)), timeout=5) as asking:
            asking.sendall("\r\n".join([*head, "", ""]).encode())
            with contextlib.suppress(TimeoutError):
                return int(asking.recv(100).split(b" ")[1])
        return 0

    def status(self, door: Door, role: str) -> tuple[int, str]:
        """What the door answers to a request that says nothing, and where it sends people to."""
        status, headers = self.answer(door, role)
        return status, headers["location"] or ""

    def answer(self, door: Door, role: str) -> tuple[int, Message]:
        method, path = door
        is_page = "/v1/" not in path
        kind = "application/x-www-form-urlencoded" if is_page else "application/json"
        if path.endswith(("/imports", "/imports/previews")):
            kind = "text/csv"  # a door that takes files looks at that before anything else
        headers = {"Content-Type": kind, "Accept": "text/html" if is_page else "*/*"}
        if role:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        if self.cookie:
            headers |= {"Cookie": f"{auth.COOKIE}={self.cookie}", "Sec-Fetch-Site": "same-origin"}
        port = self.port_of(path)
        body = None if method == "GET" else FORM if is_page else b"[]"
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, filled(path), body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers


@pytest.fixture(scope="module")
def callers(ports: dict[str, int], folder: Path) -> Callers:
    return Callers(ports, (folder / "keys/token.key").read_bytes())


def wrong(door: Door, role: str, may: bool, status: int, sent_to: str) -> str:
    """What is wrong with this answer; nothing where it is as the table says."""
    to_login = sent_to.startswith("/intake/login")
    said = f"{door[0]} {door[1]} {role or 'nobody'}: {status} {sent_to}"
    if door[1].startswith("/intake/login/"):  # for who is half in: everybody else begins at the beginning
        return "" if to_login or status == 422 else said
    if may:
        return said if status in (401, 403) or status >= 500 or to_login else ""
    if role:
        return "" if status == 403 else said
    is_page = "/v1/" not in door[1]
    return "" if status == 401 or (is_page and status == 303 and to_login) else said


def test_every_door_and_page_is_in_the_table_and_nothing_else(apps: dict[str, FastAPI]) -> None:
    assert written(apps) ^ set(expected()) == set()


def test_whoever_may_comes_in_and_nobody_else(callers: Callers) -> None:
    asked = [(door, role, role in may) for door, may in expected().items() for role in (NOBODY, *ROLES)]

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda one: callers.status(one[0], one[1]), asked))

    print(f"\n  {len(expected())} doors and pages × {len(ROLES) + 1} = {len(asked)} answers")
    assert [
        found for one, answer in zip(asked, answers, strict=True) if (found := wrong(*one, *answer))
    ] == []


OWN_STEP = {("POST", "/intake/v1/staff/{username}/password")}  # open to who has to change a first password


def opened(callers: Callers, token: str) -> list[str]:
    """Which doors and pages of all services somebody with this token gets through, and streams with it."""
    closed = [door for door, may in expected().items() if NOBODY not in may and door not in OWN_STEP]
    live = [("GET", path) for path in ("/notify/v1/events/stream", "/notify/v1/events")]  # open, but not so
    callers.tokens["of this one"] = token
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda door: callers.status(door, "of this one"), closed + live))
    return [
        found for door, answer in zip(closed + live, answers, strict=True)
        if (found := wrong(door, NOBODY, False, *answer))
    ]  # fmt: skip


def test_whoever_has_something_to_do_first_is_in_nowhere(callers: Callers, folder: Path) -> None:
    key = (folder / "keys/token.key").read_bytes()
    for still in auth.STEPS:
        assert opened(callers, auth.sign(key, "one-admin", ["admin"], account="admin", still=still)) == []


def test_a_session_that_was_ended_opens_nothing_in_any_service(callers: Callers, folder: Path) -> None:
    """By the door for programs and by the page: pages, doors, replays and live streams are shut."""
    key = (folder / "keys/token.key").read_bytes()
    tokens = [auth.sign(key, "one-admin", ["admin"], account="admin", session=f"s{n}") for n in range(2)]
    doors = {name: ("GET", f"/{name}/v1/dead") for name in SERVICES}
    for token in tokens:
        callers.tokens["of this one"] = token
        assert {callers.status(door, "of this one")[0] for door in doors.values()} == {200}

    callers.tokens["of this one"] = tokens[0]
    assert callers.status(("DELETE", "/intake/v1/session"), "of this one")[0] == 204
    callers.cookie = tokens[1]
    assert callers.status(("POST", "/intake/logout"), NOBODY) == (303, "/")
    callers.cookie = ""

    for token in tokens:
        callers.tokens["of this one"] = token
        for door in doors.values():
            until(lambda door=door: callers.status(door, "of this one")[0] == 401, seconds=10)  # type: ignore[misc]
        assert opened(callers, token) == []
    callers.tokens["of this one"] = auth.sign(key, "one-admin", ["admin"], account="admin", session="s9")
    assert callers.status(doors["intake"], "of this one")[0] == 200, "another session goes on"


def test_nobody_on_the_way_keeps_an_answer_but_those_that_say_so(callers: Callers) -> None:
    doors = [(door, role) for door in expected() for role in (NOBODY, "admin")]
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda one: callers.answer(*one), doors))

    kept = {
        path: headers.get_all("cache-control")
        for ((_, path), _), (_, headers) in zip(doors, answers, strict=True)
        if headers.get_all("cache-control") != ["no-store"]
    }

    assert kept == {path: [rule] for path, rule in MAY_BE_KEPT.items()}


def test_who_may_not_enter_is_refused_before_a_byte_of_the_body_is_read(callers: Callers) -> None:
    closed = [door for door, may in expected().items() if door[0] != "GET" and NOBODY not in may]

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda door: callers.announces(door, NOBODY, 90_000), closed))

    refused = [(401, 303)["/v1/" not in path] for _, path in closed]
    assert [
        (door, answer) for door, answer, as_told in zip(closed, answers, refused, strict=True)
        if answer not in (401, as_told)
    ] == []  # fmt: skip


def test_nobody_sends_more_than_a_door_takes_whoever_they_are(callers: Callers) -> None:
    """What is announced is refused at once; 200 MB are more than any door takes."""
    all_of_them = [door for door in expected() if door[0] != "GET"]

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda door: callers.announces(door, "admin", 200_000_000), all_of_them))

    unlimited = [(door, answer) for door, answer in zip(all_of_them, answers, strict=True) if not answer]
    assert unlimited == []
    assert answers.count(413) > len(answers) * 0.8  # the others refuse for another reason, as fast


def test_a_body_of_unknown_length_is_cut_at_the_limit(callers: Callers) -> None:
    door = ("POST", "/adoption/v1/visits")  # open to everyone
    with socket.create_connection(("127.0.0.1", callers.port_of(door[1])), timeout=30) as asking:
        head = "Host: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked"
        asking.sendall(f"POST {door[1]} HTTP/1.1\r\n{head}\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            for _ in range(30):  # 300 kB, and no end
                asking.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")

        assert b" 413 " in asking.recv(100)


def test_the_menu_shows_each_page_to_those_who_may_open_it() -> None:
    for entry in (*menu.OFTEN, *menu.MORE):
        shown = {role for role in ROLES if entry.shown_to(auth.Who("", frozenset([role])))}
        assert shown == expected()["GET", entry.path] - {NOBODY}, entry.path


def test_whoever_logs_in_begins_on_a_page_of_their_own() -> None:
    begins = {role: menu.beginning([role]) for role in ROLES}

    assert all(role in expected()["GET", path] for role, path in begins.items())
    assert (begins["keeper"], begins["vet"], begins["adoption"]) == (
        "/intake/", "/intake/due/", "/adoption/desk",
    )  # fmt: skip


def test_the_table_speaks_of_every_role() -> None:
    """A role that nothing is open to but what is open to all would be a mistake, except for these."""
    named = {word for line in TABLE.splitlines() for word in line.split()[2:]}

    assert named - {"everyone", "staff", "house"} <= set(ROLES)
    assert {"officer", "keeper", "vet", "adoption", "auditor", "security", "admin"} <= named
