"""What is listened to, by whom, and that each event gets in once, in whatever order and company."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from shared import events
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken, Event, KennelAssigned, TagIssued, TagWithdrawn, stream_of
from shared.facets import newer
from shared.ids import uuid_from
from shared.rail.listener import Listener
from shared.store import Store, Work
from shared.tables import inbox
from tests.anything import throw
from tests.shared.conftest import Dog, at_work, intaken, new_store, watched

pytestmark = pytest.mark.anyio
STREAM = "qingcheng:intake"
RESTRICTED = "qingcheng:intake:restricted"
GROUP = "listeners"
DEAD = "qingcheng:dead:listeners"
CLAIM_AFTER = 100  # milliseconds

ears = Ears(GROUP)


def known(dog_id: str, work: Work) -> Dog:
    return work.get(Dog, dog_id) or Dog(id=dog_id)


@ears.on(DogIntaken)
def register_dog(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    if taken_in.dog_id.startswith("poison"):
        raise ValueError("this dog bites the handler")
    if taken_in.dog_id.startswith("throws "):
        throw(taken_in.dog_id.removeprefix("throws "))
    dog = known(taken_in.dog_id, work)
    dog.times += 1
    if newer(dog, "who", heard):
        dog.name = taken_in.stay_no
    work.add(dog)


@ears.on(KennelAssigned)
def move_dog(moved: KennelAssigned, heard: Envelope, work: Work) -> None:
    dog = known(moved.dog_id, work)
    if newer(dog, "kennel", heard):
        dog.kennel = moved.kennel
    work.add(dog)


@ears.on(TagIssued)
def hang_tag(issued: TagIssued, heard: Envelope, work: Work) -> None:
    dog = known(issued.dog_id, work)
    if newer(dog, "tag", heard):
        dog.code = issued.code
    work.add(dog)


@ears.on(TagWithdrawn)
def take_tag_off(withdrawn: TagWithdrawn, heard: Envelope, work: Work) -> None:
    dog = known(withdrawn.dog_id, work)
    if newer(dog, "tag", heard):
        dog.code = None
    work.add(dog)


def told(event: Event, sequence: int) -> Envelope:
    """As the relay would send it; the same number has the same id."""
    return Envelope(
        id=uuid_from(stream_of(type(event)), str(sequence)), source=f"/qingcheng/{event.publisher}",
        type=event.type, subject=event.subject, time="2026-07-13T15:41:00.000000Z",
        dataschema=event.schema_name(), sequence=sequence, traceparent="", data=event.model_dump_json(),
    )  # fmt: skip


def say(redis_url: str, *envelopes: Envelope, stream: str = STREAM) -> None:
    with redis.Redis.from_url(redis_url) as client, client.pipeline() as pipeline:
        for envelope in envelopes:
            pipeline.xadd(stream, envelope.to_fields())
        pipeline.execute()


def say_dogs(redis_url: str, *dog_ids: str, first: int = 1) -> None:
    say(redis_url, *(told(intaken(dog_id), n) for n, dog_id in enumerate(dog_ids, start=first)))


def times(where: Store) -> dict[str, int]:
    """How often each dog was registered."""
    with where.engine.connect() as connection:
        return {row.id: row.times for row in connection.execute(sa.text("select id, times from dog"))}


def pending(redis_url: str, stream: str = STREAM) -> int:
    with redis.Redis.from_url(redis_url) as client, contextlib.suppress(redis.ResponseError):
        return int(client.xpending(stream, GROUP)["pending"])
    return -1  # there is no group yet


def dead(redis_url: str) -> list[dict[str, str]]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        return [fields for _, fields in client.xrange(DEAD)]


@contextlib.asynccontextmanager
async def listening(
    where: Store, redis_url: str, ears: Ears = ears, writes: Callable[[Any], Any] = lambda writer: writer
) -> AsyncIterator[Listener]:
    async with at_work(where) as writer, Redis.from_url(redis_url) as client:
        listener = Listener(ears, writes(writer), client, redis_url, CLAIM_AFTER)
        running = asyncio.create_task(listener.run())
        try:
            yield listener
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def test_a_witness_does_not_overhear_what_lies_on_a_public_stream_by_mistake() -> None:
    curious = Ears("curious")
    curious.on_every(lambda envelope, work: None)

    assert curious.hears(told(intaken("a"), 1), STREAM)
    assert not curious.hears(told(watched("b"), 2), STREAM)


def test_a_witness_alone_listens_to_every_stream_that_is_not_restricted() -> None:
    curious = Ears("curious")
    curious.on_every(lambda envelope, work: None)

    assert set(curious.streams) == {
        stream_of(event) for event in events.BY_TYPE.values() if event.audience != "restricted"
    }


# ---- in whatever order, however often -----------------------------------------------------------------


def _of(event: type[Event], **facts: Any) -> Event:
    return event.model_validate(event.example | facts)


LOG = [
    told(event, n)
    for n, event in enumerate(
        [
            _of(DogIntaken, dog_id="a", stay_no="HH-1"),
            _of(TagIssued, dog_id="a", code="T1"),
            _of(KennelAssigned, dog_id="a", kennel="A01"),
            _of(DogIntaken, dog_id="b", stay_no="HH-2"),
            _of(TagWithdrawn, dog_id="a", code="T1"),
            _of(TagIssued, dog_id="a", code="T2"),
            _of(KennelAssigned, dog_id="b", kennel="A02"),
            _of(KennelAssigned, dog_id="a", kennel="A03"),
            _of(TagIssued, dog_id="b", code="T3"),
            _of(TagWithdrawn, dog_id="b", code="T3"),
        ],
        start=1,
    )
]


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    where = new_store(f"sqlite:///{tmp_path_factory.mktemp('ears')}/store.db")
    yield where
    where.close()


def rows_after(where: Store, batches: list[list[Envelope]]) -> list[Any]:
    with where.write() as work:
        work.connection().execute(sa.delete(inbox))
        work.connection().execute(sa.text("delete from dog"))
    for batch in batches:
        with where.write() as work:
            ears.apply(work, batch)
    with where.engine.connect() as connection:
        rows = connection.execute(sa.text("select id, name, code, kennel, times, heard from dog order by id"))
        return [(*row[:5], sorted(json.loads(row[5]).items())) for row in rows]


@given(st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_shuffled_and_doubled_log_gives_the_same_rows(one_store: Store, data: st.DataObject) -> None:
    log = data.draw(st.permutations(LOG * 2))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(log) - 1), max_size=5)))
    batches = [log[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(log)], strict=True)]

    assert rows_after(one_store, batches) == rows_after(one_store, [LOG])


def test_a_batch_that_fails_leaves_nothing_in_the_inbox(one_store: Store) -> None:
    rows_after(one_store, [LOG])
    with pytest.raises(ValueError, match="bites"), one_store.write() as work:
        ears.apply(work, [told(intaken("new"), 98), told(intaken("poison"), 99)])
    with one_store.engine.connect() as connection:
        entered = connection.scalar(sa.select(sa.func.count()).select_from(inbox))

    assert entered == len(LOG)
    assert "new" not in times(one_store)
