"""Group commit: who waits together is committed together, and nobody pays for a neighbour."""

import asyncio
import threading
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from shared.store import Store, Work
from shared.writer import MOST_IN_A_GROUP, MOST_WAITING, StoreUnavailable, Writer
from tests.shared.conftest import Dog, at_work, dogs, intaken, journalled, publish

pytestmark = pytest.mark.anyio


def take_in(dog_id: str, work: Work, fails: Exception | None = None) -> str:
    work.add(Dog(id=dog_id))
    work.publish(intaken(dog_id))
    work.flush()
    if fails:
        raise fails
    return dog_id


async def test_done_means_committed(any_store: Store) -> None:
    async with at_work(any_store) as writer:
        answer = await writer.do(lambda work: take_in("a", work))

        assert answer == "a"
        assert dogs(any_store) == {"a"}
        assert journalled(any_store) == [(1, "a")]


async def test_a_command_that_fails_harms_no_neighbour(any_store: Store) -> None:
    def command(i: int) -> Any:
        fails = ValueError(f"no {i}") if i % 3 == 1 else None
        return lambda work: take_in(str(i), work, fails)

    writer = Writer(any_store)
    answers = [asyncio.ensure_future(writer.do(command(i))) for i in range(9)]
    await asyncio.sleep(0)  # all of them wait: one group
    running = asyncio.create_task(writer.run())
    outcomes = await asyncio.gather(*answers, return_exceptions=True)
    running.cancel()

    assert [str(outcome) for outcome in outcomes] == ["0", "no 1", "2", "3", "no 4", "5", "6", "no 7", "8"]
    assert dogs(any_store) == {"0", "2", "3", "5", "6", "8"}
    assert journalled(any_store) == [(n, i) for n, i in enumerate("023568", start=1)]


@pytest.mark.parametrize("wrong", ["twice", "nul", "sql"])
async def test_what_the_database_refuses_harms_no_neighbour_either(any_store: Store, wrong: str) -> None:
    def refused(work: Work) -> None:
        work.publish(intaken("refused"))
        if wrong == "twice":
            work.execute(sa.text("insert into dog (id, times, heard) values ('a', 0, '{}')"))
        elif wrong == "nul" and not any_store.on_sqlite:
            work.add(Dog(id="nul", name="a\0b"))
            work.flush()
        else:
            work.execute(sa.text("select no_such_column from dog"))

    writer = Writer(any_store)
    commands = [lambda work: take_in("a", work), refused, lambda work: take_in("b", work)]
    answers = [asyncio.ensure_future(writer.do(command)) for command in commands]
    await asyncio.sleep(0)
    running = asyncio.create_task(writer.run())
    first, error, last = await asyncio.gather(*answers, return_exceptions=True)
    running.cancel()

    assert (first, last) == ("a", "b")
    assert not isinstance(error, StoreUnavailable)
    if wrong == "twice":
        assert isinstance(error, IntegrityError)
    if wrong == "nul" and not any_store.on_sqlite:
        assert isinstance(error, DataError)
    assert journalled(any_store) == [(1, "a"), (2, "b")]


async def test_a_row_that_breaks_a_rule_of_the_table_harms_no_neighbour(any_store: Store) -> None:
    """The flush itself fails, inside the savepoint."""
    async with at_work(any_store) as writer:
        await writer.do(lambda work: take_in("a", work))
        outcomes = await asyncio.gather(
            writer.do(lambda work: work.add(Dog(id="a"))),
            writer.do(lambda work: take_in("b", work)),
            return_exceptions=True,
        )

        assert isinstance(outcomes[0], IntegrityError)
        assert outcomes[1] == "b"
        assert dogs(any_store) == {"a", "b"}


async def test_who_waits_together_is_committed_together(any_store: Store) -> None:
    commits: list[int] = []
    writer = Writer(any_store, committed=lambda: commits.append(1))
    answers = [asyncio.ensure_future(writer.do(partial(take_in, str(i)))) for i in range(50)]
    await asyncio.sleep(0)
    running = asyncio.create_task(writer.run())
    done = await asyncio.gather(*answers)
    running.cancel()

    assert done == [str(i) for i in range(50)]
    assert len(commits) == 1
    assert [sequence for sequence, _ in journalled(any_store)] == list(range(1, 51))


async def test_fifty_in_parallel_all_arrive_once(any_store: Store) -> None:
    async with at_work(any_store) as writer:

        async def caller(i: int) -> None:
            for j in range(4):
                await writer.do(partial(publish, f"{i}-{j}"))

        await asyncio.gather(*(caller(i) for i in range(50)))

    written = journalled(any_store)
    assert [sequence for sequence, _ in written] == list(range(1, 201))
    assert len({subject for _, subject in written}) == 200


async def test_a_full_disk_keeps_nothing_and_says_so(sqlite_store: Store) -> None:
    @sa.event.listens_for(sqlite_store.engine, "connect")
    def _small(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={int(full[0])}")

    full = [1 << 20]
    async with at_work(sqlite_store) as writer:
        await writer.do(lambda work: take_in("before", work))
        with sqlite_store.engine.connect() as connection:
            full[0] = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        sqlite_store.engine.dispose()

        def much(work: Work) -> str:
            work.add(Dog(id="big", name="x" * 1_000_000))
            return take_in("with big", work)

        outcomes = await asyncio.gather(writer.do(much), return_exceptions=True)

        assert isinstance(outcomes[0], StoreUnavailable)
        assert "full" in str(outcomes[0])
        assert dogs(sqlite_store) == {"before"}

        full[0] = 1 << 20
        sqlite_store.engine.dispose()
        await writer.do(lambda work: take_in("after", work))

    assert journalled(sqlite_store) == [(1, "before"), (2, "after")]


async def test_a_locked_database_keeps_nothing_and_says_so(sqlite_store: Store) -> None:
    @sa.event.listens_for(sqlite_store.engine, "connect")
    def _impatient(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    async with at_work(sqlite_store) as writer:
        with sqlite_store.engine.connect().execution_options(writes=True) as other:
            other.execute(sa.select(1))  # BEGIN IMMEDIATE
            with pytest.raises(StoreUnavailable, match="locked"):
                await writer.do(lambda work: take_in("a", work))
        await writer.do(lambda work: take_in("b", work))

    assert journalled(sqlite_store) == [(1, "b")]


async def test_a_commit_that_fails_keeps_nothing_and_says_so(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(work: Work) -> None:
        raise OperationalError("COMMIT", {}, Exception("the server has gone away"))

    async with at_work(any_store) as writer:
        with monkeypatch.context() as broken:
            broken.setattr(Work, "commit", cut)
            outcomes = await asyncio.gather(
                *(writer.do(partial(take_in, str(i))) for i in range(3)),
                return_exceptions=True,
            )
        await writer.do(lambda work: take_in("after", work))

    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert journalled(any_store) == [(1, "after")]
    assert dogs(any_store) == {"after"}


async def test_a_server_that_drops_us_keeps_nothing_and_says_so(postgres_url: str) -> None:
    from tests.shared.conftest import new_store

    where = new_store(postgres_url)

    def dropped(work: Work) -> str:
        with where.engine.connect() as other:
            mine = work.connection().scalar(sa.select(sa.func.pg_backend_pid()))
            other.execute(sa.select(sa.func.pg_terminate_backend(mine)))
        return take_in("lost", work)

    async with at_work(where) as writer:
        with pytest.raises(StoreUnavailable):
            await writer.do(dropped)
        await writer.do(lambda work: take_in("after", work))

    assert journalled(where) == [(1, "after")]
    where.close()


async def test_an_end_finishes_what_waits(any_store: Store) -> None:
    writer = Writer(any_store)
    begun, go_on = threading.Event(), threading.Event()

    def slow(work: Work) -> str:
        begun.set()
        go_on.wait(10)
        return take_in("slow", work)

    running = asyncio.create_task(writer.run())
    answers = [asyncio.ensure_future(writer.do(slow))]
    await asyncio.to_thread(begun.wait, 10)
    answers += [asyncio.ensure_future(writer.do(partial(take_in, str(i)))) for i in range(3)]
    await asyncio.sleep(0)
    running.cancel()
    go_on.set()

    assert await asyncio.gather(*answers) == ["slow", "0", "1", "2"]
    with pytest.raises(asyncio.CancelledError):
        await running
    assert dogs(any_store) == {"slow", "0", "1", "2"}


async def test_more_than_can_wait_are_refused_at_once(any_store: Store) -> None:
    writer = Writer(any_store)
    waiting = [asyncio.ensure_future(writer.do(partial(publish, str(i)))) for i in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(StoreUnavailable, match="wait already"):
        async with asyncio.timeout(1):
            await writer.do(partial(publish, "one more"))
    running = asyncio.create_task(writer.run())
    await asyncio.gather(*waiting)
    running.cancel()

    assert len(journalled(any_store)) == MOST_WAITING


async def test_who_has_waited_long_is_not_tried_while_the_store_is_away(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three groups wait; the store is asked once, not three times."""
    asked: list[int] = []

    @sa.event.listens_for(sqlite_store.engine, "connect")
    def _impatient(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA busy_timeout=500")

    monkeypatch.setattr("shared.writer.PATIENCE", 0.2)
    with sqlite_store.engine.connect().execution_options(writes=True) as other:
        other.execute(sa.select(1))  # BEGIN IMMEDIATE
        async with at_work(sqlite_store) as writer:
            write = writer._write
            monkeypatch.setattr(writer, "_write", lambda group: asked.append(len(group)) or write(group))
            waiting = (writer.do(partial(publish, str(i))) for i in range(3 * MOST_IN_A_GROUP))
            outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {StoreUnavailable}
    assert len(outcomes) == 3 * MOST_IN_A_GROUP
    assert asked == [MOST_IN_A_GROUP]
    assert journalled(sqlite_store) == []
