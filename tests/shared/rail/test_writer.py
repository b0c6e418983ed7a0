"""Group commit: who waits together is committed together, and nobody pays for a neighbour."""

import asyncio
import threading
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from shared.events import DogIntaken
from shared.ordinary import ordinary
from shared.rail.writer import MOST_IN_A_GROUP, MOST_WAITING, Writer
from shared.store import Store, StoreUnavailable, Work
from shared.watch import Watched
from tests.anything import ANYTHING, throw
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


async def together(writer: Writer, *commands: Any) -> list[Any]:
    """What becomes of commands that wait together, as one group."""
    answers = [asyncio.ensure_future(writer.do(command)) for command in commands]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        return await asyncio.gather(*answers, return_exceptions=True)


async def test_whatever_a_command_raises_only_its_own_caller_hears_of_it(any_store: Store) -> None:
    """Each between two neighbours; and who comes after them is answered too."""

    def raising(name: str) -> Any:
        return lambda work: (take_in(f"not {name}", work), throw(name))

    heard: dict[str, Any] = {}
    async with at_work(any_store) as writer:
        for name in ANYTHING:
            before, heard[name], after = await together(
                writer, partial(take_in, f"before {name}"), raising(name), partial(take_in, f"after {name}")
            )
            assert (before, after) == (f"before {name}", f"after {name}")

    kept = [f"{when} {name}" for name in ANYTHING for when in ("before", "after")]
    assert dogs(any_store) == set(kept)
    assert journalled(any_store) == list(enumerate(kept, start=1))
    for name, make in ANYTHING.items():
        assert type(heard[name]) is type(ordinary(make()))
        assert isinstance(heard[name].__cause__ or heard[name], type(make()))


def unsealable(work: Work) -> None:
    """Says what cannot be written down: that is found out when the whole group is sealed."""
    work.publish(DogIntaken.model_construct(dog_id="x", stay_no=object()))


def undoing_badly(work: Work) -> None:
    """Fails, and so does its undoing."""
    take_in("x", work)
    savepoint: Any = work.get_nested_transaction()
    savepoint.rollback = partial(throw, "SystemExit")
    raise ValueError


def ending_all(work: Work) -> None:
    """Undoes what its neighbours did, which it should not."""
    work.rollback()
    raise ValueError


@pytest.mark.parametrize("spoils", [unsealable, undoing_badly, ending_all])
async def test_who_spoils_the_whole_group_is_alone_to_hear_of_it(any_store: Store, spoils: Any) -> None:
    async with at_work(any_store) as writer:
        outcomes = await together(writer, partial(take_in, "a"), spoils, partial(take_in, "b"))

    assert (outcomes[0], outcomes[2]) == ("a", "b")
    assert isinstance(outcomes[1], Exception) and not isinstance(outcomes[1], StoreUnavailable)
    assert dogs(any_store) == {"a", "b"}
    assert journalled(any_store) == [(1, "a"), (2, "b")]


async def test_where_it_is_not_known_whether_it_was_kept_nobody_is_told_that_it_was(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is done again: it may have been kept."""
    tried: list[str] = []

    def take_note(dog_id: str, work: Work) -> None:
        tried.append(dog_id)

    async with at_work(any_store) as writer:
        with monkeypatch.context() as broken:
            broken.setattr(Work, "commit", lambda work: throw("KeyboardInterrupt"))
            outcomes = await together(writer, partial(take_note, "a"), partial(take_note, "b"))
        await writer.do(lambda work: take_in("after", work))

    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
    assert tried == ["a", "b"]
    assert dogs(any_store) == {"after"}


@pytest.mark.parametrize("where", ["the thread", "what follows a commit"])
async def test_a_writer_that_fails_itself_answers_whom_it_has_and_forgets_nobody(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    writer = Writer(sqlite_store)
    if where == "the thread":
        once = iter([lambda *_: throw("MemoryError")])
        submit = writer.thread.submit
        monkeypatch.setattr(writer.thread, "submit", lambda *given: next(once, submit)(*given))
    else:
        writer.committed = partial(throw, "SystemExit")
    waiting = [partial(take_in, str(n)) for n in range(MOST_IN_A_GROUP + 1)]
    watched = Watched("intake", "writer", writer.run)
    running = asyncio.ensure_future(watched.run())
    outcomes = await together(writer, *waiting)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert watched.restarts >= 1
    assert outcomes[-1] == str(MOST_IN_A_GROUP)
    told = StoreUnavailable if where == "the thread" else str
    assert {type(outcome) for outcome in outcomes[:-1]} == {told}


async def test_who_asks_for_it_is_told_for_how_long_nothing_was_answered(sqlite_store: Store) -> None:
    go_on, writer = threading.Event(), Writer(sqlite_store)
    assert writer.standing == 0

    waits = asyncio.ensure_future(writer.do(lambda work: go_on.wait(10)))
    await asyncio.sleep(0.01)
    assert 0 < (waiting := writer.standing) < 10

    running = asyncio.create_task(writer.run())
    await asyncio.sleep(0.01)
    assert writer.standing > waiting  # in hand, and as good as waiting
    go_on.set()
    await waits
    await asyncio.sleep(0)
    assert writer.standing == 0
    running.cancel()


async def test_an_end_that_is_asked_for_twice_leaves_nobody_without_an_answer(sqlite_store: Store) -> None:
    """A command that does not come to its end keeps its thread; who waits for it is let go."""
    begun, go_on = threading.Event(), threading.Event()

    def stuck(work: Work) -> None:
        begun.set()
        go_on.wait(10)

    writer = Writer(sqlite_store)
    running = asyncio.create_task(writer.run())
    answer = asyncio.ensure_future(writer.do(stuck))
    await asyncio.to_thread(begun.wait, 10)
    for _ in range(2):
        running.cancel()
        await asyncio.sleep(0.01)

    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(answer, 5)
    go_on.set()
    await asyncio.gather(running, return_exceptions=True)


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

    monkeypatch.setattr("shared.rail.writer.PATIENCE", 0.2)
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


async def test_what_must_not_wait_waits_for_the_one_command_in_hand(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer full of work: whoever ends a session is answered before the next of those commands is done."""
    monkeypatch.setattr("shared.rail.writer.MOST_WAITING", 250)
    order, may_end = [], threading.Event()

    def work_on(number: int, work: Work) -> None:
        order.append(str(number))
        if number == 0:
            may_end.wait(20)
        take_in(str(number), work)

    async with at_work(any_store) as writer:
        waiting = [asyncio.ensure_future(writer.do(partial(work_on, n))) for n in range(250)]
        while not order:
            await asyncio.sleep(0.01)
        with pytest.raises(StoreUnavailable):
            while True:  # until it is full
                waiting.append(asyncio.ensure_future(writer.do(partial(work_on, len(waiting)))))
                await asyncio.sleep(0)
                waiting[-1].done() and waiting[-1].result()

        ends = asyncio.ensure_future(writer.do(lambda work: order.append("ended"), first=True))
        await asyncio.sleep(0)
        may_end.set()
        await ends

        assert order[:2] == ["0", "ended"]
        assert len(order) < MOST_IN_A_GROUP, "long before the rest of them"
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    done = [str(n) for n, outcome in enumerate(outcomes) if outcome is None]
    assert [one for one in order if one != "ended"] == done == sorted(dogs(any_store), key=int)


async def test_a_group_that_was_spoiled_lets_the_urgent_in_too(any_store: Store) -> None:
    order: list[str] = []

    def take_note(name: str, work: Work) -> None:
        order.append(name)

    writer = Writer(any_store)
    answers = [asyncio.ensure_future(writer.do(step)) for step in (
        partial(take_note, "a"), unsealable, partial(take_note, "b"))]  # fmt: skip
    await asyncio.sleep(0)
    answers.append(asyncio.ensure_future(writer.do(partial(take_note, "urgent"), first=True)))
    await asyncio.sleep(0)
    running = asyncio.create_task(writer.run())
    outcomes = await asyncio.gather(*answers, return_exceptions=True)
    running.cancel()

    assert order[0] == "urgent"
    assert [outcome is None for outcome in outcomes] == [True, False, True, True]
