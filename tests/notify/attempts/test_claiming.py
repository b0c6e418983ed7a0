"""In whose hands a message is."""

from sqlmodel import select

from services.notify.attempts.claiming import claim, give_back
from services.notify.attempts.models import Attempt
from shared import clock
from shared.store import Store
from tests.notify.attempts.conftest import message_in, take


def test_a_message_is_in_one_hand_at_a_time(kept: Store) -> None:
    (claimed,) = take(kept)

    assert take(kept) == []
    with kept.write() as work:
        assert claim(work, [claimed.row.message_id], clock.now(), clock.now()) == []
    assert message_in(kept).status == "sending"
    with kept.read() as work:
        (entered,) = work.exec(select(Attempt)).all()
    assert (entered.message_id, entered.number, entered.outcome) == (claimed.row.message_id, 1, None)


def test_what_is_given_back_has_not_been_tried(kept: Store) -> None:
    (claimed,) = take(kept)
    with kept.write() as work:
        give_back(work, [claimed])

    assert (message_in(kept).status, message_in(kept).attempts) == ("queued", 0)
