"""A Redis Cluster as the rest of the code sees it: like one server, as long as a transaction has one key."""

from collections.abc import Awaitable
from typing import Any

from redis.asyncio.client import Pipeline
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import Connection
from redis.exceptions import (
    ClusterDownError,
    ConnectionError,
    MovedError,
    RedisClusterException,
    RedisError,
    TimeoutError,
)


class Cluster(RedisCluster):
    """redis-py's, but its errors are `RedisError`s and its transactions run on one node.

    Its own transactions (8.1) start a thread and an event loop for every command that they queue.
    """

    async def initialize(self, *args: Any, **options: Any) -> "Cluster":
        try:
            await super().initialize(*args, **options)
        except RedisClusterException as error:
            raise ConnectionError(str(error)) from error
        return self

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        await self.initialize()  # without its map redis-py (8.1) takes every command for one without a key
        try:
            return await super().execute_command(*args, **options)
        except RedisClusterException as error:
            raise ConnectionError(str(error)) from error

    async def _determine_slot(self, command: str, *args: Any) -> int:
        """Of a read it is seen in the command; redis-py (8.1) asks one fixed node, also when that is dead."""
        if command in ("XREAD", "XREADGROUP"):
            return self.keyslot(args[args.index(b"STREAMS") + 1])
        return await super()._determine_slot(command, *args)

    def pipeline(self, transaction: Any = None, shard_hint: Any = None) -> Any:
        return Transaction(self) if transaction else super().pipeline()

    def distrust_map(self) -> None:
        """The slots lie elsewhere now: the next command asks where, as redis-py does after its errors."""
        self._initialize = True


class Transaction(Pipeline):
    """WATCH and MULTI on the node that holds the first key; a foreign key is refused by that node."""

    def __init__(self, cluster: Cluster) -> None:
        self.at = Place(cluster)
        super().__init__(self.at, cluster.response_callbacks, True, None)  # type: ignore[arg-type]

    def execute_command(self, *args: Any, **options: Any) -> Any:
        self.at.key = self.at.key or str(args[1])
        return super().execute_command(*args, **options)

    async def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        return await self._noticing(super().immediate_execute_command(*args, **options))  # type: ignore[no-untyped-call]

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        answers: list[Any] = await self._noticing(super().execute(raise_on_error))
        return answers

    async def _noticing(self, answer: Awaitable[Any]) -> Any:
        try:
            return await answer
        except (MovedError, ClusterDownError, ConnectionError, TimeoutError):
            self.at.cluster.distrust_map()
            raise


class Place:
    """Stands where a pipeline has its pool: the connections of one node."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.key = cluster, ""
        self.node: ClusterNode | None = None

    async def get_connection(self) -> Connection:
        await self.cluster.initialize()
        self.node = self.cluster.get_node_from_key(self.key)
        if self.node is None:
            raise RedisError(f"no node holds {self.key}")
        connection = self.node.acquire_connection()
        try:
            await self.node.disconnect_if_needed(connection)
            await connection.connect()  # type: ignore[no-untyped-call]
        except BaseException:
            self.node.release(connection)
            raise
        return connection

    async def release(self, connection: Connection) -> None:
        if self.node:
            self.node.release(connection)
