"""All that the registry hears, until the house itself hears of ended sessions: then this file goes."""

from services.registry.dogs import handlers as dogs
from services.registry.tags import handlers as tags
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import SessionsEnded
from shared.nouns import Noun
from shared.sessions import end_sessions
from shared.store import Work

sessions = Ears()


@sessions.on(SessionsEnded)
def let_no_more_in(ended: SessionsEnded, heard: Envelope, work: Work) -> None:
    end_sessions(work, ended.session or ended.account, ended.occurred_at)


def card() -> Noun:
    """What it opens."""
    return Noun(ears=sessions)


ears = Ears("registry", of=(dogs.ears, tags.ears, sessions))
