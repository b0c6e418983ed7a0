"""What became of an attempt."""

from datetime import timedelta

from sqlmodel import select

from services.notify.attempts.models import Attempt
from services.notify.attempts.recording import record
from services.notify.channels.way import Kind, Outcome
from services.notify.settings import NotifySettings
from services.notify.subscriptions.models import Subscription
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


def test_who_takes_nothing_for_days_is_paused_and_said_to_be(kept: Store) -> None:
    """Its messages wait; what it takes in between begins the count anew."""

    def fail(patience: timedelta, kind: Kind = "transient") -> Subscription:
        (claimed,) = take(kept)
        with kept.write() as work:
            record(work, [(claimed, Outcome(kind, "500"))], (0.0,) * 9, patience)
        with kept.read() as work:
            return work.get_one(Subscription, "s1")

    first = fail(timedelta(days=5))
    assert first.failing_since is not None and first.paused_at is None
    assert fail(timedelta(days=5)).failing_since == first.failing_since
    paused = fail(timedelta(0))

    assert paused.paused_because == "nothing was taken for 0 days"
    assert message_in(kept).status == "queued" and take(kept) == []
    with kept.write() as work:
        work.get_one(Subscription, "s1").paused_at = None
    assert fail(timedelta(days=5), "sent").failing_since is None


def test_a_mail_server_that_is_away_pauses_nobody(kept: Store) -> None:
    (claimed,) = take(kept)
    with kept.write() as work:
        record(
            work,
            [(claimed, Outcome("transient", "no answer"))],
            (0.0,),
            NotifySettings().patience_of("email"),
        )
    with kept.read() as work:
        assert work.get_one(Subscription, "s1").paused_at is None
