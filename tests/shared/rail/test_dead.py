"""Dead letters: grouped, tried again exactly once, or thrown away; each with who and why."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken, ObservationOpened
from shared.rail.connect import connect
from shared.rail.dead import DeadLetters
from shared.rail.letters import Letter
from shared.rail.writer import Writer
from shared.store import Store, StoreUnavailable, Work
from shared.tables import inbox, interventions
from tests.redis_fleet import cluster
from tests.servers import RedisServer
from tests.shared.conftest import Dog, at_work, intaken, watched
from tests.shared.rail.test_relay import until
from tests.shared.test_ears import listening, say, times, told

pytestmark = pytest.mark.anyio
DEAD = "qingcheng:dead:healers"
ears = Ears("healers")
ill: set[str] = set()  # dogs that the handler below cannot take; emptied when it is mended


@ears.on(DogIntaken)
def register_dog(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
    dog = work.get(Dog, taken_in.dog_id) or Dog(id=taken_in.dog_id)
    dog.times += 1
    work.add(dog)
    work.flush()
    if taken_in.dog_id in ill:
        raise LookupError(f"no kennel for {taken_in.dog_id}")


@ears.on(ObservationOpened)
def watch_dog(opened: ObservationOpened, _heard: Envelope, work: Work) -> None:
    work.add(Dog(id=opened.dog_id, times=1))


@pytest.fixture(autouse=True)
def nobody_is_ill() -> Iterator[None]:
    ill.clear()
    yield


def letter(envelope: Envelope, error: str, at: int = 0, stream: str = "qingcheng:intake") -> dict[str, str]:
    """As the listener buries one."""
    return envelope.to_fields() | {
        "dead_stream": stream, "dead_entry": "1-1", "dead_error": error, "dead_handler": "register_dog",
        "dead_attempts": "5", "dead_at": f"2026-07-13T15:41:{at:02}.000000Z",
    }  # fmt: skip


def bury(redis_url: str, *letters: dict[str, str], dead: str = DEAD) -> list[str]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        return [str(client.xadd(dead, fields)) for fields in letters]  # type: ignore[arg-type]


def bury_dogs(redis_url: str, *dog_ids: str) -> list[str]:
    envelopes = [told(intaken(dog_id), n) for n, dog_id in enumerate(dog_ids, start=1)]
    return bury(
        redis_url, *(letter(e, f"LookupError: no kennel for {e.subject}", e.sequence) for e in envelopes)
    )


def lying(redis_url: str) -> list[str]:
    with redis.Redis.from_url(redis_url) as client:
        return [entry.decode() for entry, _ in client.xrange(DEAD)]


def recorded(where: Store) -> list[dict[str, Any]]:
    with where.engine.connect() as connection:
        rows = connection.execute(sa.select(interventions).order_by(interventions.c.id)).mappings()
        return [{**row, "what": json.loads(row["what"])} for row in rows]


async def all_of(dead: DeadLetters, restricted_too: bool = True) -> list[Letter]:
    return [letter async for letter in dead.each(restricted_too=restricted_too)]


async def redrive(where: Store, redis_url: str, entries: list[str] | None = None) -> list[tuple[str, str]]:
    """What became of each: the outcome and what was said of it."""
    async with at_work(where) as writer, Redis.from_url(redis_url) as client:
        dead = DeadLetters(ears, writer, client)
        letters = [one for one in await all_of(dead) if entries is None or one.entry in entries]
        results = await dead.redrive(letters, "wang", "the kennel is mended")
        return [(result.outcome, result.error) for result in results]


async def test_what_the_listener_gave_up_is_told_with_its_reason(sqlite_store: Store, redis_url: str) -> None:
    ill.add("dog-1")
    say(redis_url, told(intaken("dog-1"), 1))
    with redis.Redis.from_url(redis_url) as client:
        client.xadd("qingcheng:intake", {"hello": "world", "broken": b"\xff"})

    async with listening(sqlite_store, redis_url, ears) as listener:
        await until(lambda: len(lying(redis_url)) == 2, 20)
        dead = DeadLetters(ears, listener.writer, listener.redis)
        groups, [unreadable, failed] = await dead.groups(), [one.shown() for one in await all_of(dead)]

    assert {(group.type, group.error, group.count) for group in groups} == {
        (DogIntaken.type, "LookupError: no kennel for …", 1),
        (
            "",
            "Unreadable: not UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
            1,
        ),
    }
    assert (failed.id, failed.handler, failed.attempts) == (told(intaken("dog-1"), 1).id, "register_dog", "5")
    assert failed.fields == told(intaken("dog-1"), 1).to_fields()
    assert failed.error == "LookupError: no kennel for dog-1" and failed.stream == "qingcheng:intake"
    assert unreadable.fields == {"hello": "world", "broken": "�"} and unreadable.attempts == "1"


async def test_letters_that_failed_alike_are_one_group_however_many(
    sqlite_store: Store, redis_url: str
) -> None:
    """Ids of the event and its subject do not make a group of each."""
    entries = bury_dogs(redis_url, *(f"dog-{n}" for n in range(40)))
    bury(redis_url, *(letter(told(watched("b"), n), "ValueError: x\nmore") for n in range(1300)))

    async with at_work(sqlite_store) as writer, Redis.from_url(redis_url) as client:
        dead = DeadLetters(ears, writer, client)
        big, small = await dead.groups()
        seen: list[Letter] = []
        after: str | None = ""
        while after is not None:
            page, after = await dead.some(600, after)
            seen += page
        same = [one.entry async for one in dead.each(key=small.key)]

    assert (big.count, big.error, big.type) == (1300, "ValueError: x", ObservationOpened.type)
    assert (small.count, small.example) == (40, entries[0])
    assert (small.first, small.last) == ("2026-07-13T15:41:01.000000Z", "2026-07-13T15:41:40.000000Z")
    assert len(seen) == len({one.entry for one in seen}) == 1340
    assert same == entries


async def test_after_a_fix_a_letter_is_applied_exactly_once(any_store: Store, redis_url: str) -> None:
    [entry] = bury_dogs(redis_url, "dog-1")
    event = told(intaken("dog-1"), 1)

    async with at_work(any_store) as writer, Redis.from_url(redis_url) as client:
        dead = DeadLetters(ears, writer, client)
        letters = await all_of(dead)
        first, second = await asyncio.gather(
            dead.redrive(letters, "wang", "kennel mended"), dead.redrive(letters, "li", "me too")
        )

    assert {first[0].outcome, second[0].outcome} == {"redriven", "already"}
    assert times(any_store) == {"dog-1": 1}
    assert lying(redis_url) == []
    row = next(row for row in recorded(any_store) if row["what"]["outcome"] == "redriven")
    assert (row["act"], row["who"], row["why"]) == ("redrive", "wang", "kennel mended")
    assert row["what"] == {
        "entry": entry, "event": event.id, "type": DogIntaken.type, "stream": "qingcheng:intake",
        "stream_entry": "1-1", "error": "LookupError: no kennel for dog-1", "outcome": "redriven",
    }  # fmt: skip


async def test_one_that_fails_again_stays_and_harms_no_other(any_store: Store, redis_url: str) -> None:
    entries = bury_dogs(redis_url, "dog-1", "dog-2", "dog-3")
    ill.add("dog-2")

    outcomes = await redrive(any_store, redis_url)

    assert outcomes == [
        ("redriven", ""), ("failed", "LookupError: no kennel for dog-2"), ("redriven", ""),
    ]  # fmt: skip
    assert lying(redis_url) == [entries[1]]
    assert times(any_store) == {"dog-1": 1, "dog-3": 1}
    assert len(recorded(any_store)) == 2
    with any_store.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(inbox)) == 2


async def test_hundreds_are_redriven_in_one_go(any_store: Store, redis_url: str) -> None:
    dogs = [f"dog-{n}" for n in range(350)]
    bury_dogs(redis_url, *dogs)

    outcomes = await redrive(any_store, redis_url)

    assert outcomes == [("redriven", "")] * 350
    assert times(any_store) == dict.fromkeys(dogs, 1)
    assert lying(redis_url) == []


class PowerCut(Writer):
    """Redis dies right behind the commit, before the letter can be taken out."""

    def __init__(self, writer: Writer, server: RedisServer) -> None:
        self.inner, self.server = writer, server

    async def do(self, command: Any) -> Any:
        done = await self.inner.do(command)
        self.server.kill()
        return done


@pytest.mark.parametrize("act", ["redrive", "discard"])
async def test_a_crash_between_commit_and_removal_is_harmless(act: str, any_store: Store) -> None:
    server = RedisServer("--appendonly", "yes", "--appendfsync", "always")
    try:
        [entry] = bury_dogs(server.url, "dog-1")
        async with at_work(any_store) as writer, Redis.from_url(server.url) as client:
            dead = DeadLetters(ears, writer, client)
            letters = await all_of(dead)
            cut_off = DeadLetters(ears, PowerCut(writer, server), client)
            with pytest.raises((RedisError, OSError)):
                await getattr(cut_off, act)(letters, "wang", "kennel mended")
            server.start()

            assert lying(server.url) == [entry], "it is still there after the crash"
            [outcome] = await getattr(dead, act)(await all_of(dead), "wang", "once more")

        assert lying(server.url) == []
        assert outcome.outcome == ("already" if act == "redrive" else "discarded")
        assert times(any_store) == ({"dog-1": 1} if act == "redrive" else {})
        assert [row["why"] for row in recorded(any_store)] == ["kennel mended", "once more"]
    finally:
        server.close()


async def test_what_cannot_be_read_stays_until_it_is_discarded(any_store: Store, redis_url: str) -> None:
    bury(redis_url, {"hello": "world", "dead_stream": "qingcheng:intake", "dead_error": "Unreadable: no id"})
    contract = letter(told(intaken("dog-1"), 1), "Unreadable: old") | {"data": "{}"}
    readable_now = letter(told(intaken("dog-2"), 2), "Unreadable: old")
    bury(redis_url, contract, readable_now)

    outcomes = await redrive(any_store, redis_url)

    assert [outcome for outcome, _ in outcomes] == ["unreadable", "unreadable", "redriven"]
    assert "请丢弃" in outcomes[0][1] and "discard it" in outcomes[0][1]
    assert len(lying(redis_url)) == 2
    assert times(any_store) == {"dog-2": 1}


async def test_what_nobody_listens_to_any_more_is_not_counted_as_done(
    any_store: Store, redis_url: str
) -> None:
    unheard = told(intaken("dog-1"), 1).to_fields() | {"type": "cn.qingcheng.dog.washed.v1"}
    bury(redis_url, unheard | {"dead_stream": "qingcheng:intake"})

    [(outcome, advice)] = await redrive(any_store, redis_url)

    assert outcome == "unheard" and "discard it" in advice
    assert len(lying(redis_url)) == 1
    assert recorded(any_store) == []


async def test_discarding_records_who_and_why_and_applies_nothing(any_store: Store, redis_url: str) -> None:
    entry, kept = bury_dogs(redis_url, "dog-1", "dog-2")
    async with at_work(any_store) as writer, Redis.from_url(redis_url) as client:
        dead = DeadLetters(ears, writer, client)
        one = await dead.get(entry)
        assert one
        outcomes = await dead.discard([one], "wang", "sent by mistake")

        assert await dead.get(entry) is None

    [row] = recorded(any_store)
    assert [outcome.outcome for outcome in outcomes] == ["discarded"]
    assert (row["act"], row["who"], row["why"]) == ("discard", "wang", "sent by mistake")
    assert row["what"]["event"] == told(intaken("dog-1"), 1).id and row["what"]["type"] == DogIntaken.type
    assert lying(redis_url) == [kept]
    assert times(any_store) == {}


async def test_while_the_store_is_away_nothing_leaves_the_stream(any_store: Store, redis_url: str) -> None:
    entries = bury_dogs(redis_url, "dog-1", "dog-2")

    class Away(Writer):
        def __init__(self) -> None:
            pass

        async def do(self, command: Any) -> Any:
            raise StoreUnavailable("disk full")

    async with Redis.from_url(redis_url) as client:
        dead = DeadLetters(ears, Away(), client)
        letters = await all_of(dead)
        for act in (dead.redrive, dead.discard):
            with pytest.raises(StoreUnavailable):
                await act(letters, "wang", "kennel mended")

    assert lying(redis_url) == entries


async def test_of_a_restricted_event_others_learn_only_that_it_lies_there(
    sqlite_store: Store, redis_url: str
) -> None:
    """Errors quote what they refuse, so they are veiled too, and the record keeps their kind alone."""
    event, stream = told(watched("dog-1"), 1), "qingcheng:intake:restricted"
    bury(redis_url, letter(event, "ValueError: dog-1 bit a child", stream=stream))

    async with at_work(sqlite_store) as writer, Redis.from_url(redis_url) as client:
        dead = DeadLetters(ears, writer, client)
        [veiled], [open] = await all_of(dead, restricted_too=False), await all_of(dead)
        [group] = await dead.groups(restricted_too=False)
        [outcome] = await dead.redrive([open], "wang", "kennel mended")

    assert "dog-1" not in veiled.shown().model_dump_json() and "dog-1" not in group.model_dump_json()
    assert (veiled.shown().type, veiled.shown().error, veiled.shown().fields) == (
        event.type,
        "ValueError",
        {},
    )
    assert "dog-1" in open.shown().model_dump_json()
    assert outcome.outcome == "redriven"
    assert "bit" not in json.dumps(recorded(sqlite_store))


async def test_in_a_cluster_as_on_one_server(sqlite_store: Store) -> None:
    with cluster() as fleet:
        client = connect(fleet.url)
        fields = letter(told(intaken("dog-1"), 1), "LookupError: no kennel for dog-1")
        await client.xadd(DEAD, fields)  # type: ignore[arg-type]
        await client.xadd(DEAD, {"hello": "world"})
        async with at_work(sqlite_store) as writer:
            dead = DeadLetters(ears, writer, client)
            groups, letters = await dead.groups(), await all_of(dead)
            outcomes = await dead.redrive(letters, "wang", "kennel mended")
            discarded = await dead.discard(await all_of(dead), "wang", "a stranger's")
            left = await dead.count()
        await client.aclose()

    assert len(groups) == 2 and left == 0
    assert [one.outcome for one in [*outcomes, *discarded]] == ["redriven", "unreadable", "discarded"]
    assert times(sqlite_store) == {"dog-1": 1}
