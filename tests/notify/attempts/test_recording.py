"""What became of an attempt."""

from sqlmodel import select

from services.notify.attempts.models import Attempt
from services.notify.attempts.recording import record
from services.notify.channels.way import Outcome
from services.notify.subscriptions.store import end
from shared import clock
from shared.events import MessageFailed, MessageSent
from shared.store import Store
from shared.tables import journal
from tests.notify.attempts.conftest import message_in, take


def test_who_lost_the_lease_does_not_decide(kept: Store) -> None:
    (late,) = take(kept, lease=-1)
    (now_ours,) = take(kept)

    with kept.write() as work:
        record(work, [(late, Outcome("permanent", "too late"))], ())
    assert message_in(kept).status == "sending"
    with kept.write() as work:
        record(work, [(now_ours, Outcome("sent", "200"))], ())

    assert (message_in(kept).status, message_in(kept).attempts) == ("sent", 2)
    with kept.read() as work:
        assert work.connection().execute(select(journal.c.type)).scalars().all() == [MessageSent.type]


def test_what_became_of_it_is_written_down(kept: Store) -> None:
    (first,) = take(kept)
    with kept.write() as work:
        record(work, [(first, Outcome("transient", "500"))], (0.0,))
    assert (message_in(kept).status, message_in(kept).error) == ("queued", "500")

    (second,) = take(kept)
    with kept.write() as work:
        record(work, [(second, Outcome("transient", "500"))], (0.0,))

    assert message_in(kept).status == "failed"
    with kept.read() as work:
        assert [row.outcome for row in work.exec(select(Attempt)).all()] == ["transient", "transient"]
        assert work.connection().execute(select(journal.c.type)).scalars().all() == [MessageFailed.type]


def test_nothing_is_sent_to_who_has_left(kept: Store) -> None:
    (claimed,) = take(kept)
    with kept.write() as work:
        end("s1", clock.now(), "cancelled by wang", work)
        record(work, [(claimed, Outcome("transient", "500"))], (0.0,))

    assert take(kept) == []
    assert message_in(kept).status == "suppressed"
