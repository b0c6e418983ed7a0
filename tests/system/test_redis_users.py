"""What each Redis user may do, and nothing else: deploy/redis/start.sh, run on real servers."""

import contextlib
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared import redis_users
from shared.app import load
from shared.events import DogIntaken, ObservationOpened
from shared.settings import Settings
from tests.composed import ears_of
from tests.guarded_redis import START, USERS, GuardedRedis, server_called
from tests.intake.conftest import a_dog
from tests.servers import Client, serving
from tests.system import SERVICES, until

ROOT = Path(__file__).parents[2]
PUBLIC = {f"qingcheng:{name}" for name in SERVICES}
RESTRICTED = {f"qingcheng:{name}:restricted" for name in SERVICES}
DEAD = {f"qingcheng:dead:{name}" for name in SERVICES}
KNOWN = {f"qingcheng:known:{name}" for name in SERVICES}
LIMITS = {f"qingcheng:limits:{name}:log-in:0a1b" for name in SERVICES}
BOXES = {f"qingcheng:letterbox:{name}" for name in SERVICES}
LETTERS = {f"qingcheng:letters:{name}" for name in SERVICES}
ENDED = "qingcheng:ended"  # all look there, and intake alone says so
KEYS = sorted(
    PUBLIC | RESTRICTED | DEAD | KNOWN | LIMITS | BOXES | LETTERS | {ENDED, "another", "qingcheng:another"}
)

NOW = datetime.now(UTC)
VACCINATION = {
    "product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "20260501",
    "given_at": NOW.isoformat(), "valid_until": (NOW + timedelta(days=365)).date().isoformat(),
    "vet_licence": "A012015000123",
}  # fmt: skip


@pytest.fixture(scope="module", params=["redis-server", "valkey-server"])
def guarded_server(request: pytest.FixtureRequest) -> Iterator[GuardedRedis]:
    server = GuardedRedis(server_called(request.param))
    yield server
    server.close()


@pytest.fixture
def guarded(guarded_server: GuardedRedis) -> GuardedRedis:
    """With nothing in it."""
    with guarded_server.as_user("onlooker") as client:
        client.flushall()
        client.acl_log_reset()
    return guarded_server


# ---- the table: which keys a service may use with which command ------------------------------------------


def own(name: str) -> set[str]:
    return {f"qingcheng:{name}", f"qingcheng:{name}:restricted"}


def dead(name: str) -> set[str]:
    return {f"qingcheng:dead:{name}"}


def known(name: str) -> set[str]:
    return {f"qingcheng:known:{name}"}


def limits(name: str) -> set[str]:
    return {f"qingcheng:limits:{name}:log-in:0a1b"}


def box(name: str) -> set[str]:
    return {f"qingcheng:letterbox:{name}"}


def letters(name: str) -> set[str]:
    return {f"qingcheng:letters:{name}"}


def heard(name: str) -> set[str]:
    """The code decides: public streams are for all, a restricted one for who listens to an event in it."""
    return PUBLIC | {stream for stream in ears_of(name).streams if stream in RESTRICTED}


def seen(name: str) -> set[str]:
    return heard(name) | own(name) | dead(name)


MAY: dict[str, Callable[[str], set[str]]] = {
    "XADD {key} * a b": lambda name: (
        own(name) | dead(name) | known(name) | ({ENDED} if name == "intake" else set())
    ),
    "XTRIM {key} MINID 0": own,
    "WATCH {key}": own,
    "XDEL {key} 1-1": lambda name: own(name) | dead(name),
    "XRANGE {key} - +": lambda name: seen(name) | {ENDED},
    "XREVRANGE {key} + -": lambda name: seen(name) | KNOWN,
    "XLEN {key}": seen,
    "XINFO STREAM {key}": seen,
    "XINFO GROUPS {key}": seen,
    "XINFO CONSUMERS {key} group": seen,
    "XPENDING {key} group IDLE 1 - + 10": lambda name: heard(name) | own(name),
    "XGROUP CREATE {key} group 0 MKSTREAM": heard,
    "XGROUP DELCONSUMER {key} group consumer": heard,
    "XREADGROUP GROUP group consumer STREAMS {key} >": heard,
    "XACK {key} group 1-1": heard,
    "XCLAIM {key} group consumer 0 1-1": heard,
    "SET {key} 0 PX 1000 NX": lambda name: limits(name) | box(name),
    "GET {key}": lambda name: BOXES,
    "RPUSH {key} x": lambda name: LETTERS,
    "LLEN {key}": lambda name: LETTERS,
    "BLPOP {key} 0.01": letters,
    "INCRBY {key} 1": limits,
    "PTTL {key}": limits,
    "PEXPIRE {key} 1000": limits,
}
MAY_NOT = (
    "DEL {key}", "UNLINK {key}", "EXPIRE {key} 1", "RENAME {key} other", "COPY {key} other", "DUMP {key}",
    "RESTORE {key} 0 x", "MOVE {key} 1", "TYPE {key}", "OBJECT FREQ {key}", "SORT {key}",
    "LPUSH {key} x", "XREAD STREAMS {key} 0", "XSETID {key} 9-9", "XGROUP DESTROY {key} group",
    "XGROUP SETID {key} group 0", "XGROUP CREATECONSUMER {key} group c", "XAUTOCLAIM {key} group c 0 0",
    "EVAL 'return 1' 1 {key}", "FCALL f 1 {key}", "MEMORY USAGE {key}", "PUBLISH {key} x", "SUBSCRIBE {key}",
)  # fmt: skip
NOBODY_MAY = (
    "FLUSHALL", "FLUSHDB", "SWAPDB 0 0", "CONFIG GET *", "CONFIG SET maxmemory 1", "CONFIG REWRITE", "KEYS *",
    "EVAL 'return 1' 0", "SCRIPT FLUSH", "FUNCTION LIST", "MODULE LIST", "MONITOR",
    "SHUTDOWN NOSAVE", "SAVE", "BGSAVE", "BGREWRITEAOF", "REPLICAOF NO ONE", "FAILOVER", "SYNC", "PSYNC ? -1",
    "CLUSTER RESET", "ACL LIST", "ACL SETUSER intake on", "ACL GETUSER intake", "ACL DELUSER notify",
    "ACL SAVE", "CLIENT KILL ID 1", "CLIENT PAUSE 1", "CLIENT UNBLOCK 1", "CLIENT TRACKING ON BCAST",
    "PSUBSCRIBE *",
)  # fmt: skip
ONLY_OPERATORS_MAY = ("SCAN 0", "DBSIZE", "INFO", "SLOWLOG GET", "ACL LOG", "CLIENT LIST")
CONNECTION = {
    "asking", "auth", "client", "command", "echo", "hello", "ping", "quit", "readonly", "readwrite", "reset",
    "select", "wait", "waitaof",
}  # fmt: skip


def wrong_for(guarded: GuardedRedis, user: str, may: dict[str, set[str]]) -> list[str]:
    """Every command on every key that is refused against this table, or allowed against it."""
    return [
        f"{command.format(key=key)} is {'refused' if key in may.get(command, ()) else 'allowed'}"
        for command in (*MAY, *MAY_NOT)
        for key in KEYS
        if guarded.refuses(user, command.format(key=key)) == (key in may.get(command, ()))
    ]


def refused(guarded: GuardedRedis, user: str, *commands: str) -> list[str]:
    return [command for command in commands if guarded.refuses(user, command)]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_its_work_and_nothing_else(guarded: GuardedRedis, name: str) -> None:
    assert wrong_for(guarded, name, {command: keys(name) for command, keys in MAY.items()}) == []
    assert refused(guarded, name, *NOBODY_MAY) == [*NOBODY_MAY]
    assert refused(guarded, name, *ONLY_OPERATORS_MAY) == [*ONLY_OPERATORS_MAY]


def test_a_subscriber_reads_public_streams_and_nothing_else(guarded: GuardedRedis) -> None:
    reads = (
        "XREAD STREAMS {key} 0",
        "XRANGE {key} - +",
        "XREVRANGE {key} + -",
        "XLEN {key}",
        "XINFO STREAM {key}",
    )
    all_streams = " ".join([*sorted(PUBLIC), *["0"] * len(PUBLIC)])

    assert wrong_for(guarded, "subscriber", dict.fromkeys(reads, PUBLIC)) == []
    assert refused(guarded, "subscriber", f"XREAD STREAMS {all_streams}") == []
    assert refused(guarded, "subscriber", *NOBODY_MAY, *ONLY_OPERATORS_MAY) == [
        *NOBODY_MAY,
        *ONLY_OPERATORS_MAY,
    ]


def test_the_redis_of_our_own_lets_subscribers_do_the_same(guarded: GuardedRedis, tmp_path: Path) -> None:
    (tmp_path / "redis-subscriber.password").write_text("subscriber-word")
    ours, theirs = redis_users.users(tmp_path), (guarded.folder / "users.acl").read_text()

    [one], [another] = (re.findall("^user subscriber .*$", users, re.MULTILINE) for users in (ours, theirs))
    assert _keys_last(one) == _keys_last(another)


def _keys_last(user: str) -> list[str]:
    words = user.split()
    rules = [word for word in words if not word.startswith("~")]
    return rules + sorted(set(words) - set(rules))


def test_an_operator_repairs_our_streams_and_nothing_else(guarded: GuardedRedis) -> None:
    ours = set(KEYS) - {"another"}
    repairs = [command for command in (*MAY, *MAY_NOT) if command.startswith("X")]

    assert (
        wrong_for(
            guarded,
            "operator",
            dict.fromkeys([*repairs, "WATCH {key}", "TYPE {key}", "MEMORY USAGE {key}"], ours),
        )
        == []
    )
    assert refused(guarded, "operator", *NOBODY_MAY, *ONLY_OPERATORS_MAY) == [*NOBODY_MAY]


def test_the_table_that_people_read_is_true() -> None:
    rows = re.findall(
        r"^\| (`[A-Z` ]+`) \|(.*)\|$", (ROOT / "docs/deploying.md").read_text("utf-8"), re.MULTILINE
    )
    told = {command: [cell.strip() == "✓" for cell in cells.split("|")]
            for commands, cells in rows for command in re.findall("`(.+?)`", commands)}  # fmt: skip

    for name in SERVICES:
        kinds = (
            own(name),
            dead(name),
            heard(name),
            known(name),
            KNOWN,
            limits(name),
            box(name),
            letters(name),
            BOXES,
            LETTERS,
        )
        for command, may in MAY.items():
            (ticks,) = (told[words] for words in told if command.startswith(words))
            columns = zip(ticks, kinds, strict=True)
            assert may(name) - {ENDED} == set().union(*(keys for ticked, keys in columns if ticked)), command


def test_the_reader_that_the_page_shows_reads_public_streams_and_nothing_else(guarded: GuardedRedis) -> None:
    page = (ROOT / "docs/subscribing.md").read_text("utf-8")
    (rules,) = re.findall("^    user reader (on .*)$", page, re.MULTILINE)
    with guarded.as_user("onlooker") as client:
        client.execute_command(
            "ACL SETUSER", "reader", "reset", *rules.replace("PASSWORD", "reader-word").split()
        )
    reads = ("XREAD STREAMS {key} 0", "XRANGE {key} - +", "XLEN {key}", "XINFO STREAM {key}")

    assert wrong_for(guarded, "reader", dict.fromkeys(reads, PUBLIC)) == []


def test_nobody_gets_in_without_a_name_and_its_password(guarded: GuardedRedis) -> None:
    at: dict[str, Any] = {"unix_socket_path": f"{guarded.folder}/redis.sock", "retry": Retry(NoBackoff(), 0)}
    strangers = [redis.Redis(**at, username=name, password="guessed") for name in (*USERS, "default")]

    for stranger in (redis.Redis(**at), *strangers):
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_a_restart_keeps_every_transaction(guarded: GuardedRedis) -> None:
    """Some servers load a MULTI of the append-only file with the rights of `default`, or drop it."""
    with guarded.as_user("intake") as client:
        for batch in (3, 1, 5, 1):
            with client.pipeline(transaction=True) as pipeline:
                for number in range(batch):
                    pipeline.xadd("qingcheng:intake", {"number": number})
                pipeline.execute()
        before = client.xrange("qingcheng:intake")
    guarded.restart()

    with guarded.as_user("intake") as client:
        assert client.xrange("qingcheng:intake") == before


def test_a_user_without_a_password_is_not_made(tmp_path: Path) -> None:
    start = subprocess.run(
        ["sh", START], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "USERS_FILE": str(tmp_path / "users.acl"),
             "SERVICES": "|".join(SERVICES), "INTAKE_PASSWORD": ""},
    )  # fmt: skip

    assert start.returncode != 0
    assert "INTAKE_PASSWORD" in start.stderr


def test_the_users_file_keeps_no_password_and_is_for_its_owner_alone(guarded: GuardedRedis) -> None:
    users = guarded.folder / "users.acl"

    assert "-word" not in users.read_text()
    assert users.stat().st_mode & 0o077 == 0


def test_there_is_one_database(guarded: GuardedRedis) -> None:
    with guarded.as_user("intake") as client, pytest.raises(redis.ResponseError, match="out of range"):
        client.execute_command("SELECT", 1)


@pytest.mark.parametrize("name", SERVICES)
def test_of_all_that_the_server_can_do_a_service_may_do_only_this(guarded: GuardedRedis, name: str) -> None:
    named = {command.split()[0].lower() for command in MAY} | {"multi", "exec", "discard", "unwatch", "time"}
    may = [
        command
        for command in all_commands(guarded)
        if can(guarded, name, command, own(name) | dead(name) | limits(name) | box(name) | letters(name))
    ]

    assert {command.split()[0] for command in may} - CONNECTION == named
    assert {command for command in may if command.startswith("xgroup ")} == {
        "xgroup create",
        "xgroup delconsumer",
    }


def all_commands(guarded: GuardedRedis) -> set[str]:
    """Every command and subcommand that this server knows."""
    with guarded.as_user("onlooker") as client:
        return {one.replace("|", " ") for group in client.acl_cat() for one in client.acl_cat(group)}


def can(guarded: GuardedRedis, user: str, command: str, keys: set[str]) -> bool:
    """Whether the rules let a command through, with one of these keys in all its places."""
    with guarded.as_user("onlooker") as client:
        return any(_let_through(client, user, command.split(), key) for key in keys)


def _let_through(client: Any, user: str, command: list[str], key: str) -> bool:
    for places in range(12):
        try:
            return bool(client.execute_command("ACL DRYRUN", user, *command, *[key] * places) == "OK")
        except redis.ResponseError:
            continue  # it takes another number of words
    return False


# ---- the services under these users ----------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_reads_the_restricted_streams_that_its_code_listens_to(
    guarded: GuardedRedis, name: str
) -> None:
    read = {key for key in RESTRICTED if not guarded.refuses(name, f"XREADGROUP GROUP g c STREAMS {key} >")}
    looked_at = {key for key in RESTRICTED if not guarded.refuses(name, f"XRANGE {key} - +")}
    listened_to = set(ears_of(name).streams)

    assert read == listened_to & RESTRICTED
    assert looked_at - own(name) == listened_to & RESTRICTED - own(name)
    assert listened_to <= PUBLIC | RESTRICTED


@pytest.fixture
def city(
    guarded: GuardedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Client]]:
    """The four services, each under its own user; each one's client is signed in as admin."""
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "only-for-this-test")
    with contextlib.ExitStack() as running:
        doors = {}
        for name in SERVICES:
            monkeypatch.setenv("QINGCHENG_REDIS_URL", guarded.url(name))
            app = load(name, Settings(data=tmp_path))
            doors[name] = running.enter_context(serving(app))
        session = {"username": "admin", "password": "only-for-this-test"}
        token = doors["intake"].post("/intake/v1/session", session).json()["access_token"]
        yield {name: client.signed_in(token) for name, client in doors.items()}


def test_the_four_services_work_under_these_users(guarded: GuardedRedis, city: dict[str, Client]) -> None:
    with guarded.as_user("onlooker") as client:
        client.xadd("qingcheng:intake", {"hello": "world"})
    dog = city["intake"].post("/intake/v1/dogs", a_dog(found_time="2026-07-01T12:00:00+08:00")).json()
    biter = city["intake"].post("/intake/v1/dogs", a_dog(custody_basis="OBSERVATION")).json()
    scan = f"/t/{dog['tag']['code']}"
    until(lambda: city["registry"].get(scan, Accept="application/json").status == 200)
    city["registry"].post(f"/registry/v1/dogs/{dog['dog_id']}/vaccinations", VACCINATION)
    until(lambda: city["registry"].get(scan, Accept="application/json").json()["status"] == "ADOPTABLE")
    until(lambda: "became-adoptable" in city["notify"].get("/notify/v1/events").text)
    until(lambda: all(city[name].get(f"/{name}/health/ready").status == 200 for name in SERVICES))

    with guarded.as_user("operator") as operator:
        dead_of = {name: operator.xlen(f"qingcheng:dead:{name}") for name in SERVICES}
        restricted = [fields["subject"] for _, fields in operator.xrange("qingcheng:intake:restricted")]
        public = [fields["type"] for _, fields in operator.xrange("qingcheng:intake") if "type" in fields]
        assert operator.acl_log() == []  # nothing that a service asked for was refused
    assert dead_of == {"intake": 0, "registry": 1, "adoption": 1, "notify": 1}
    assert restricted == [biter["dog_id"]]
    assert DogIntaken.type in public and ObservationOpened.type not in public
