"""`qingcheng subscribers`: keys at notify, and users in Redis that may do so much and no more."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from services import machines
from services.machines import Streams
from shared import client as doors
from shared.embedded import EmbeddedRedis
from shared.redis_users import PUBLIC, RESTRICTED
from shared.refusal import Refusal
from shared.settings import Settings
from tests.guarded_redis import GuardedRedis, server_called
from tests.notify.conftest import House
from tests.servers import RedisServer

STREAM, SECRET = "qingcheng:intake", "qingcheng:intake:restricted"


@pytest.fixture
def admin(house: House) -> doors.Client:
    """Two subscribers are known: `desk` is for staff's events, `outside` for the public's."""
    admin = doors.Client(house.client.url, house.client.token)
    machines.add(admin, "desk", "licence desk", "staff", None, None)
    machines.add(admin, "outside", "a newspaper", "public", None, None)
    return admin


@pytest.fixture
def guarded() -> Iterator[GuardedRedis]:
    server = GuardedRedis(server_called("valkey-server"))
    yield server
    server.close()


def address(said: pytest.CaptureFixture[str]) -> str:
    """What the command has shown last."""
    found = re.findall(r"\S+://(?:reader|group)-\S+", said.readouterr().out)
    assert found
    return str(found[-1])


def refuses(url: str, *command: str) -> bool:
    with redis.Redis.from_url(url) as wire:
        answer: Any = wire
        try:
            answer.execute_command(*command)
        except redis.exceptions.NoPermissionError:
            return True
        except redis.ResponseError:
            return False
    return False


def gets_in(url: str) -> bool:
    with redis.Redis.from_url(url) as wire:
        try:
            return bool(wire.ping())
        except redis.AuthenticationError:
            return False


WRITES = [
    ("XADD", STREAM, "*", "a", "b"), ("XDEL", STREAM, "1-1"), ("XTRIM", STREAM, "MAXLEN", "0"),
    ("DEL", STREAM), ("FLUSHALL",), ("CONFIG", "GET", "*"), ("ACL", "LIST"), ("ACL", "SETUSER", "x"),
    ("KEYS", "*"),
    ("XGROUP", "DESTROY", STREAM, "intake"), ("XRANGE", "another", "-", "+"),
]  # fmt: skip
GROUPS = [
    ("XREADGROUP", "GROUP", "desk", "one", "STREAMS", STREAM, ">"), ("XACK", STREAM, "desk", "1-1"),
    ("XPENDING", STREAM, "desk"), ("XCLAIM", STREAM, "desk", "one", "0", "1-1"),
    ("XAUTOCLAIM", STREAM, "desk", "one", "0", "0"), ("XGROUP", "CREATE", STREAM, "desk", "0", "MKSTREAM"),
]  # fmt: skip


def test_a_reader_reads_and_does_nothing_else(
    admin: doors.Client, own_redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    machines.make_reader(admin, "desk", Streams(own_redis.url, Path()), restricted=False)
    url = address(capsys)

    assert [each for each in (*WRITES, *GROUPS) if not refuses(url, *each)] == []
    assert refuses(url, "XRANGE", SECRET, "-", "+")
    assert [stream for stream in PUBLIC if refuses(url, "XRANGE", stream, "-", "+")] == []
    assert not refuses(url, "XREAD", "COUNT", "1", "STREAMS", STREAM, "0")


def test_restricted_streams_are_for_whoever_was_given_them(
    admin: doors.Client, own_redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    machines.make_reader(admin, "desk", Streams(own_redis.url, Path()), restricted=True)
    url = address(capsys)

    assert [stream for stream in RESTRICTED if refuses(url, "XRANGE", stream, "-", "+")] == []


def test_a_new_user_ends_the_password_of_before_and_a_removed_one_gets_in_no_more(
    admin: doors.Client, own_redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    at = Streams(own_redis.url, Path())
    machines.make_reader(admin, "desk", at, restricted=False)
    first = address(capsys)
    machines.make_reader(admin, "desk", at, restricted=False)
    second = address(capsys)
    assert (gets_in(first), gets_in(second)) == (False, True)

    machines.remove_reader("desk", at)

    assert not gets_in(second)
    with pytest.raises(Refusal, match="no user"):
        machines.remove_reader("desk", at)


def test_a_group_hears_from_the_beginning_and_its_user_may_use_it(
    admin: doors.Client, own_redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    at = Streams(own_redis.url, Path())
    with redis.Redis.from_url(own_redis.url) as wire:
        wire.xadd(STREAM, {"type": "x"})
    machines.make_group(admin, "desk", at, restricted=False)
    url = address(capsys)

    with redis.Redis.from_url(url) as wire:
        [[_, [(entry, _)]]] = wire.xreadgroup("desk", "one", {STREAM: ">"})
        assert wire.xack(STREAM, "desk", entry) == 1
    assert [each for each in WRITES if not refuses(url, *each)] == []
    assert [each for each in GROUPS if refuses(url, *each)] == []

    machines.remove_group("desk", at)
    with redis.Redis.from_url(own_redis.url) as wire:
        assert wire.xinfo_groups(STREAM) == []
    assert not gets_in(url)


def test_a_group_that_was_made_otherwise_is_removed_too(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as wire:
        wire.xgroup_create(STREAM, "asleep", mkstream=True)
        machines.remove_group("asleep", Streams(own_redis.url, Path()))
        assert wire.xinfo_groups(STREAM) == []


def test_only_whoever_may_read_what_is_for_staff_gets_a_user(
    admin: doors.Client, own_redis: RedisServer
) -> None:
    at = Streams(own_redis.url, Path())
    with pytest.raises(Refusal, match="may read public events"):
        machines.make_reader(admin, "outside", at, restricted=False)
    with pytest.raises(Refusal, match="404"):
        machines.make_group(admin, "nobody", at, restricted=False)
    machines.revoke(admin, "desk", "ended")
    with pytest.raises(Refusal, match="any more"):
        machines.make_reader(admin, "desk", at, restricted=False)


def test_a_group_of_our_own_is_not_removed(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as wire:
        wire.xgroup_create(STREAM, "registry", mkstream=True)
        with pytest.raises(Refusal, match="service of our own"):
            machines.remove_group("registry", Streams(own_redis.url, Path()))
        assert len(wire.xinfo_groups(STREAM)) == 1


def test_where_a_restart_would_forget_the_user_it_is_said(
    admin: doors.Client, own_redis: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    machines.make_reader(admin, "desk", Streams(own_redis.url, Path()), restricted=False)

    assert "has no aclfile" in capsys.readouterr().out


def test_in_compose_the_user_accounts_makes_them_and_a_restart_keeps_them(
    admin: doors.Client, guarded: GuardedRedis, capsys: pytest.CaptureFixture[str]
) -> None:
    at = Streams(guarded.url("accounts"), Path())
    machines.make_reader(admin, "desk", at, restricted=False)
    reader = address(capsys)
    machines.make_group(admin, "desk", at, restricted=True)
    group = address(capsys)

    guarded.restart()

    assert [each for each in (*WRITES, *GROUPS) if not refuses(reader, *each)] == []
    assert [each for each in GROUPS if refuses(group, *each)] == []
    machines.remove_group("desk", at)
    machines.remove_reader("desk", at)
    guarded.restart()
    assert not gets_in(reader)
    assert not gets_in(group)


def test_other_users_are_refused_in_words(admin: doors.Client, guarded: GuardedRedis) -> None:
    for user in ("operator", "notify", "subscriber"):
        with pytest.raises(Refusal, match="QINGCHENG_ACCOUNTS_PASSWORD"):
            machines.make_reader(admin, "desk", Streams(guarded.url(user), Path()), restricted=False)


def test_the_redis_of_our_own_keeps_them_over_a_restart(
    admin: doors.Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedRedis(Settings(data=tmp_path)).running():
        machines.make_reader(admin, "desk", Streams("", tmp_path), restricted=False)
    url = address(capsys)

    with EmbeddedRedis(Settings(data=tmp_path)).running():
        assert gets_in(url)
        assert refuses(url, "XADD", STREAM, "*", "a", "b")
        machines.remove_reader("desk", Streams("", tmp_path))
    with EmbeddedRedis(Settings(data=tmp_path)).running():
        assert not gets_in(url)


def test_an_address_that_is_of_no_use_elsewhere_says_so(
    admin: doors.Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedRedis(Settings(data=tmp_path), port=0).running():
        machines.make_reader(admin, "desk", Streams("", tmp_path), restricted=False)

    said = capsys.readouterr().out
    assert "unix://reader-desk:" in said
    assert "别处的程序用不了" in said and "--redis-port" in said


def test_a_cluster_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="each server"):
        Streams("redis+cluster://h1:6379", Path())


def test_keys_at_the_command_line(
    house: House, admin: doors.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = []
    for overlap in (7, 0):
        machines.rotate(admin, "desk", overlap)
        keys += re.findall(r"desk: (qck_\S+)", capsys.readouterr().out)
        if overlap:
            with pytest.raises(Refusal, match="409"):
                machines.rotate(admin, "desk", overlap)
    seen = [house.public.signed_in(key).get("/notify/v1/events").status for key in keys]
    assert seen == [401, 200]

    machines.revoke(admin, "desk", "ended")
    machines.show(admin)

    assert house.public.signed_in(keys[1]).get("/notify/v1/events").status == 401
    said = capsys.readouterr().out
    assert "desk  已收回 revoked  staff  licence desk" in said
    assert "outside  有效 active" in said
