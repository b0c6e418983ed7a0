"""Who asked for what is heard is told of it."""

from services.notify.feed.store import envelope
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
    if news := work.changed.pop(NEWS, None):
        wanted = [
            each
            for each in store.asked_for(news, work)
            if rules.wants(each.dog_id, each.made_at, envelope(each))
        ]
        plan(wanted, work)
