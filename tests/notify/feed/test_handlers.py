"""What is heard goes into the feed: `services/notify/feed/handlers.py`."""

import time

from sqlmodel import select

from services.notify.feed import store
from services.notify.feed.models import Feed
from shared.events import (
    BY_TYPE,
    DogAdopted,
    DogIntaken,
    KennelAssigned,
)
from shared.store import Store
from tests.composed import ears_of, store_of
from tests.notify.conftest import example, hear, told


def test_the_feed_has_every_event_in_order_without_a_hole(kept: Store) -> None:
    events = [told(example(event)) for event in BY_TYPE.values() if event.audience != "restricted"]

    hear(kept, *events[:5])
    hear(kept, *events[3:], events[0])

    with kept.read() as work:
        rows = store.events_after(work, 0, 1000, store.FOR_STAFF)
        assert [row.position for row in rows] == list(range(1, len(events) + 1))
        assert [store.envelope(row) for row in rows] == events


def test_a_failing_neighbour_leaves_no_hole(kept: Store) -> None:
    with kept.write() as work:
        ears_of("notify").apply(work, [told(example(DogIntaken))])
        savepoint = work.begin_nested()
        ears_of("notify").apply(work, [told(example(KennelAssigned))])
        savepoint.rollback()
        ears_of("notify").apply(work, [told(example(DogAdopted))])

    with kept.read() as work:
        assert [row.position for row in work.exec(select(Feed)).all()] == [1, 2]


def test_the_feed_is_quick(store_url: str) -> None:
    kept = store_of("notify", store_url)
    events = [told(example(KennelAssigned, dog_id=f"d{n}")) for n in range(4000)]

    began = time.process_time()  # others may be at work on this machine
    for start in range(0, len(events), 200):
        hear(kept, *events[start : start + 200])
    rate = len(events) / (time.process_time() - began)

    print(f"\nfeed: {rate:,.0f} events/s")
    assert rate > 1000  # 3,000 are wanted of a quiet machine
