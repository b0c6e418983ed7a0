"""What notify hears: the feed, and who is told."""

import random
import time
from pathlib import Path

import pytest
from sqlmodel import select

from services.notify import store
from services.notify.handlers import ears
from services.notify.models import Dog, Feed, Interest, Message, Subscription
from shared import clock, migrate
from shared.envelope import Envelope
from shared.events import (
    BY_TYPE,
    DogAdopted,
    DogIntaken,
    Event,
    IntakeCorrected,
    KennelAssigned,
    ObservationOpened,
    StayOpened,
    TagIssued,
    TagWithdrawn,
)
from shared.store import Store, Work
from tests.notify.conftest import example, told


@pytest.fixture
def kept(any_store_url: str) -> Store:
    """Notify's store, of either kind."""
    migrate.upgrade("notify", any_store_url)
    return Store(any_store_url)


def hear(kept: Store, *envelopes: Envelope) -> None:
    with kept.write() as work:
        ears.apply(work, envelopes)


def subscribe(work: Work, event: type[Event], name: str = "s1", dog_id: str | None = None) -> None:
    work.add(Subscription(subscription_id=name, channel="console", address=b"", masked="", types=[event.type],
                          dog_id=dog_id, made_by="wang", made_at=clock.now()))  # fmt: skip
    work.flush()
    work.add(Interest(type=event.type, subscription_id=name))


def test_the_store_is_what_the_models_say(kept: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with kept.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "alembic_notify"})
        assert compare_metadata(context, migrate.tables("notify")) == []  # type: ignore[arg-type]


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
        ears.apply(work, [told(example(DogIntaken))])
        savepoint = work.begin_nested()
        ears.apply(work, [told(example(KennelAssigned))])
        savepoint.rollback()
        ears.apply(work, [told(example(DogAdopted))])

    with kept.read() as work:
        assert [row.position for row in work.exec(select(Feed)).all()] == [1, 2]


def test_restricted_events_are_not_kept_and_nobody_is_told(kept: Store) -> None:
    with kept.write() as work:
        subscribe(work, ObservationOpened)

    hear(kept, told(example(ObservationOpened)), told(example(DogIntaken)))

    with kept.read() as work:
        assert [row.type for row in work.exec(select(Feed)).all()] == [DogIntaken.type]
        assert work.exec(select(Message)).all() == []
    assert not [stream for stream in ears.streams if stream.endswith(":restricted")]
    assert "qingcheng:notify" in ears.streams


def test_one_message_for_one_subscription_and_event(kept: Store) -> None:
    with kept.write() as work:
        subscribe(work, DogAdopted, "all")
        subscribe(work, DogAdopted, "this dog", dog_id=DogAdopted.example["dog_id"])
        subscribe(work, DogAdopted, "another dog", dog_id="d2")
        subscribe(work, DogIntaken, "another event")
    adopted = told(example(DogAdopted))

    hear(kept, adopted, adopted)
    hear(kept, adopted)

    with kept.read() as work:
        found = work.exec(select(Message)).all()
        assert sorted(message.subscription_id for message in found) == ["all", "this dog"]
        assert {message.template for message in found} == {"DogAdopted"}


def test_what_notify_knows_of_a_dog_does_not_depend_on_the_order(kept: Store, tmp_path: Path) -> None:
    story = [
        told(example(DogIntaken), sequence=1),
        told(example(TagIssued, code="AAAAAAAAAAAA"), sequence=2),
        told(example(TagWithdrawn, code="AAAAAAAAAAAA"), sequence=3),
        told(example(TagIssued, code="BBBBBBBBBBBB"), sequence=4),
        told(example(StayOpened), sequence=5),
        told(example(IntakeCorrected), sequence=6),
        told(example(IntakeCorrected, fields=["breed"], breed="HUSKY"), sequence=7),
    ]
    hear(kept, *story)
    other_url = f"sqlite:///{tmp_path}/other.db"
    migrate.upgrade("notify", other_url)
    other = Store(other_url)
    shuffled = random.Random(7).sample(story + story, 14)

    for envelope in shuffled:
        hear(other, envelope)

    with kept.read() as one, other.read() as two:
        dogs = [work.exec(select(Dog)).one().model_dump() for work in (one, two)]
        assert dogs[0] == dogs[1]
        assert (dogs[0]["breed"], dogs[0]["colour"]) == ("HUSKY", "BT")
        assert (dogs[0]["stay_no"], dogs[0]["code"]) == ("HH-2026-000188", "BBBBBBBBBBBB")


def test_the_feed_is_quick(store_url: str) -> None:
    migrate.upgrade("notify", store_url)
    kept = Store(store_url)
    events = [told(example(KennelAssigned, dog_id=f"d{n}")) for n in range(4000)]

    began = time.process_time()  # others may be at work on this machine
    for start in range(0, len(events), 200):
        hear(kept, *events[start : start + 200])
    rate = len(events) / (time.process_time() - began)

    print(f"\nfeed: {rate:,.0f} events/s")
    assert rate > 1000  # 3,000 are wanted of a quiet machine
