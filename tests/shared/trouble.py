"""Processes that may end, or be struck otherwise, before and after everything that they do to the world."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import ConnectionError

from shared.ears import Ears
from shared.rail.listener import Listener
from shared.rail.relay import Relay
from shared.rail.writer import Writer
from shared.store import Store, Work

AWAY = "the store is away"
Strike = Callable[[str], Awaitable[None] | None]


class Crash(BaseException):
    """The process is no more. Not an Exception, so that nothing in it takes notice."""


class AtRest(BaseException):
    """A relay has come to where it waits."""


@dataclass(frozen=True)
class Trouble:
    """`what` happens before or after the step of that number."""

    step: int
    after: bool
    what: str


class Steps:
    """Everything that a process does to a store or to Redis is a step, and passes here."""

    def __init__(self, strike: Strike) -> None:
        self.strike = strike  # what happens in the world, not to this process
        self.dead = False
        self.trouble: Trouble | None = None
        self.taken = 0

    def expect(self, trouble: Trouble | None) -> None:
        self.trouble, self.taken = trouble, 0

    async def command(self, run: Callable[[], Awaitable[Any]]) -> Any:
        """A command to Redis."""
        before, after = self._next()
        await self._meet(before)
        answer = await run()
        await self._meet(after)
        return answer

    async def _meet(self, what: str) -> None:
        self._end_if(what == "crash")
        if what == "no answer":
            raise ConnectionError("the connection was lost")
        if what and (struck := self.strike(what)):
            await struck

    def begin(self) -> None:
        """BEGIN of one who is going to write: the last moment for others to write before."""
        what = "".join(self._next())
        self._end_if(what == "crash")
        if what == "no answer":
            raise sa.exc.OperationalError("BEGIN", {}, sqlite3.OperationalError(AWAY))
        if what == "replay":
            self.strike(what)

    def commit(self, commit: Callable[[], None], roll_back: Callable[[], None]) -> None:
        """What fails is rolled back, as SQLite does by itself. After it only the answer can be lost."""
        before, after = self._next()
        self._end_if(before == "crash")
        if before == "no answer":
            roll_back()
            raise sqlite3.OperationalError(AWAY)
        commit()
        self._end_if(after == "crash")
        if after == "no answer":
            raise sqlite3.OperationalError(AWAY)

    def _next(self) -> tuple[str, str]:
        self._end_if(self.dead)
        self.taken += 1
        if self.trouble is None or self.trouble.step != self.taken:
            return "", ""
        return ("", self.trouble.what) if self.trouble.after else (self.trouble.what, "")

    def _end_if(self, over: bool) -> None:
        if over:
            self.dead = True
            raise Crash


class Wire(Redis):  # type: ignore[misc]
    """A client whose commands are steps."""

    steps: Steps

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        return await self.steps.command(lambda: Redis.execute_command(self, *args, **options))

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        batch = Batch(self.connection_pool, self.response_callbacks, transaction, shard_hint)
        batch.steps = self.steps
        return batch


class Batch(Pipeline):
    """Its transaction is one step; so is each command that it sends before."""

    steps: Steps

    async def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        return await self.steps.command(lambda: Pipeline.immediate_execute_command(self, *args, **options))

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        answer: list[Any] = await self.steps.command(lambda: Pipeline.execute(self, raise_on_error))
        return answer


def need_not_sync(connection: Any, _record: Any) -> None:
    """Processes end here, not machines."""
    connection.execute("PRAGMA synchronous=OFF")


def watch(store: Store, steps: Steps) -> None:
    """Makes a step of each BEGIN that is going to write, and of each COMMIT."""
    dialect = store.engine.dialect
    commit, write = dialect.do_commit, store.write

    def begin() -> AbstractContextManager[Work]:
        steps.begin()
        return write()

    store.write = begin  # type: ignore[method-assign]
    sa.event.listen(store.engine, "connect", need_not_sync)
    dialect.do_commit = lambda connection: steps.commit(  # type: ignore[method-assign]
        lambda: commit(connection), connection.rollback
    )


class Process:
    """A replica of a service on its store and its Redis: a writer, and whoever writes through it."""

    def __init__(self, store_url: str, redis_url: str, strike: Strike) -> None:
        self.steps = Steps(strike)
        self.store = Store(store_url)
        watch(self.store, self.steps)
        self.redis = Wire.from_url(redis_url)
        self.redis.steps = self.steps
        self.writer = Writer(self.store)
        self.writing = asyncio.ensure_future(self.writer.run())

    async def live(self, doing: Awaitable[Any]) -> Any:
        """Does it, or dies over it, and then raises `Crash`."""
        task = asyncio.ensure_future(doing)
        await asyncio.wait([task, self.writing], return_when=asyncio.FIRST_COMPLETED)
        if not self.steps.dead:
            return await task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise Crash

    async def end(self) -> None:
        """From here on nothing that it still tries reaches the world."""
        self.steps.dead = True
        self.writing.cancel()
        await asyncio.gather(self.writing, return_exceptions=True)
        self.writer.thread.shutdown()
        await self.redis.aclose()
        self.store.close()


class Publisher(Process):
    """Takes dogs in and relays."""

    def __init__(self, store_url: str, redis_url: str, strike: Strike) -> None:
        super().__init__(store_url, redis_url, strike)
        self.relay = Relay("intake", self.store, self.writer, self.redis)
        self.relay.woken = Rest()

    async def turn(self) -> None:
        """The relay runs until it comes to rest."""
        with contextlib.suppress(AtRest):
            await self.relay.run()
        if self.relay.marking:
            await asyncio.wait([self.relay.marking])

    async def end(self) -> None:
        await super().end()
        if self.relay.marking:
            self.relay.marking.cancel()


class Rest(asyncio.Event):
    """What a relay waits for."""

    async def wait(self) -> Any:
        raise AtRest


class Subscriber(Process):
    """Listens; what it has read and not yet taken it holds, as a slow process would."""

    def __init__(self, store_url: str, redis_url: str, strike: Strike, ears: Ears) -> None:
        super().__init__(store_url, redis_url, strike)
        self.listener = Listener(ears, self.writer, self.redis, redis_url, claim_after_ms=0)
        self.held: list[tuple[str, list[Any]]] = []

    async def read(self, count: int) -> None:
        """As FastStream reads: what nobody in the group has been handed."""
        ears = self.listener.ears
        for stream in ears.streams:
            found = await self.redis.xreadgroup(
                ears.group, self.listener.consumer, {stream: ">"}, count=count
            )
            self.held += [(stream, entries) for _, entries in found]

    async def take(self) -> None:
        while self.held:
            await self.listener.take(*self.held.pop(0))

    async def finish(self) -> None:
        self.listener.ending.set()
        await self.listener._finish()

    async def end(self) -> None:
        await super().end()
        await self.listener.broker.client.aclose()  # type: ignore[attr-defined]
