"""Who is told of what is heard: `services/notify/subscriptions/handlers.py`."""

from sqlmodel import select

from services.notify.feed.models import Feed
from services.notify.messages.models import Message
from services.notify.subscriptions.models import Interest, Subscription, Unplaced
from shared import clock
from shared.events import (
    DogAdopted,
    DogIntaken,
    Event,
    IntakeCorrected,
    ObservationOpened,
)
from shared.store import Store, Work
from tests.composed import ears_of
from tests.notify.conftest import example, hear, told


def subscribe(
    work: Work, event: type[Event], name: str = "s1", dog_id: str | None = None, area: str | None = None
) -> None:
    work.add(Subscription(subscription_id=name, channel="console", address=b"", masked="", types=[event.type],
                          dog_id=dog_id, area=area, made_by="wang", made_at=clock.now()))  # fmt: skip
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


def test_an_area_is_told_of_the_dogs_that_were_found_there(kept: Store) -> None:
    with kept.write() as work:
        subscribe(work, DogAdopted, "district", area="150105")
        subscribe(work, DogAdopted, "street", area="150105002")
        subscribe(work, DogAdopted, "elsewhere", area="150102")
    hear(kept, told(example(DogIntaken, dog_id="d1", division="150105002")))
    hear(kept, told(example(DogIntaken, dog_id="d2", division="150105")))

    hear(kept, told(example(DogAdopted, dog_id="d1")), told(example(DogAdopted, dog_id="d2")))

    assert sorted(receivers(kept)) == ["district", "district", "street"]


def test_a_dog_that_is_heard_of_late_is_told_of_in_its_area_all_the_same(kept: Store) -> None:
    """Streams keep no order between them: its adoption came before its intake."""
    with kept.write() as work:
        subscribe(work, DogAdopted, "district", area="150105")
        subscribe(work, DogAdopted, "elsewhere", area="150102")
        subscribe(work, DogAdopted, "all")
    hear(kept, told(example(DogAdopted, dog_id="d1")))
    assert receivers(kept) == ["all"]

    hear(kept, told(example(DogIntaken, dog_id="d1", division="150105002")))

    assert sorted(receivers(kept)) == ["all", "district"]
    with kept.read() as work:
        assert work.exec(select(Unplaced)).all() == []


def test_a_correction_moves_a_dog_to_another_area(kept: Store) -> None:
    with kept.write() as work:
        subscribe(work, DogAdopted, "district", area="150102")
    hear(kept, told(example(DogIntaken, dog_id="d1", division="150105002")))
    hear(kept, told(example(IntakeCorrected, dog_id="d1", fields=["division"], division="150102")))

    hear(kept, told(example(DogAdopted, dog_id="d1")))

    assert receivers(kept) == ["district"]


def receivers(kept: Store) -> list[str]:
    with kept.read() as work:
        return [message.subscription_id for message in work.exec(select(Message)).all()]
