"""Who is told of what is heard: `services/notify/subscriptions/handlers.py`."""

from sqlmodel import select

from services.notify.feed.models import Feed
from services.notify.messages.models import Message
from services.notify.subscriptions.models import Interest, Subscription
from shared import clock
from shared.events import (
    DogAdopted,
    DogIntaken,
    Event,
    ObservationOpened,
)
from shared.store import Store, Work
from tests.composed import ears_of
from tests.notify.conftest import example, hear, told


def subscribe(work: Work, event: type[Event], name: str = "s1", dog_id: str | None = None) -> None:
    work.add(Subscription(subscription_id=name, channel="console", address=b"", masked="", types=[event.type],
                          dog_id=dog_id, made_by="wang", made_at=clock.now()))  # fmt: skip
    work.flush()
    work.add(Interest(type=event.type, subscription_id=name))


def test_restricted_events_are_not_kept_and_nobody_is_told(kept: Store) -> None:
    with kept.write() as work:
        subscribe(work, ObservationOpened)

    hear(kept, told(example(ObservationOpened)), told(example(DogIntaken)))

    with kept.read() as work:
        assert [row.type for row in work.exec(select(Feed)).all()] == [DogIntaken.type]
        assert work.exec(select(Message)).all() == []
    assert not [stream for stream in ears_of("notify").streams if stream.endswith(":restricted")]
    assert "qingcheng:notify" in ears_of("notify").streams


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


def test_what_a_savepoint_took_back_is_told_to_nobody(kept: Store) -> None:
    with kept.write() as work:
        subscribe(work, DogAdopted)

    with kept.write() as work:
        savepoint = work.begin_nested()
        ears_of("notify").apply(work, [told(example(DogAdopted))])
        savepoint.rollback()
        ears_of("notify").apply(work, [told(example(DogIntaken))])

    with kept.read() as work:
        assert work.exec(select(Message)).all() == []
