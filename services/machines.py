"""The machines that read: their keys at notify, and their users in Redis."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import redis
from rich.console import Console
from rich.markup import escape

from services import SERVICES
from shared.client import Client
from shared.embedded import EmbeddedRedis
from shared.redis_users import MACHINES, PUBLIC, RESTRICTED, machine
from shared.refusal import Refusal
from shared.said import Said
from shared.settings import Settings

HERE = "/notify/v1/subscribers"
STATES = {"ACTIVE": "有效 active", "EXPIRED": "已到期 expired", "REVOKED": "已收回 revoked"}
FORMS = ("redis", "rediss", "unix")
SOCKET = Said(
    "这是本机套接字的地址，别处的程序用不了，本机的程序也要能打开它。要给端口（限本机）：qingcheng up "
    "--redis-port 6379；给别的机器：用 compose 和 deploy/subscribers.yml。",
    "This is a socket of this machine: programs elsewhere cannot use it, those here must be allowed to open "
    "it. For a port (of this machine): qingcheng up --redis-port 6379; for other machines: compose with "
    "deploy/subscribers.yml.",
)


def show(client: Client) -> None:
    """Every subscriber, with what it may read and when it last did."""
    console = Console(soft_wrap=True, highlight=False)
    found = client.get(HERE)["subscribers"]
    for one in found:
        state, used = STATES[one["state"]], (one["last_used"] or "–")[:19]
        console.print(f"[bold]{one['name']}[/]  {state}  {one['audience']}  {escape(one['contact'])}")
        console.print(f"  最近使用 last used {used}  {', '.join(one['types'] or ['*'])}")
        for key in one["keys"]:
            console.print(f"  qck_{key['key_id']}_…  用到 good until {(key['ends_at'] or '–')[:19]}")
    if not found:
        console.print("还没有订阅方。There are no subscribers yet.")


def add(
    client: Client, name: str, contact: str, audience: str, types: list[str] | None, expires: str | None
) -> None:
    wish = {"name": name, "contact": contact, "audience": audience, "types": types, "expires_at": expires}
    _say_key(client.post(HERE, wish))


def rotate(client: Client, name: str, overlap_days: int) -> None:
    given = client.post(f"{HERE}/{quote(name)}/rotation", {"overlap_days": overlap_days})
    _say_key(given)
    print(f"旧密钥用到 the old one is good until {given['before_ends_at'][:19]}Z")


def revoke(client: Client, name: str, why: str) -> None:
    client.post(f"{HERE}/{quote(name)}/revocation", {"why": why})
    print(f"{name}: 已收回，密钥立即失效 revoked, none of its keys opens anything from now on")
    print(f"若有 Redis 账号：qingcheng subscribers redis {name} --revoke"
          f"（group {name} --remove）。If it has a user in Redis, remove that too.")  # fmt: skip


def _say_key(given: dict[str, Any]) -> None:
    print(f"{given['name']}: {given['key']}\n密钥只显示这一次。It is shown this once.")


# ---- in Redis -------------------------------------------------------------------------------------------


def make_reader(client: Client, name: str, at: "Streams", restricted: bool) -> None:
    """A user that reads the streams and writes nothing."""
    _must_be_staff(client, name)
    with at.open() as wire:
        _say_url(_make_user(wire, MACHINES[0] + name, restricted), at, MACHINES[0] + name)


def remove_reader(name: str, at: "Streams") -> None:
    with at.open() as wire:
        _remove_user(wire, MACHINES[0] + name)


def make_group(client: Client, name: str, at: "Streams", restricted: bool) -> None:
    """A consumer group at the beginning of each stream, and a user that may use it: and any other there."""
    _must_be_staff(client, name)
    with at.open() as wire:
        for stream in _streams(restricted):
            with contextlib.suppress(redis.ResponseError):  # BUSYGROUP: it goes on where it was
                wire.xgroup_create(stream, name, id="0", mkstream=True)
        _say_url(_make_user(wire, MACHINES[1] + name, restricted), at, MACHINES[1] + name)
        print(f"消费组 the group {name}: {', '.join(_streams(restricted))}")


def remove_group(name: str, at: "Streams") -> None:
    """The group leaves all streams, also one that was made in another way; what it had not read is let go."""
    if name in SERVICES:
        raise Refusal(f"{name} 是我们自己的服务，请启动它。", f"{name} is a service of our own: start it.")
    with at.open() as wire:
        gone = [stream for stream in _streams(restricted=True) if _destroy(wire, stream, name)]
        _remove_user(wire, MACHINES[1] + name, must=not gone)
    print(f"{name}: {', '.join(gone) or '–'}")


def _streams(restricted: bool) -> list[str]:
    return [*PUBLIC, *(RESTRICTED if restricted else ())]


def _must_be_staff(client: Client, name: str) -> None:
    """The streams carry what is for staff. Raises `Refusal`."""
    known = client.get(f"{HERE}/{quote(name)}")
    if known["state"] != "ACTIVE":
        raise Refusal(f"{name} {STATES[known['state']]}。", "It has no user in Redis any more.")
    if known["audience"] != "staff":
        raise Refusal(
            f"{name} 只能读公开事件，流中还有内部事件：请用 feed、SSE 或 webhook。",
            f"{name} may read public events, and the streams carry those for staff too: it has the feed, "
            "SSE and webhooks.",
        )


def _make_user(wire: Any, user: str, restricted: bool) -> str:
    password = secrets.token_urlsafe(24)
    for subcommands in (True, False):
        _, rules = machine(user, password, _streams(restricted), subcommands)
        try:
            wire.execute_command("ACL SETUSER", user, *rules.split())
            break
        except redis.exceptions.NoPermissionError as error:
            raise _may_not(error) from None
        except redis.ResponseError:
            if not subcommands:
                raise
    _save(wire)
    return password


def _remove_user(wire: Any, user: str, must: bool = True) -> None:
    try:
        removed = wire.execute_command("ACL DELUSER", user)
    except redis.exceptions.NoPermissionError as error:
        raise _may_not(error) from None
    if not removed and must:
        raise Refusal(f"Redis 中没有账号 {user}。", f"Redis has no user {user}.")
    if removed:
        _save(wire)
        print(f"{user}: 已删除 removed")


def _save(wire: Any) -> None:
    """In the users' file, where there is one: else the next start of Redis has forgotten it."""
    try:
        wire.execute_command("ACL SAVE")
    except redis.ResponseError:
        print("这个 Redis 没有 aclfile，重启后失效。This Redis has no aclfile: its next start forgets this.")


def _destroy(wire: Any, stream: str, group: str) -> bool:
    try:
        return bool(wire.xgroup_destroy(stream, group))
    except redis.exceptions.NoPermissionError as error:
        raise _may_not(error) from None
    except redis.ResponseError:
        return False  # there is no such stream


def _may_not(error: Exception) -> Refusal:
    return Refusal(
        "这个 Redis 账号不能管理账号。compose 中：设置 QINGCHENG_ACCOUNTS_PASSWORD，用账号 accounts。",
        f"This user of Redis may not do it ({error}). With compose: set QINGCHENG_ACCOUNTS_PASSWORD, and use "
        "redis://accounts:…@localhost:6379.",
    )


def _say_url(password: str, at: "Streams", user: str) -> None:
    address = at.address(user, password)
    print(f"{address}\n地址只显示这一次。It is shown this once.")
    if urlsplit(address).scheme == "unix":
        print(SOCKET)


class Streams:
    """The Redis to make users in: the one that is named, else that of `qingcheng up` in this data folder."""

    def __init__(self, url: str, data: Path) -> None:
        self.embedded = None if url else EmbeddedRedis(Settings(data=data))
        self.url = url or (self.embedded.url if self.embedded else "")
        if urlsplit(self.url).scheme not in FORMS:
            raise Refusal(
                "账号要在每台 Redis 上各建一次：请给出 redis://、rediss:// 或 unix:// 地址。",
                "Users are made on each server of its own: name one by redis://, rediss:// or unix://.",
            )

    @contextlib.contextmanager
    def open(self) -> Iterator[Any]:
        try:
            with redis.Redis.from_url(self.url) as wire:
                wire.ping()
                yield wire
        except redis.exceptions.NoPermissionError as error:
            raise _may_not(error) from None
        except redis.RedisError as error:
            raise Refusal("Redis 没有应答。", f"Redis does not answer as it should: {error}") from None

    def address(self, user: str, password: str) -> str:
        """Where the new user gets in."""
        who = f"{user}:{quote(password)}"
        if self.embedded and (own := self.embedded.subscribers):
            return f"redis://{who}@{urlsplit(own).hostname}:{urlsplit(own).port}"
        at = urlsplit(self.url)
        return at._replace(netloc=f"{who}@{at.netloc.rpartition('@')[2]}").geturl()
