"""Who asked for what is heard is told of it."""

from services.notify.messages.store import plan
from services.notify.subscriptions import rules, store
from shared.ears import Ears
from shared.envelope import Envelope
from shared.store import Work

ears = Ears()
NEWS = "subscriptions: news"  # of `Work.changed`


@ears.on_every
def note_news(event: Envelope, work: Work) -> None:
    work.changed[NEWS].add(event.id)


def tell(work: Work) -> None:
    """Once for all that was heard together, before its commit: what did not get into the feed is no news."""
    news = work.changed.pop(NEWS, None)
    if news and (events := store.asked_for(news, work)):
        wishes = store.wishes({event.type for event in events}, work)
        plan([(event, wish) for event in events for wish in wishes[event.type]
              if rules.wants(wish.dog_id, wish.made_at, event)], work)  # fmt: skip
