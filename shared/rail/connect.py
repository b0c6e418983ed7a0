"""How a service reaches Redis: one server, a Sentinel's master or a Cluster, with or without TLS.

    redis://user:password@host:6379/0                            one server
    unix://user:password@/run/redis.sock?db=0                    one server on this machine
    redis+sentinel://user:password@s1:26379,s2,s3/qingcheng/0    the master that the Sentinels name
    redis+cluster://user:password@h1:6379,h2,h3                  a Cluster

`rediss` instead of `redis` is TLS, with `?ssl_ca_certs=…`, `ssl_certfile`, `ssl_keyfile`; the Sentinels' own
account is `?sentinel_username=…&sentinel_password=…`. Whatever else redis-py takes may stand there too.
"""

import asyncio
import builtins
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast
from urllib.parse import SplitResult, unquote, urlsplit

from faststream.redis import RedisBroker
from faststream.redis.configs.state import ConnectionState, RedisConnectionState
from faststream.redis.parser import MessageFormat
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import Connection, SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import (
    ConnectionError,
    RedisClusterException,
    RedisError,
    TimeoutError,
)

from shared.rail.cluster import Cluster
from shared.refusal import Refusal
from shared.said import Said

log = logging.getLogger(__name__)
CONNECTS_WITHIN = 1.0  # seconds, as are all of these
ANSWERS_WITHIN = 2.0
GIVES_UP_AFTER = 3.0
BLOCKS_FOR = 5.0  # more than the second that a reader lets the server wait for news
SENTINEL_ANSWERS_WITHIN = 0.5
PAUSE = 1.0
GROUP_ERRORS = ("NOGROUP", "BUSYGROUP")
FORMS = Said(
    "无法理解 QINGCHENG_REDIS_URL，请写成以下之一。",
    """\
QINGCHENG_REDIS_URL cannot be read: write one of
  redis://HOST:6379/0    unix:///run/redis.sock    redis+sentinel://HOST:26379,HOST:26379/MASTER/0
  redis+cluster://HOST:6379,HOST:6379    （rediss 即 TLS：rediss is TLS, ?ssl_ca_certs=/ca.pem）
账号密码写在主机前，特殊字符用百分号编码。USER:PASSWORD@ goes before the host, percent-encoded.""",
)


def connect(url: str) -> Redis:
    """For commands: answers or fails soon, since every loop has pauses of its own.

    Raises `Refusal` where the address cannot be read.
    """
    return cast(Redis, _client(url, ANSWERS_WITHIN))


def listening(url: str, message_format: type[MessageFormat]) -> RedisBroker:
    """FastStream, reading through a client of ours. Raises `Refusal` where the address cannot be read."""
    client = _client(url, BLOCKS_FOR)
    client.reads = True
    return Readers(client, message_format)


class Careful:
    """Mixed into redis-py's clients: commands never wait for ever, and readers never hurry."""

    reads = False

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        ask = partial(super().execute_command, *args, **options)  # type: ignore[misc]
        if self.reads:
            return await _patiently(ask, waits=args[0] == "XREADGROUP")
        try:
            async with asyncio.timeout(GIVES_UP_AFTER):
                return await ask()
        except builtins.TimeoutError:
            raise TimeoutError(f"no answer within {GIVES_UP_AFTER:g} s") from None


async def _patiently(ask: Callable[[], Awaitable[Any]], waits: bool) -> Any:
    """FastStream asks again at once when Redis refuses (READONLY, NOPERM, …), and 5 s after it was away."""
    away = False
    while True:
        try:
            return await ask()
        except Exception as error:
            if str(error).startswith(GROUP_ERRORS):
                raise
            lost = isinstance(error, ConnectionError | TimeoutError)
            if not (lost and away):
                known = isinstance(error, RedisError | OSError)
                log.warning("cannot read: %s", error, exc_info=not known)
            await asyncio.sleep(PAUSE)
            if not (lost and waits):
                raise
            away = True


class OneServer(Careful, Redis):  # type: ignore[misc]
    """A server by itself, or the one that is master now."""

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await super().aclose(close_connection_pool)
        if sentinel := getattr(self.connection_pool, "sentinel_manager", None):
            await sentinel.aclose()


class ManyServers(Careful, Cluster):  # type: ignore[misc]
    """A Cluster."""


class Readers(RedisBroker):
    """FastStream's broker, on a client that it is given."""

    def __init__(self, client: OneServer | ManyServers, message_format: type[MessageFormat]) -> None:
        self.client = client
        super().__init__(message_format=message_format, logger=None)  # type: ignore[arg-type]

    def _make_connection_state(self, *_: Any) -> ConnectionState[Any]:
        return Given(self.client)


class Given(RedisConnectionState):
    """A connection that stays ours: FastStream may close it and open it again."""

    def __init__(self, client: OneServer | ManyServers) -> None:
        super().__init__()
        self.given = client

    async def connect(self) -> Redis:
        self._client, self._connected = cast(Redis, self.given), True
        return self._client


def _client(url: str, answers_within: float) -> OneServer | ManyServers:
    options = {
        "socket_connect_timeout": CONNECTS_WITHIN,
        "socket_timeout": answers_within,
        "retry": Retry(NoBackoff(), 1, (ConnectionError,)),  # for a connection that died while it was idle
    }
    try:
        scheme, kind, rest = re.fullmatch(r"(\w+)(\+\w+)?(://.*)", url).groups("")  # type: ignore[union-attr]
        return MAKERS[kind](scheme + rest, options)
    except (AttributeError, KeyError, ValueError, TypeError, RedisClusterException):
        raise Refusal(*FORMS.halves) from None  # without their texts, which may hold the password


def _one_server(url: str, options: dict[str, Any]) -> OneServer:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return _on(ConnectionPool.from_url(url, **options))
    [(host, port)] = _nodes(parts, 6379)
    said, tls = _said(parts, parts.path)
    kind = SSLConnection if tls else Connection
    return _on(ConnectionPool(connection_class=kind, host=host, port=port, **options | said))


def _master(url: str, options: dict[str, Any]) -> OneServer:
    parts = urlsplit(url)
    master, _, db = unquote(parts.path).strip("/").partition("/")
    if not master:
        raise ValueError("no master named")
    said, tls = _said(parts, db)
    own = {"socket_timeout": SENTINEL_ANSWERS_WITHIN, "socket_connect_timeout": SENTINEL_ANSWERS_WITHIN}
    own |= {name: said.pop(f"sentinel_{name}", None) for name in ("username", "password")}
    own |= {name: value for name, value in said.items() if name.startswith("ssl_")}
    sentinel = Sentinel(  # type: ignore[no-untyped-call]
        _nodes(parts, 26379), sentinel_kwargs=own | {"ssl": tls, "retry": Retry(NoBackoff(), 0)}
    )
    return _on(SentinelConnectionPool(master, sentinel, ssl=tls, **options | said))  # type: ignore[no-untyped-call]


def _cluster(url: str, options: dict[str, Any]) -> ManyServers:
    parts = urlsplit(url)
    said, tls = _said(parts, parts.path)
    nodes = [ClusterNode(host, port) for host, port in _nodes(parts, 6379)]
    return ManyServers(startup_nodes=nodes, ssl=tls, **options | said)


def _on(pool: ConnectionPool) -> OneServer:
    pool.connection_class(**pool.connection_kwargs)  # refuses options that it does not know
    return cast(OneServer, OneServer.from_pool(pool))


def _nodes(parts: SplitResult, port: int) -> list[tuple[str, int]]:
    """The hosts, however many, with their ports. Raises `ValueError`."""
    each = [urlsplit(f"//{host}") for host in parts.netloc.rpartition("@")[2].split(",")]
    if not all(one.hostname for one in each):
        raise ValueError("no host named")
    return [(one.hostname or "", one.port or port) for one in each]


def _said(parts: SplitResult, db: str) -> tuple[dict[str, Any], bool]:
    """Account, database and options as redis-py reads them, and whether it is TLS."""
    account, at, _ = parts.netloc.rpartition("@")
    number = int(db.strip("/") or 0)
    said: dict[str, Any] = dict(
        parse_url(parts._replace(netloc=f"{account}{at}host", path=f"/{number}").geturl())
    )
    del said["host"]
    return said, said.pop("connection_class", None) is SSLConnection


MAKERS: dict[str, Callable[[str, dict[str, Any]], OneServer | ManyServers]] = {
    "": _one_server,
    "+sentinel": _master,
    "+cluster": _cluster,
}
