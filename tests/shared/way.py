"""A city in which everything may happen: the real writer, relay, stream and inbox, and what must be true.

The model knows one thing: which dogs the door has acknowledged.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from redis.exceptions import RedisError
from sqlmodel import Field

from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken, ObservationOpened, stream_of
from shared.rail import relay as relaying
from shared.rail.janitor import Janitor
from shared.rail.listener import ATTEMPTS
from shared.rail.relay import publish_again
from shared.rail.replay import Expected, Replay, forget
from shared.store import SQLModel, Store, StoreUnavailable, Work, new_registry
from shared.tables import journal, rails, relayed
from tests.shared.conftest import intaken, watched
from tests.shared.trouble import Crash, Process, Publisher, Subscriber, Trouble, need_not_sync

STREAMS = tuple(map(stream_of, (DogIntaken, ObservationOpened)))
GROUP = "registry"
DEAD = "qingcheng:dead:registry"
ROUNDS = 500  # until everything must have come to rest
QUIET = ATTEMPTS + 2  # rounds without a change: it has come to rest


class Table(SQLModel, registry=new_registry()):
    """What is kept at either end."""


class Stay(Table, table=True):
    """A dog that was taken in."""

    dog_id: str = Field(primary_key=True)


class Heard(Table, table=True):
    """An event that was heard of, and how often."""

    key: str = Field(primary_key=True)
    times: int = 0


class FullHouse(Exception):
    """A dog that is refused, after all has been written."""


def take_in(dog_id: str, work: Work) -> None:
    work.add(Stay(dog_id=dog_id))
    work.publish(intaken(dog_id))
    if dog_id.startswith("biter"):
        work.publish(watched(dog_id))
    work.flush()
    if dog_id.startswith("refused"):
        raise FullHouse


def told_of(dog_id: str) -> set[str]:
    """What a subscriber hears of such a dog."""
    bites = {f"{ObservationOpened.type} {dog_id}"} if dog_id.startswith("biter") else set()
    return bites | {f"{DogIntaken.type} {dog_id}"}


ears = Ears(GROUP, projections=[Heard.__table__])  # type: ignore[attr-defined]


@ears.on(DogIntaken)
def register_dog(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
    hear(f"{taken_in.type} {taken_in.dog_id}", work)
    if taken_in.dog_id.startswith("poison"):
        raise ValueError("this dog bites the handler")


@ears.on(ObservationOpened)
def watch_dog(opened: ObservationOpened, _heard: Envelope, work: Work) -> None:
    hear(f"{opened.type} {opened.dog_id}", work)


def hear(key: str, work: Work) -> None:
    heard = work.get(Heard, key) or Heard(key=key)
    heard.times += 1
    work.add(heard)
    work.flush()


class World:
    """What outlives every process: two stores and a Redis."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.redis_url = redis_url
        self.redis = redis.Redis.from_url(redis_url)
        self.publisher, self.subscriber = (f"sqlite:///{folder}/{name}.db" for name in ("intake", "registry"))
        self.intake, self.registry = Store(self.publisher), Store(self.subscriber)
        self.tables = [*rails.sorted_tables, *Table.metadata.sorted_tables]
        for store in (self.intake, self.registry):
            sa.event.listen(store.engine, "connect", need_not_sync)
            rails.create_all(store.engine)
            Table.metadata.create_all(store.engine)
        self.loop = asyncio.new_event_loop()

    def begin(self) -> None:
        """Nothing has happened yet."""
        self.redis.flushall()
        for store in (self.intake, self.registry):
            with store.engine.begin() as connection:
                for table in self.tables:
                    connection.execute(sa.delete(table))

    def close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        self.redis.close()
        self.intake.close()
        self.registry.close()

    def stays(self) -> set[str]:
        with self.intake.engine.connect() as connection:
            return set(connection.scalars(sa.select(Stay.dog_id)))

    def journal(self) -> list[Any]:
        with self.intake.engine.connect() as connection:
            return list(connection.execute(sa.select(journal).order_by("stream", "sequence")))

    def heard(self) -> dict[str, int]:
        with self.registry.engine.connect() as connection:
            return {row.key: row.times for row in connection.execute(sa.select(Heard.__table__))}  # type: ignore[attr-defined]

    def sequences(self, stream: str) -> list[int]:
        """Those in a stream, in its order; foreign entries have none."""
        return [int(f[b"sequence"]) for _, f in self.redis.xrange(stream) if b"sequence" in f]

    def trimmed(self, stream: str) -> int:
        """Up to here it may be gone from the stream, as the store says."""
        query = sa.select(relayed.c.trimmed).where(relayed.c.stream == stream)
        with self.intake.engine.connect() as connection:
            return connection.scalar(query) or 0

    def should_hold(self, stream: str) -> list[int]:
        trimmed = self.trimmed(stream)
        return [row.sequence for row in self.journal() if row.stream == stream and row.sequence > trimmed]

    def buried(self) -> set[str]:
        """What lies among the dead; a foreign entry has no name."""
        letters = [fields for _, fields in self.redis.xrange(DEAD)]
        return {f"{f.get(b'type', b'').decode()} {f.get(b'subject', b'').decode()}" for f in letters}

    def lengths(self) -> list[int]:
        return [self.redis.xlen(stream) for stream in STREAMS]

    def waiting(self) -> int:
        """Entries that the group has not finished; those of a stream without the group too."""
        count = 0
        for stream in STREAMS:
            groups = self.redis.xinfo_groups(stream) if self.redis.exists(stream) else []
            if not groups:
                return 1
            last = groups[0]["last-delivered-id"].decode()
            count += groups[0]["pending"] + len(self.redis.xrange(stream, f"({last}", count=1))
        return count


TO_A_PROCESS = ["crash", "crash", "no answer"]
TO_THE_WORLD = ["flushall", "fail over", "restart", "foreign", "replay"]
STEPS = st.integers(1, 22)


def troubles(*what: str) -> st.SearchStrategy[Trouble | None]:
    return st.none() | st.builds(Trouble, STEPS, st.booleans(), st.sampled_from(what))


ANY_TROUBLE = troubles(*TO_A_PROCESS, *TO_THE_WORLD)
REPLICA = st.integers(0, 1)
STREAM = st.sampled_from(STREAMS)


class WayOfAnEvent(RuleBasedStateMachine):
    """Two replicas that publish, each of which takes itself for the leader, and one that listens."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.acknowledged: set[str] = set()
        self.unknown: set[str] = set()  # the answer was lost; the store says what became of them
        self.made = 0
        self.trimmed = Counter[str]()  # up to here a stream was ever trimmed
        self.thinned: set[str] = set()  # the streams that have lost some in the middle
        self.copy: dict[bytes, bytes] = {}
        world.begin()
        self.publishers = [self._run(self._new_publisher()) for _ in range(2)]
        self.subscriber = self._run(self._new_subscriber())

    # ---- processes ----------------------------------------------------------------------------------

    def _run(self, doing: Awaitable[Any]) -> Any:
        return self.world.loop.run_until_complete(doing)

    async def _new_publisher(self) -> Publisher:
        return Publisher(self.world.publisher, self.world.redis_url, self._strike)

    async def _new_subscriber(self) -> Subscriber:
        return Subscriber(self.world.subscriber, self.world.redis_url, self._strike, ears)

    def _let(self, process: Process, doing: Awaitable[Any], trouble: Trouble | None) -> Any:
        """None where it died over it; what Redis refuses is refused, as every loop of ours takes it."""
        process.steps.expect(trouble)
        try:
            with contextlib.suppress(RedisError):
                return self._run(process.live(doing))
        except Crash:
            self._replace(process)
        finally:
            process.steps.expect(None)

    def _replace(self, process: Process) -> None:
        self._run(process.end())
        if process is self.subscriber:
            self.subscriber = self._run(self._new_subscriber())
        else:
            self.publishers[self.publishers.index(process)] = self._run(self._new_publisher())

    # ---- what the city and its processes do ------------------------------------------------------------

    @rule(
        kinds=st.lists(st.sampled_from(["dog", "dog", "biter", "poison", "refused"]), min_size=1, max_size=4),
        by=REPLICA,
        trouble=troubles(*TO_A_PROCESS),
    )
    def intake(self, kinds: list[str], by: int, trouble: Trouble | None) -> None:
        """Dogs that are taken in together; of a group one may be refused."""
        dogs = [f"{kind}-{self.made + n}" for n, kind in enumerate(kinds, start=1)]
        self.made += len(dogs)
        process = self.publishers[by]

        async def together() -> list[Any]:
            commands = (process.writer.do(partial(take_in, dog)) for dog in dogs)
            return await asyncio.gather(*commands, return_exceptions=True)

        answers = self._let(process, together(), trouble) or [StoreUnavailable()] * len(dogs)
        for dog, answer in zip(dogs, answers, strict=True):
            if answer is None:
                self.acknowledged.add(dog)
            elif isinstance(answer, StoreUnavailable):
                self.unknown |= set() if dog.startswith("refused") else {dog}
            else:
                assert isinstance(answer, FullHouse)

    @rule(by=REPLICA, looks=st.booleans(), trouble=troubles(*TO_A_PROCESS, *TO_THE_WORLD, "rival"))
    def relay(self, by: int, looks: bool, trouble: Trouble | None) -> None:
        relaying.LOOK_EVERY = 0.0 if looks else 1e9
        self._let(self.publishers[by], self.publishers[by].turn(), trouble)

    @rule(trouble=ANY_TROUBLE)
    def listen(self, trouble: Trouble | None) -> None:
        """Makes the groups that are not there."""
        self._let(self.subscriber, self.subscriber.listener._revive(), trouble)

    @rule(count=st.integers(1, 4), trouble=ANY_TROUBLE)
    def read(self, count: int, trouble: Trouble | None) -> None:
        self._let(self.subscriber, self.subscriber.read(count), trouble)

    @rule(trouble=ANY_TROUBLE)
    def take(self, trouble: Trouble | None) -> None:
        self._let(self.subscriber, self.subscriber.take(), trouble)

    @rule(trouble=ANY_TROUBLE)
    def claim(self, trouble: Trouble | None) -> None:
        """What is held may be claimed too: then two work on it."""
        self._let(self.subscriber, self.subscriber.listener._claim(), trouble)

    @rule(trouble=ANY_TROUBLE)
    def finish(self, trouble: Trouble | None) -> None:
        """A graceful stop, and a new process after it."""
        process = self.subscriber
        self._let(process, process.finish(), trouble)
        if self.subscriber is process:
            self._replace(process)

    @rule()
    def crash_the_subscriber(self) -> None:
        self._replace(self.subscriber)

    @rule(by=REPLICA)
    def crash_a_publisher(self, by: int) -> None:
        self._replace(self.publishers[by])

    # ---- what befalls Redis, and what people do ----------------------------------------------------------

    def _strike(self, what: str) -> Awaitable[None] | None:
        if what == "rival":
            return self.publishers[1].turn()
        strikes = {"flushall": self.flushall, "fail over": self.fail_over, "replay": self.replay,
                   "restart": partial(self.restart_with_the_last, 1)}  # fmt: skip
        strikes.get(what, partial(self.foreign, STREAMS[0]))()
        return None

    @rule()
    def flushall(self) -> None:
        self.world.redis.flushall()
        time.sleep(0.002)  # or a new entry would have the id of a lost one

    @rule(stream=STREAM)
    def delete(self, stream: str) -> None:
        self.world.redis.delete(stream)
        time.sleep(0.002)

    @rule(stream=STREAM, places=st.sets(st.integers(0, 8), min_size=1))
    def lose(self, stream: str, places: set[int]) -> None:
        """Any entries, in the middle too; its groups and its end stay as they were."""
        entries: Any = self.world.redis.xrange(stream)
        gone = [entries[place][0] for place in places if place < len(entries)]
        if gone:
            self.world.redis.xdel(stream, *gone)
            self.thinned.add(stream)

    @rule(kept=st.integers(0, 2))
    def restart_with_the_last(self, kept: int) -> None:
        """As a server that drops each transaction when it loads its append-only file."""
        for stream in STREAMS:
            self.lose(stream, set(range(self.world.redis.xlen(stream) - kept)))

    @rule(stream=STREAM)
    def destroy_the_group(self, stream: str) -> None:
        with contextlib.suppress(RedisError):
            self.world.redis.xgroup_destroy(stream, GROUP)

    @rule()
    def copy_to_the_replica(self) -> None:
        self.copy = {key: self.world.redis.dump(key) for key in self.world.redis.scan_iter()}

    @rule()
    def fail_over(self) -> None:
        """To a replica that knows nothing of what came after the copy."""
        with self.world.redis.pipeline() as pipeline:
            pipeline.flushall()
            for key, value in self.copy.items():
                pipeline.restore(key, 0, value)
            pipeline.execute()
        time.sleep(0.002)

    @rule(stream=STREAM)
    def foreign(self, stream: str) -> None:
        self.world.redis.xadd(stream, {"hello": "world"})

    @precondition(lambda self: all(self._has_its_group(stream) for stream in STREAMS))
    @rule(by=REPLICA, trouble=troubles(*TO_A_PROCESS, "flushall", "fail over", "restart"))
    def tidy(self, by: int, trouble: Trouble | None) -> None:
        """The janitor, where nothing is too young to go."""
        process = self.publishers[by]
        tidy = Janitor("intake", [], process.relay, process.redis, keep_days=0)
        self._let(process, tidy.tidy(), trouble)

    def _has_its_group(self, stream: str) -> bool:
        return bool(self.world.redis.exists(stream) and self.world.redis.xinfo_groups(stream))

    @rule(after=st.integers(0, 5))
    def ask_to_publish_again(self, after: int) -> None:
        with self.world.intake.write() as work:
            publish_again(work, after, "admin", "to be sure")

    @rule()
    def replay(self) -> None:
        """The subscriber forgets all that it heard, and asks the publisher for it."""
        nobody_counts = {"intake": Expected(count=0, last=0)}
        with self.world.registry.write() as work:
            forget(ears, Replay(after=0, publishers=nobody_counts, why="to be sure"), work)
        with self.world.intake.write() as work:
            publish_again(work, 0, "admin", "to be sure")

    # ---- what is true after each of them -------------------------------------------------------------------

    @invariant()
    def what_is_acknowledged_is_stored_and_journalled(self) -> None:
        stays, rows = self.world.stays(), self.world.journal()

        assert self.acknowledged <= stays <= self.acknowledged | self.unknown
        assert {f"{row.type} {row.subject}" for row in rows} == self._told(stays)
        for stream in STREAMS:
            sequences = [row.sequence for row in rows if row.stream == stream]
            assert sequences == list(range(1, len(sequences) + 1))
        self.acknowledged, self.unknown = stays, set()

    @invariant()
    def nothing_is_heard_twice_or_untrue(self) -> None:
        heard = self.world.heard()

        assert set(heard.values()) <= {1}
        assert set(heard) <= self._told(self.acknowledged)
        assert self.world.buried() <= {*self._poison(), " "}

    @invariant()
    def no_event_stands_behind_a_hole(self) -> None:
        """But where some were lost in the middle: they come back at the end."""
        for stream in STREAMS:
            highest = self.trimmed[stream] = max(self.trimmed[stream], self.world.trimmed(stream))
            for sequence in [] if stream in self.thinned else self.world.sequences(stream):
                assert sequence <= highest + 1, f"{sequence} stands behind {highest} in {stream}"
                highest = max(highest, sequence)

    def _told(self, dogs: set[str]) -> set[str]:
        return set().union(*map(told_of, dogs))

    def _poison(self) -> set[str]:
        return self._told({dog for dog in self.acknowledged if dog.startswith("poison")})

    # ---- and in the end ----------------------------------------------------------------------------------

    @rule()
    def settle(self) -> None:
        """Without trouble everything comes to rest, each event heard once or among the dead."""
        relaying.LOOK_EVERY = 0.0
        due = self._told(self.acknowledged) - self._poison()
        seen: list[Any] = []
        while len(seen) < QUIET or any(one != seen[-1] for one in seen[-QUIET:]):
            assert len(seen) < ROUNDS
            self._go_round()
            heard, buried, waiting = self.world.heard(), self.world.buried(), self.world.waiting()
            if set(heard) == due and buried >= self._poison() and not waiting:
                break
            seen.append((heard, buried, waiting, self.world.lengths()))

        assert heard == dict.fromkeys(due, 1)
        assert buried - {" "} == self._poison()
        assert not waiting
        self._go_round()
        for stream in STREAMS:
            assert set(self.world.should_hold(stream)) <= set(self.world.sequences(stream))

    def _go_round(self) -> None:
        for process in self.publishers:
            self._run(process.live(process.turn()))
        listener = self.subscriber.listener
        for step in (
            listener._revive,
            partial(self.subscriber.read, 200),
            self.subscriber.take,
            listener._claim,
        ):
            self._run(self.subscriber.live(step()))

    def teardown(self) -> None:
        try:
            self.what_is_acknowledged_is_stored_and_journalled()
            self.settle()
        finally:
            for process in (*self.publishers, self.subscriber):
                self._run(process.end())
