"""The journal: dense numbers in commit order, and nothing in it that was not committed."""

import asyncio
import threading

import pytest
import sqlalchemy as sa

from shared import clock
from shared.store import Store, Work, entry
from shared.tables import journal
from tests.shared.conftest import Dog, at_work, dogs, intaken, journalled, watched


def test_events_are_numbered_without_holes_in_commit_order(any_store: Store) -> None:
    for dog_id in ("a", "b", "c"):
        with any_store.write() as work:
            work.publish(intaken(dog_id), intaken(dog_id + dog_id))

    assert journalled(any_store) == [(1, "a"), (2, "aa"), (3, "b"), (4, "bb"), (5, "c"), (6, "cc")]


def test_each_stream_counts_for_itself(any_store: Store) -> None:
    with any_store.write() as work:
        work.publish(intaken("a"), watched("b"), intaken("c"))

    assert journalled(any_store) == [(1, "a"), (2, "c")]
    assert journalled(any_store, "qingcheng:intake:restricted") == [(1, "b")]


def test_what_is_rolled_back_leaves_no_hole(any_store: Store) -> None:
    with any_store.write() as work:
        work.publish(intaken("first"))
    with pytest.raises(RuntimeError), any_store.write() as work:
        work.add(Dog(id="lost"))
        work.publish(intaken("lost"))
        raise RuntimeError("the rule said no")
    with any_store.write() as work:
        work.publish(intaken("second"))

    assert journalled(any_store) == [(1, "first"), (2, "second")]
    assert dogs(any_store) == set()


def test_two_that_write_at_once_take_turns(any_store: Store) -> None:
    def write(name: str) -> None:
        for i in range(20):
            with any_store.write() as work:
                work.publish(intaken(f"{name}{i}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    written = journalled(any_store)
    assert [sequence for sequence, _ in written] == list(range(1, 81))
    assert [int(subject[1:]) for _, subject in written if subject[0] == "a"] == list(range(20))


def test_a_statement_sees_what_the_work_holds(any_store: Store) -> None:
    with any_store.write() as work:
        work.add(Dog(id="a"))
        assert work.sql(sa.select(sa.func.count()).select_from(Dog)).scalar() == 1
        work.sql(sa.insert(Dog), [{"id": "b"}, {"id": "c"}])

    assert dogs(any_store) == {"a", "b", "c"}


@pytest.mark.anyio
async def test_what_is_seen_to_before_a_commit_is_seen_to_once_for_all(any_store: Store) -> None:
    seen: list[list[str]] = []

    def look(work: Work) -> None:
        seen.append(sorted(work.changed.pop("dogs", ())))
        work.publish(intaken("seen"))

    def lose(work: Work) -> None:
        work.changed["dogs"].add("c")
        raise RuntimeError("the rule said no")

    any_store.before_commit = [look]
    async with at_work(any_store) as writer:
        told = [writer.do(lambda work, dog=dog: work.changed["dogs"].add(dog)) for dog in "ab"]
        await asyncio.gather(*told, writer.do(lose), return_exceptions=True)

    assert seen == [["a", "b", "c"]]
    assert journalled(any_store) == [(1, "seen")]


def test_a_reader_keeps_nothing(any_store: Store) -> None:
    with any_store.read() as work:
        work.add(Dog(id="seen"))
        work.flush()

    assert dogs(any_store) == set()


def test_sqlite_survives_a_power_cut(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        journal_mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()

    assert (journal_mode, synchronous) == ("wal", 2)


def test_a_journal_row_becomes_the_event_that_went_in(any_store: Store) -> None:
    with any_store.write() as work:
        work.trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
        work.publish(intaken("a"))
    with any_store.engine.connect() as connection:
        row = connection.execute(sa.select(journal)).one()
    envelope = entry(row, "https://dogs.example.org")

    assert envelope.event() == intaken("a")
    assert (envelope.source, envelope.subject, envelope.sequence) == ("/qingcheng/intake", "a", 1)
    assert envelope.dataschema == "https://dogs.example.org/contract/DogIntaken.v1.json"
    assert envelope.traceparent[3:35] == "a" * 32
    assert (clock.now() - envelope.recorded_at()).total_seconds() < 60
