"""A store with one message to send."""

import pytest
from sqlmodel import select

from services.notify.attempts import rules
from services.notify.attempts.claiming import Claimed, claim, due
from services.notify.messages.models import Message
from services.notify.subscriptions.models import Interest, Subscription
from shared import clock
from shared.events import DogAdopted
from shared.store import Store
from tests.notify.conftest import example, hear, told


@pytest.fixture
def kept(kept: Store) -> Store:
    """Notify's store, with one message to send."""
    with kept.write() as work:
        work.add(Subscription(subscription_id="s1", channel="webhook", address=b"", masked="",
                              types=[DogAdopted.type], made_by="wang", made_at=clock.now()))  # fmt: skip
        work.flush()
        work.add(Interest(type=DogAdopted.type, subscription_id="s1"))
        work.flush()
    hear(kept, told(example(DogAdopted)))
    return kept


def take(kept: Store, lease: float = 60) -> list[Claimed]:
    now = clock.now()
    with kept.write() as work:
        ready = [row.message_id for row in due(work, "webhook", now, [], 10)]
        return claim(work, ready, now, rules.later(now, lease))


def message_in(kept: Store) -> Message:
    with kept.read() as work:
        return work.exec(select(Message)).one()
