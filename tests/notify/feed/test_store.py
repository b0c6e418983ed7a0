"""What the feed is asked for, on both kinds of store: the same answers, each by way of an index."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.notify.feed import store
from services.notify.feed.rules import Wish
from shared import clock
from shared.events import DogAdopted, DogIntaken, MessageSent
from shared.store import Store
from tests.notify.conftest import example, hear, told

START = datetime(2026, 7, 1, tzinfo=UTC)
INTAKE = "/qingcheng/intake"


def at(hours: float) -> str:
    return clock.text(START + timedelta(hours=hours))


def test_wishes_find_the_same_on_either_store(kept: Store) -> None:
    dogs = [
        told(example(DogIntaken, dog_id=f"d{n}"), START + timedelta(hours=n), sequence=10 - n)
        for n in (1, 0, 3, 2)
    ]
    home = told(example(DogAdopted, dog_id="d3"), START + timedelta(hours=9), sequence=1)
    hear(kept, *dogs, told(example(MessageSent), START), home)

    def found(wish: Wish, after: int = 0) -> list[int]:
        with kept.read() as work:
            return [row.position for row in store.events_after(work, after, 100, store.FOR_STAFF, wish)]

    assert found(Wish()) == [1, 2, 3, 4, 6]
    assert found(Wish(types=frozenset([MessageSent.type, DogAdopted.type]))) == [5, 6]
    assert found(Wish(source="/qingcheng/notify")) == [5]
    assert found(Wish(subject="d3")) == [3, 6]
    assert found(Wish(since=at(2))) == [3, 4, 6]
    assert found(Wish(since=at(2), source=INTAKE), after=3) == [4]


def test_a_source_is_told_in_the_order_of_its_numbers(kept: Store) -> None:
    hear(kept, *(told(example(DogIntaken, dog_id=f"d{n}"), sequence=n) for n in (3, 1, 4, 2)))
    hear(kept, told(example(DogAdopted), sequence=3))

    with kept.read() as work:
        rows = store.events_of(work, 1, 2, store.FOR_STAFF, Wish(source=INTAKE))
        assert [row.sequence for row in rows] == [2, 3]
        assert (store.last_of(work, INTAKE), store.last_of(work, "/qingcheng/registry")) == (4, 0)


def test_a_time_has_a_position_before_it(kept: Store) -> None:
    hear(kept, *(told(example(DogIntaken, dog_id=f"d{n}"), START + timedelta(hours=n)) for n in (0, 2, 1, 3)))

    with kept.read() as work:
        assert [store.position_before(work, at(hours)) for hours in (-1, 0, 1, 2, 3, 4)] == [0, 0, 1, 1, 3, 4]


def asks(kept: Store, what: str) -> list[tuple[str, Any]]:
    """The statements of one look, as the store is asked."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    with kept.read() as work:
        sa.event.listen(kept.engine, "before_cursor_execute", note)
        if what == "source":
            store.events_of(work, 40, 10, store.FOR_STAFF, Wish(source=INTAKE))
        elif what == "subject":
            store.events_after(work, 0, 10, store.FOR_STAFF, Wish(subject="d7"))
        else:
            store.position_before(work, at(90))
        sa.event.remove(kept.engine, "before_cursor_execute", note)
    return asked[:1]


@pytest.mark.parametrize(
    ("what", "index"),
    [
        ("source", "ix_feed_source_sequence"),
        ("subject", "ix_feed_subject_position"),
        ("since", "ix_feed_time_position"),
    ],
)
def test_each_is_found_by_its_index(kept: Store, what: str, index: str) -> None:
    hear(kept, *(told(example(DogIntaken, dog_id=f"d{n}"), START + timedelta(hours=n)) for n in range(100)))
    [(statement, parameters)] = asks(kept, what)

    with kept.engine.connect() as connection:
        postgres = connection.dialect.name == "postgresql"
        if postgres:
            connection.exec_driver_sql("SET enable_seqscan = off")  # 100 rows are quicker read as a whole
            connection.exec_driver_sql("ANALYZE feed")
        explain = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
        plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        connection.rollback()

    said = " ".join(str(line) for line in plan)
    assert index in said, said
    assert "TEMP B-TREE" not in said, said
