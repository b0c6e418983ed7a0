"""How a service reaches Redis: what an address may look like, and what happens when nobody answers."""

import asyncio
import contextlib
import datetime
import ipaddress
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from faststream import AckPolicy
from faststream.redis import StreamSub
from redis.asyncio.connection import Connection, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.sentinel import SentinelManagedConnection, SentinelManagedSSLConnection
from redis.exceptions import ConnectionError, RedisError, WatchError

from shared.rail import connect as connecting
from shared.rail.connect import connect, listening
from shared.rail.listener import PlainFields
from shared.refusal import Refusal
from tests.redis_fleet import Fleet, Server, cluster
from tests.system import until

pytestmark = pytest.mark.anyio
STREAM = "qingcheng:intake"
SOON = 4.0  # seconds; 3 are promised


# ---- addresses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "kind", "options"),
    [
        ("redis://dogs.example", Connection, {"host": "dogs.example", "port": 6379, "db": 0}),
        ("redis://intake:p%40ss@h:7000/2", Connection,
         {"username": "intake", "password": "p@ss", "port": 7000, "db": 2}),
        ("redis://[::1]:7000", Connection, {"host": "::1", "port": 7000}),
        ("redis://h?socket_timeout=9", Connection, {"socket_timeout": 9.0}),
        ("unix:///run/redis.sock?db=1", UnixDomainSocketConnection, {"path": "/run/redis.sock", "db": 1}),
        ("unix://intake:secret@/run/redis.sock", UnixDomainSocketConnection, {"username": "intake"}),
        ("rediss://h?ssl_ca_certs=/ca.pem", SSLConnection, {"ssl_ca_certs": "/ca.pem"}),
        ("redis+sentinel://intake:secret@s1/city/3", SentinelManagedConnection,
         {"username": "intake", "password": "secret", "db": 3}),
        ("rediss+sentinel://s1/city?ssl_ca_certs=/ca.pem", SentinelManagedSSLConnection,
         {"ssl_ca_certs": "/ca.pem"}),
    ],
)  # fmt: skip
def test_an_address_says_how_to_connect(url: str, kind: type, options: dict[str, Any]) -> None:
    pool = connect(url).connection_pool

    assert pool.connection_class is kind
    assert options.items() <= pool.connection_kwargs.items()


def test_sentinels_have_their_own_addresses_and_account() -> None:
    url = "rediss+sentinel://intake:secret@s1,s2:7000,[::1]/city?sentinel_password=other&ssl_ca_certs=/ca.pem"

    pool: Any = connect(url).connection_pool
    watching = [sentinel.connection_pool for sentinel in pool.sentinel_manager.sentinels]

    assert pool.service_name == "city"
    assert [(one.connection_kwargs["host"], one.connection_kwargs["port"]) for one in watching] == [
        ("s1", 26379), ("s2", 7000), ("::1", 26379)
    ]  # fmt: skip
    assert {one.connection_class for one in watching} == {SSLConnection}
    assert {one.connection_kwargs["password"] for one in watching} == {"other"}
    assert {one.connection_kwargs["ssl_ca_certs"] for one in watching} == {"/ca.pem"}


def test_a_cluster_is_named_by_some_of_its_nodes() -> None:
    client: Any = connect("rediss+cluster://intake:secret@h1,h2:7000?ssl_ca_certs=/ca.pem")

    assert sorted(client.nodes_manager.startup_nodes) == ["h1:6379", "h2:7000"]
    assert client.connection_kwargs["connection_class"] is SSLConnection
    assert client.connection_kwargs["password"] == "secret"


@pytest.mark.parametrize(
    "url",
    [
        "", "h:6379", "http://h", "redis://", "redis://h/first", "redis://h:port", "redis://h:99999", "redis://h1,h2",
        "redis://h?colour=red", "redis://h?socket_timeout=long", "redis://intake:secret/word@h",
        "redis+tower://h", "redis+sentinel://s1,s2", "redis+sentinel://,/city", "redis+sentinel://s1/city/first",
        "redis+sentinel://s1/city?colour=red", "redis+cluster://h/3", "redis+cluster://h?colour=red", "unix+cluster:///run/redis.sock",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "make", [connect, lambda url: listening(url, PlainFields)], ids=["connect", "listening"]
)
def test_what_is_no_address_is_refused_without_showing_it(make: Callable[[str], Any], url: str) -> None:
    with pytest.raises(Refusal, match=r"redis\+sentinel://HOST") as refused:
        make(url)

    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


# ---- nobody answers --------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server('save ""')
    yield found
    found.close()


@contextlib.asynccontextmanager
async def reading(url: str) -> AsyncIterator[list[Any]]:
    """What a FastStream subscriber hears, as our services set it up."""
    broker, heard = listening(url, PlainFields), []
    sub = StreamSub(STREAM, group="g", consumer="c", batch=True, max_records=200, polling_interval=1000)

    async def hear(body: Any) -> None:
        heard.append(body)

    broker.subscriber(stream=sub, ack_policy=AckPolicy.MANUAL)(hear)
    await broker.start()
    try:
        yield heard
    finally:
        await broker.stop()


def asked(server: Server) -> int:
    """How many reads and pings the server has had, refused ones too."""
    said = server.client.info("commandstats")
    counts = [said.get(f"cmdstat_{name}", {}) for name in ("xreadgroup", "ping")]
    return sum(
        one.get("calls", 0) + one.get("rejected_calls", 0) + one.get("failed_calls", 0) for one in counts
    )


def wrong_type(server: Server) -> None:
    server.client.rename(STREAM, "kept")
    server.client.set(STREAM, "not a stream")


REFUSALS: dict[str, tuple[Callable[[Server], Any], Callable[[Server], Any]]] = {
    "READONLY": (lambda s: s.client.replicaof("127.0.0.1", "1"), lambda s: s.client.replicaof("NO", "ONE")),
    "NOPERM": (lambda s: s.client.execute_command("ACL SETUSER", "default", "-xreadgroup"),
               lambda s: s.client.execute_command("ACL SETUSER", "default", "+xreadgroup")),
    "NOREPLICAS": (lambda s: s.client.config_set("min-replicas-to-write", 1),
                   lambda s: s.client.config_set("min-replicas-to-write", 0)),
    "WRONGTYPE": (wrong_type, lambda s: s.client.rename("kept", STREAM)),
}  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_reader_that_is_refused_asks_again_without_haste(
    server: Server, refusal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "PAUSE", 0.1)
    begin, end = REFUSALS[refusal]
    server.client.xgroup_create(STREAM, "g", id="0", mkstream=True)
    async with reading(f"redis://127.0.0.1:{server.port}") as heard:
        begin(server)
        before = asked(server)
        await asyncio.to_thread(until, lambda: asked(server) > before + 1)  # the first was under way
        before = asked(server)
        await asyncio.sleep(5 * connecting.PAUSE)
        often = asked(server) - before
        end(server)
        server.client.xadd(STREAM, {"a": "1"})
        await asyncio.to_thread(until, lambda: heard)

    assert often <= 15, "FastStream alone asks some 800 times"


async def test_a_reader_that_was_refused_does_not_hurry_when_redis_goes_away(server: Server) -> None:
    server.client.xgroup_create(STREAM, "g", id="0", mkstream=True)
    async with reading(f"redis://127.0.0.1:{server.port}") as heard:
        before = asked(server)
        server.client.replicaof("127.0.0.1", "1")
        await asyncio.to_thread(until, lambda: asked(server) > before + 1)  # the first was under way
        server.kill()
        begun = time.process_time()
        await asyncio.sleep(2 * connecting.PAUSE)
        used = time.process_time() - begun
        await asyncio.to_thread(server.start)
        server.client.xgroup_create(STREAM, "g", id="0", mkstream=True)
        server.client.xadd(STREAM, {"a": "1"})
        await asyncio.to_thread(until, lambda: heard)

    assert used < 0.6, "of two seconds"


async def test_a_server_that_hangs_is_noticed_soon(server: Server) -> None:
    async with connect(f"redis://127.0.0.1:{server.port}") as client:
        await client.ping()
        server.tell(signal.SIGSTOP)
        with pytest.raises(RedisError):
            assert await within(SOON, client.ping())
        server.tell(signal.SIGCONT)
        assert await client.ping()


@pytest.mark.parametrize(
    "kind", ["redis://{}", "rediss://{}", "redis+sentinel://{}/city", "redis+cluster://{}"]
)
async def test_a_server_that_never_says_a_word_is_noticed_soon(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        async with contextlib.aclosing(connect(kind.format(address))) as client:
            with pytest.raises(RedisError):
                await within(SOON, client.ping())


async def within(seconds: float, answer: Any) -> Any:
    async with asyncio.timeout(seconds):
        return await answer


@pytest.mark.parametrize("kind", ["redis://{}", "redis+sentinel://{}/city", "redis+cluster://{}"])
async def test_where_nobody_listens_it_fails_at_once_and_as_a_redis_error(kind: str) -> None:
    async with contextlib.aclosing(connect(kind.format("127.0.0.1:1"))) as client:
        with pytest.raises(ConnectionError):
            await within(SOON, client.xadd(STREAM, {"a": "1"}))
        with pytest.raises(ConnectionError):
            async with client.pipeline(transaction=True) as pipeline:
                await within(SOON, pipeline.watch(STREAM))


async def test_a_server_that_starts_again_is_used_again_at_once(server: Server) -> None:
    async with connect(f"redis://127.0.0.1:{server.port}") as client:
        await client.ping()
        server.kill()
        await asyncio.to_thread(server.start)

        assert await client.ping()


# ---- a Cluster -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three_nodes() -> Iterator[Fleet]:
    with cluster() as fleet:
        yield fleet


async def test_transactions_run_in_a_cluster(three_nodes: Fleet) -> None:
    async with connect(three_nodes.url) as client:
        for stream in (STREAM, "qingcheng:registry", "qingcheng:notify", "qingcheng:adoption"):
            await client.xadd(stream, {"n": "1"})
            async with client.pipeline(transaction=True) as pipeline:
                await pipeline.watch(stream)
                end = (await pipeline.xinfo_stream(stream))["last-generated-id"]
                pipeline.multi()
                for n in range(500):
                    pipeline.xadd(stream, {"n": str(n)})
                added = await pipeline.execute()

            assert len(added) == 500
            assert (await client.xrange(stream, min=b"(" + end, count=1))[0][0] == added[0]


async def test_a_cluster_tells_the_time_of_the_node_that_holds_a_stream(three_nodes: Fleet) -> None:
    async with connect(three_nodes.url) as client:
        look: Any = client.pipeline(transaction=True)
        look.xlen(STREAM)
        _, (seconds, _) = await look.time().execute()

    assert abs(seconds - time.time()) < 5


async def test_a_watched_stream_that_changes_stops_the_transaction(three_nodes: Fleet) -> None:
    async with connect(three_nodes.url) as client:
        await client.xadd(STREAM, {"n": "1"})
        async with client.pipeline(transaction=True) as pipeline:
            await pipeline.watch(STREAM)
            await client.xadd(STREAM, {"n": "2"})
            pipeline.multi()
            pipeline.xadd(STREAM, {"n": "3"})
            with pytest.raises(WatchError):
                await pipeline.execute()


async def test_a_transaction_finds_a_stream_that_has_moved(three_nodes: Fleet) -> None:
    async with connect(three_nodes.url) as client:
        moved: Any = client
        await client.xadd(STREAM, {"n": "1"})
        right = moved.nodes_manager.slots_cache[moved.keyslot(STREAM)]
        wrong = next(nodes for nodes in moved.nodes_manager.slots_cache.values() if nodes is not right)
        moved.nodes_manager.slots_cache[moved.keyslot(STREAM)] = wrong
        with pytest.raises(RedisError):
            async with client.pipeline(transaction=True) as pipeline:
                await pipeline.watch(STREAM)

        async with client.pipeline(transaction=True) as pipeline:
            await pipeline.watch(STREAM)
            pipeline.multi()
            pipeline.xadd(STREAM, {"n": "2"})
            assert len(await pipeline.execute()) == 1


# ---- TLS -------------------------------------------------------------------------------------------------


class Authority:
    """A certificate authority of our own, and a certificate for 127.0.0.1 that it signed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.key, name = ec.generate_private_key(ec.SECP256R1()), named("青城 CA")
        self.file, self.certificate, self.private = (
            folder / part for part in ("ca.pem", "own.pem", "own.key")
        )
        authority = self._signed(name, name, self.key, x509.BasicConstraints(ca=True, path_length=None))
        own_key = ec.generate_private_key(ec.SECP256R1())
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        own = self._signed(named("redis"), name, own_key, address)
        self.file.write_bytes(authority)
        self.certificate.write_bytes(own)
        self.private.write_bytes(
            own_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def _signed(
        self, subject: x509.Name, issuer: x509.Name, key: Any, extension: x509.ExtensionType
    ) -> bytes:
        today = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(
            issuer, subject, key.public_key(), x509.random_serial_number(),
            today - datetime.timedelta(days=1), today + datetime.timedelta(days=1),
        ).add_extension(extension, critical=False)  # fmt: skip
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def tls_server(authority: Authority) -> Iterator[Server]:
    tls = {"ssl": True, "ssl_ca_certs": str(authority.file)}
    listens = "port 0\ntls-port {port}\ntls-auth-clients no"
    files = (f"tls-ca-cert-file {authority.file}", f"tls-cert-file {authority.certificate}",
             f"tls-key-file {authority.private}")  # fmt: skip
    try:
        found = Server('save ""', *files, listens=listens, host="127.0.0.1", **tls)
    except TimeoutError as error:
        pytest.skip(f"this Redis server has no TLS: {error}")
    yield found
    found.close()


async def test_tls_trusts_the_authority_that_is_named(tls_server: Server, authority: Authority) -> None:
    url = f"rediss://127.0.0.1:{tls_server.port}?ssl_ca_certs={authority.file}"
    tls_server.client.xgroup_create(STREAM, "g", id="0", mkstream=True)
    async with reading(url) as heard, connect(url) as client:
        await client.xadd(STREAM, {"a": "1"})
        await asyncio.to_thread(until, lambda: heard)


async def test_tls_refuses_another_authority(tls_server: Server, tmp_path: Path) -> None:
    foreign = Authority(tmp_path / "foreign")
    async with connect(f"rediss://127.0.0.1:{tls_server.port}?ssl_ca_certs={foreign.file}") as client:
        with pytest.raises(RedisError, match="certificate verify failed"):
            await client.ping()
