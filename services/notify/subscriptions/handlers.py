"""Who asked for what is heard is told of it."""

from services.notify.dogs.rules import dog_of
from services.notify.messages.store import plan
from services.notify.subscribers.rules import REVOKED
from services.notify.subscriptions import rules, store
from shared import clock
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.store import Work

ears = Ears()
NEWS = "subscriptions: news"  # of `Work.changed`
PLACED = "subscriptions: placed"


@ears.on_every
def note_news(event: Envelope, work: Work) -> None:
    work.changed[NEWS].add(event.id)


@ears.on(DogIntaken)
def note_place(taken_in: DogIntaken, heard: Envelope, work: Work) -> None:
    """Streams keep no order between them: what was heard of this dog before may now be told."""
    work.changed[PLACED].add(taken_in.dog_id)


def let_go(work: Work) -> None:
    """Whose keys are taken away is not called any more either."""
    if work.changed.pop(REVOKED, None):
        store.end_orphans(clock.now(), work)


def tell(work: Work) -> None:
    """Once for all that was heard together, before its commit: what did not get into the feed is no news."""
    news = work.changed.pop(NEWS, set())
    if placed := work.changed.pop(PLACED, None):
        news |= store.placed(placed, work)
    if not news or not (events := store.asked_for(news, work)):
        return
    wishes = store.wishes({event.type for _, event in events}, work)
    by_area = {type for type, those in wishes.items() if any(wish.area for wish in those)}
    places = store.places([event for _, event in events if event.type in by_area], work)
    plan([(position, event, wish) for position, event in events for wish in wishes[event.type]
          if rules.wants(wish.dog_id, wish.made_at, event, wish.area, places.get(dog_of(event) or ""))],
         work)  # fmt: skip
    store.await_places(
        [event for _, event in events if event.type in by_area and dog_of(event) not in places], work
    )
