"""What is heard goes into the feed: every event that is not restricted, once."""

from services.notify.feed import rules, store
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogReferenceReplaced
from shared.store import Work

ears = Ears()


@ears.on_every
def keep(event: Envelope, work: Work) -> None:
    audience = rules.audience_of(event.type)
    if audience != "restricted":
        rules.check(event)
        store.enter(rules.without_untold(event), audience, work)


@ears.on(DogReferenceReplaced)
def mend_feed(replaced: DogReferenceReplaced, heard: Envelope, work: Work) -> None:
    if told := store.data_of(replaced.told_by, work):
        store.tell_instead(replaced.told_by, rules.mended(told, replaced.external_ref), work)
