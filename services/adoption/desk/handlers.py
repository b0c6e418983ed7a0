"""Who was told to log out may not go on at the desk."""

from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import SessionsEnded
from shared.sessions import end_sessions
from shared.store import Work

ears = Ears()


@ears.on(SessionsEnded)
def let_no_more_in(ended: SessionsEnded, heard: Envelope, work: Work) -> None:
    end_sessions(work, ended.session or ended.account, ended.occurred_at)
