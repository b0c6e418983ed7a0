"""Several Redis servers that belong together, on this machine: behind Sentinels, or as a Cluster."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.system import free_port, until

MASTER = "qingcheng"
SLOTS = 16384
NOTICED_AFTER = 1000  # milliseconds
PLAIN = "port {port}"


def binary() -> str:
    """A server that can be a Sentinel and a node of a Cluster; the test is left out where there is none."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return found or pytest.skip("no redis-server or valkey-server is installed")


class Server:
    """One of them, behind a port of its own. `lines` are its configuration."""

    def __init__(self, *lines: str, listens: str = PLAIN, sentinel: bool = False, **client: Any) -> None:
        self.port, self.sentinel = free_port(), sentinel
        self.folder = Path(tempfile.mkdtemp(prefix="qc-fleet-"))
        own = (listens.format(port=self.port), "bind 127.0.0.1", f"dir {self.folder}", *lines)
        (self.folder / "server.conf").write_text("\n".join(own) + "\n")
        self.client = redis.Redis(port=self.port, decode_responses=True, socket_timeout=5, **client)
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        command = [binary(), str(self.folder / "server.conf"), *(["--sentinel"] if self.sentinel else [])]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._answers, lambda: (self.folder / "log").read_text())

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError):
            return bool(self.client.ping())
        return False

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self.process.kill()
        self.process.wait()

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def close(self) -> None:
        self.kill()
        self.client.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Fleet:
    """Servers, the address that a service is given, and where a stream lies just now."""

    url: str
    servers: list[Server]
    sentinels: list[Server] = field(default_factory=list)

    def holder(self, key: str) -> Server:
        """The living master of this key."""
        return until(lambda: next((one for one in self.servers if _holds(one, key)), None))  # type: ignore[no-any-return]

    def replicas(self) -> list[Server]:
        return [one for one in self.servers if one.client.info("replication")["role"] == "slave"]

    def entries(self, stream: str) -> list[dict[str, str]]:
        found: Any = self.holder(stream).client.xrange(stream)
        return [fields for _, fields in found]


def _holds(server: Server, key: str) -> bool:
    """A replica says where its key is, or that it is a replica; a master that was killed says nothing."""
    with contextlib.suppress(redis.RedisError):
        server.client.exists(key)
        return server.client.info("replication")["role"] == "master"
    return False


@contextlib.contextmanager
def sentinels() -> Iterator[Fleet]:
    """A master with two replicas, and three Sentinels of whom two must agree."""
    with contextlib.ExitStack() as running:

        def run(*lines: str, **options: Any) -> Server:
            server = Server(*lines, **options)
            running.callback(server.close)
            return server

        master = run('save ""')
        replicas = [run('save ""', f"replicaof 127.0.0.1 {master.port}") for _ in range(2)]
        watching = (
            f"sentinel monitor {MASTER} 127.0.0.1 {master.port} 2",
            f"sentinel down-after-milliseconds {MASTER} {NOTICED_AFTER}",
            f"sentinel failover-timeout {MASTER} 5000",
        )
        guards = [run(*watching, sentinel=True) for _ in range(3)]
        for guard in guards:
            until(lambda guard=guard: _sees_all(guard), lambda: "the Sentinels do not know each other", 40)  # type: ignore[misc]
        addresses = ",".join(f"127.0.0.1:{guard.port}" for guard in guards)
        yield Fleet(f"redis+sentinel://{addresses}/{MASTER}/0", [master, *replicas], guards)


def _sees_all(guard: Server) -> bool:
    state = guard.client.sentinel_master(MASTER)
    return bool(state["num-other-sentinels"] == 2 and state["num-slaves"] == 2)


@contextlib.contextmanager
def cluster(masters: int = 3) -> Iterator[Fleet]:
    """Masters that share the slots, each with one replica."""
    with contextlib.ExitStack() as running:
        servers = []
        for _ in range(masters * 2):
            server = Server(
                'save ""', "cluster-enabled yes", f"cluster-port {free_port()}",
                f"cluster-node-timeout {NOTICED_AFTER}", "repl-diskless-sync-delay 0",
            )  # fmt: skip
            running.callback(server.close)
            servers.append(server)
        _join(servers, masters)
        addresses = ",".join(f"127.0.0.1:{server.port}" for server in servers[:masters])
        yield Fleet(f"redis+cluster://{addresses}", servers)


def _join(servers: list[Server], masters: int) -> None:
    share = SLOTS // masters + 1
    for n, server in enumerate(servers):
        server.client.execute_command("CLUSTER SET-CONFIG-EPOCH", n + 1)
        if n < masters:
            last = min((n + 1) * share, SLOTS) - 1
            server.client.execute_command("CLUSTER ADDSLOTSRANGE", n * share, last)
        bus = server.client.config_get("cluster-port")["cluster-port"]
        servers[0].client.execute_command("CLUSTER MEET", "127.0.0.1", server.port, bus)
    for server in servers:
        until(lambda server=server: _knows(server) == len(servers), lambda: "the nodes do not meet")  # type: ignore[misc]
    for n, replica in enumerate(servers[masters:]):
        replica.client.execute_command("CLUSTER REPLICATE", servers[n].client.execute_command("CLUSTER MYID"))
    for server in servers:
        until(lambda server=server: _is_whole(server), lambda: "the Cluster is not whole", 40)  # type: ignore[misc]


def _knows(server: Server) -> int:
    return int(server.client.cluster("info")["cluster_known_nodes"])


def _is_whole(server: Server) -> bool:
    said = server.client.info("replication")
    linked = said["role"] == "master" or said["master_link_status"] == "up"
    return linked and server.client.cluster("info")["cluster_state"] == "ok"
