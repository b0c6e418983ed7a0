"""Group commit: what waits is written in one transaction, each command in a savepoint of its own.

A command that fails, whatever it raises, answers its own caller and harms no neighbour. A command that
succeeds is answered after the commit, so that "done" means "on disk".

What must not wait, as the end of a session, goes `first`: before all that waits, and after the one command
that is being done. The group that it breaks into is committed as far as it has come, and goes on afterwards.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from sqlite3 import SQLITE_ERROR
from typing import Any, TypeVar

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, TimeoutError

from shared import trace
from shared.ordinary import Threads, ordinary
from shared.store import OlderStore, Store, StoreUnavailable, Work

log = logging.getLogger(__name__)
T = TypeVar("T")
MOST_IN_A_GROUP = 200
MOST_WAITING = 2000
PATIENCE = 2.0  # seconds; who has waited longer when the store fails is told so, not tried once more


@dataclass(slots=True)
class Command:
    """One caller's work and the place where the answer goes."""

    run: Callable[[Work], Any]
    answer: asyncio.Future[Any]
    trace: str
    first: bool = False
    number: int = 0
    since: float = field(default_factory=time.monotonic)

    def __lt__(self, other: "Command") -> bool:
        """Whether it is done before that one."""
        return (not self.first, self.number) < (not other.first, other.number)


@dataclass(slots=True)
class Done:
    """What became of a command."""

    value: Any = None
    error: Exception | None = None


class Writer:
    """The one door into a store. Whoever waits together is committed together."""

    def __init__(self, store: Store, committed: Callable[[], None] = lambda: None) -> None:
        self.store = store
        self.committed = committed
        self.waiting: asyncio.PriorityQueue[Command] = asyncio.PriorityQueue()
        self.number = 0
        self.urgent = 0  # of those that wait, how many go first
        self.refused = ""  # why the store did not take the last group; nothing when it did
        self.refusals = 0
        self.in_hand = 0  # commands of the group that is being written
        self.answered = time.monotonic()  # when the last group was, or when somebody began to wait
        self.barred = ""  # what others know of our journal, and it does not (shared/rail/lineage.py)
        self.thread = Threads(1, thread_name_prefix="writer")

    @property
    def standing(self) -> float:
        """Seconds since the last group was answered, while somebody waits for the next; 0 if nobody does."""
        return 0.0 if self._idle else time.monotonic() - self.answered

    @property
    def _idle(self) -> bool:
        return not self.in_hand and self.waiting.empty()

    async def do(self, command: Callable[[Work], T], though_barred: bool = False, first: bool = False) -> T:
        """Runs `command` in the next group and returns its answer once it is committed.

        Raises what the command raised (what is no ordinary error as the cause of `Extraordinary`), or
        `StoreUnavailable` when the store could not commit, or when more wait for it than it can take soon.
        """
        if self.barred and not though_barred:
            raise OlderStore(self.barred)
        if self._idle:
            self.answered = time.monotonic()
        if self.waiting.qsize() >= MOST_WAITING and not first:
            raise StoreUnavailable(f"{MOST_WAITING} commands wait already")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.number += 1
        self._put(Command(command, answer, trace.current.get(), first, self.number))
        return await answer

    def _put(self, command: Command) -> None:
        self.urgent += command.first
        self.waiting.put_nowait(command)

    def _take(self) -> Command:
        command = self.waiting.get_nowait()
        self.urgent -= command.first
        return command

    async def run(self) -> None:
        """Commits group after group until cancelled; then finishes what is already waiting.

        Should it end otherwise, who waits goes on waiting for it to be begun again.
        """
        try:
            while True:
                begun = await self.waiting.get()
                self.urgent -= begun.first
                await self._commit([begun])
        except asyncio.CancelledError:
            while not self.waiting.empty():
                await self._commit([self._take()])
            self.thread.shutdown(wait=False)  # it is idle, or else held by what does not end
            raise

    async def _commit(self, group: list[Command]) -> None:
        while len(group) < MOST_IN_A_GROUP and not self.waiting.empty():
            if group[0].first and not self.urgent:
                break  # nobody who must not wait waits for those who may
            group.append(self._take())
        self.in_hand = len(group)
        try:
            done = asyncio.get_running_loop().run_in_executor(self.thread, self._write, group)
            try:
                outcomes = await asyncio.shield(done)
            except asyncio.CancelledError:
                self._answer(group, await done)
                raise
            self._answer(group, outcomes)
        finally:
            _answer(group, _not_known(group))  # who has no answer yet, whatever came in between
            self.in_hand, self.answered = 0, time.monotonic()

    def _answer(self, group: list[Command], outcomes: list[Done]) -> None:
        """Whoever was not come to, since somebody must not wait, waits again, and before all others."""
        for command in group[len(outcomes) :]:
            self._put(command)
        del group[len(outcomes) :]
        _answer(group, outcomes)
        error = outcomes[0].error
        self.refused = str(error) if isinstance(error, StoreUnavailable) else ""
        if self.refused:
            self.refusals += 1
            self._let_go(self.refused)
        self.committed()

    def _let_go(self, why: str) -> None:
        """Of those who wait, who has waited too long already does not wait for the store once more."""
        waiting = [self._take() for _ in range(self.waiting.qsize())]
        late = time.monotonic() - PATIENCE
        for command in waiting:
            if command.since < late:
                _answer([command], [Done(error=StoreUnavailable(why))])
            else:
                self._put(command)

    def _write(self, group: list[Command]) -> list[Done]:
        """As far as it comes. A group whose transaction one has spoiled is tried again, each in its own."""
        work: Work | None = None
        try:
            with self.store.write() as work:
                return self._each(group, lambda command: [self._attempt(work, command)])
        except (DBAPIError, TimeoutError, StoreUnavailable) as error:
            why = error.orig if isinstance(error, DBAPIError) else error
            log.warning("the store did not take %d commands: %s", len(group), why)
            return [Done(error=StoreUnavailable(str(why))) for _ in group]
        except BaseException as error:
            log.exception("a group of %d commands could not be committed", len(group))
            if work is not None and work.sealed:
                return _not_known(group)
            if len(group) == 1:
                return [Done(error=ordinary(error))]
        return self._each(group, lambda command: self._write([command]))

    def _each(self, group: list[Command], write: Callable[[Command], list[Done]]) -> list[Done]:
        """One after the other, until somebody comes who must not wait."""
        done: list[Done] = []
        for command in group:
            if done and self.urgent:
                break
            done += write(command)
        return done

    def _attempt(self, work: Work, command: Command) -> Done:
        facts = list(work.facts)
        work.trace = command.trace
        savepoint = work.begin_nested()
        try:
            value = command.run(work)
            savepoint.commit()
            return Done(value)
        except BaseException as error:
            if isinstance(error, DBAPIError) and not _its_own_fault(error):
                raise  # a full disk or a lost server may have ended the transaction: the group fails whole
            failed = ordinary(error)
        savepoint.rollback()
        if self.store.has_ended(work):
            raise StoreUnavailable(str(failed.__context__ or failed)) from failed
        work.facts = facts
        return Done(error=failed)


def _its_own_fault(error: DBAPIError) -> bool:
    """Whether the command was wrong, not the store: a broken constraint, a NUL in a text, bad SQL."""
    if isinstance(error, IntegrityError | DataError | ProgrammingError):
        return True
    return getattr(error.orig, "sqlite_errorcode", None) == SQLITE_ERROR


def _not_known(group: list[Command]) -> list[Done]:
    return [Done(error=StoreUnavailable("not known to be kept")) for _ in group]


def _answer(group: list[Command], outcomes: list[Done]) -> None:
    for command, done in zip(group, outcomes, strict=True):
        if command.answer.done():
            continue
        if done.error is not None:
            command.answer.set_exception(done.error)
        else:
            command.answer.set_result(done.value)
